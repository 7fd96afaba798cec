import type { Fault } from '../../src/sandbox/faults.ts';

/** How a row of the diagnosis table is brought about: its code and what the sandbox does. */
export type Provocation = readonly [code: string, fault: Fault];

const token = (code: number): Fault => ({ kind: `entra-${code}`, command: 'token' });
const say = (words: string): Fault => ({ kind: 'token-reply', command: 'token', words });
const imap = (command: string, words: string): Fault => ({ kind: 'imap-reply', command, words });
const smtp = (command: string, words: string): Fault => ({ kind: 'smtp-reply', command, words });

/** What Exchange's IMAP says while a channel is fetched. */
export const ofExchange: readonly Provocation[] = [
  ['imap_expunge_failed', { kind: 'expunge-failed' }],
  ['imap_throttled', { kind: 'throttle', value: 1500, command: 'UID FETCH' }],
  ['imap_not_connected', { kind: 'not-connected', command: 'SELECT' }],
  ['imap_unavailable', { kind: 'server-unavailable', command: 'SELECT' }],
  ['imap_invalid_state', { kind: 'invalid-state', command: 'SELECT' }],
  ['imap_token_expired', { kind: 'token-expired', command: 'SELECT' }],
  ['imap_closed', { kind: 'connection-closed', command: 'SELECT' }],
  ['imap_authenticate_failed', { kind: 'authenticate-failed' }],
  [
    'imap_too_many_connections',
    imap('SELECT', 'NO Too many simultaneous connections. The maximum is 20. 17'),
  ],
  ['imap_quota', imap('SELECT', 'NO [OVERQUOTA] The mailbox is full.')],
  ['imap_folder_missing', imap('SELECT', "NO INBOX doesn't exist.")],
  ['imap_unknown', imap('SELECT', 'BAD [PARSE] Command Argument Error. 12')],
  ['imap_folder_refused', imap('SELECT', 'NO SELECT failed.')],
  ['imap_in_use', imap('SELECT', 'NO [INUSE] Somebody else has it.')],
  ['imap_limit', imap('SELECT', 'NO [LIMIT] Not so much.')],
  ['imap_server_fault', imap('SELECT', 'NO [SERVERBUG] This should not be.')],
  ['imap_client_fault', imap('SELECT', 'BAD [CLIENTBUG] What is this?')],
  ['imap_no_permission', imap('SELECT', 'NO [NOPERM] Not yours.')],
  ['imap_not_authorized', imap('SELECT', 'NO [AUTHORIZATIONFAILED] Not you.')],
  ['imap_expired', imap('SELECT', 'NO [EXPIRED] Past its end.')],
  ['imap_contact_admin', imap('SELECT', 'NO [CONTACTADMIN] Ask somebody.')],
  ['imap_cannot', imap('SELECT', 'NO [CANNOT] Not with this name.')],
  ['imap_folder_there', imap('SELECT', 'NO [ALREADYEXISTS] It is there.')],
  ['imap_settle_refused', imap('UID STORE', 'NO STORE failed.')],
];

/** What Entra says of the app while a channel is fetched; saving the app wakes the channel. */
export const ofApp: readonly Provocation[] = [
  ['app_not_found', token(700016)],
  ['app_disabled', token(70001)],
  ['tenant_not_found', token(90002)],
  ['tenant_not_found', token(900023)],
  ['secret_wrong', token(7000215)],
  ['secret_expired', token(7000222)],
  ['account_not_assigned', token(50105)],
  ['certificate_refused', token(700027)],
  ['clock_differs', token(700024)],
  ['assertion_refused', token(700023)],
  ['assertion_refused', token(700021)],
  ['federation_mismatch', token(700211)],
  ['federation_mismatch', token(700213)],
  ['app_not_approved', say('invalid_client: AADSTS7000229: Missing service principal.')],
  ['token_file_unusable', say('token_file_unusable: ENOENT')],
  ['managed_identity_missing', say('managed_identity_missing: Identity not found')],
  ['client_refused', say('invalid_client: The client is not valid.')],
  ['entra_unavailable', say('temporarily_unavailable: The service is busy.')],
  ['entra_unknown', say('odd_error: AADSTS99: Something new.')],
  ['service_missing', say('invalid_client: AADSTS650052: Not subscribed.')],
  ['wrong_cloud', say('invalid_request: AADSTS90038: Another cloud.')],
];

/** What Entra says of the stored sign-in; only a new one heals it. */
export const ofGrant: readonly Provocation[] = [
  ['grant_revoked', token(50173)],
  ['grant_idle', token(700082)],
  ['grant_expired', token(70008)],
];

/** What Entra says of the account or its tenant; whoever lifts it need not be the one who signed in. */
export const ofAccount: readonly Provocation[] = [
  ['grant_sign_in_frequency', token(70043)],
  ['device_disabled', say('invalid_grant: AADSTS135011: The device is disabled.')],
  ['mfa_required', token(50076)],
  ['mfa_required', token(50079)],
  ['mfa_required', token(50078)],
  ['policy_blocked', token(53003)],
  ['policy_security_defaults', token(530035)],
  ['policy_device', say('invalid_grant: AADSTS530003: Your device is required to be managed.')],
  ['policy_guest_device', say('invalid_grant: AADSTS530004: AcceptCompliantDevice is not configured.')],
  ['policy_app', say('invalid_grant: AADSTS53002: Not an approved app.')],
  ['policy_risk', say('invalid_grant: AADSTS53011: Blocked due to risk on home tenant.')],
  ['policy_condition', say('invalid_grant: AADSTS50131: Various errors.')],
  ['policy_registration_place', say('invalid_grant: AADSTS53010: Not from here.')],
  ['tenant_blocked', say('invalid_grant: AADSTS5000225: This tenant has been blocked due to inactivity.')],
  ['tenant_unmanaged', say('invalid_client: AADSTS650051: In an unmanaged state.')],
  ['tenant_restricted', say('invalid_grant: AADSTS500213: Not allowed.')],
  ['federation_trouble', say('invalid_grant: AADSTS80002: The agent timed out.')],
  ['account_locked', say('invalid_grant: AADSTS50053: Locked.')],
  ['account_password_expired', say('invalid_grant: AADSTS50055: Expired.')],
  ['account_password_wrong', say('invalid_grant: AADSTS50126: Wrong.')],
  ['consent_missing', token(65001)],
  ['consent_missing', say('consent_required: The user must consent.')],
  ['sign_in_interrupted', say('interaction_required: AADSTS50058: Not signed in.')],
  ['account_deleted', say('invalid_grant: AADSTS500341: Deleted.')],
  ['account_age', say('invalid_grant: AADSTS54000: A minor.')],
  ['account_disabled', token(50057)],
  ['grant_unusable', token(70000)],
  ['grant_other_tenant', token(7000012)],
  ['grant_invalid', say('invalid_grant: The grant is not valid.')],
  ['entra_looping', token(50196)],
  ['entra_throttled', say('invalid_request: AADSTS90055: Too many requests.')],
];

/** What a person brings back from a sign-in at Microsoft, and what the exchange of the code ends with. */
export const ofSignIn: readonly Provocation[] = [
  ['redirect_uri', token(50011)],
  ['redirect_uri_spa', token(9002325)],
  ['redirect_uri_spa', token(9002327)],
  ['single_tenant', token(50194)],
  ['account_types', token(9002331)],
  ['account_types', token(9002332)],
  ['app_type', token(7000218)],
  ['app_type', token(700025)],
  ['permission_missing', token(650053)],
  ['permission_missing', token(500011)],
  ['account_not_in_tenant', token(50020)],
  ['account_not_in_tenant', token(50034)],
  ['code_used', token(54005)],
  ['grant_expired', token(70008)],
  ['sign_in_mismatch', { kind: 'token-nonce', command: 'token' }],
  ['consent_declined', { kind: 'entra-65004', command: 'authorize' }],
  ['consent_pending', { kind: 'entra-90094', command: 'authorize' }],
  ['consent_pending', { kind: 'entra-90097', command: 'authorize' }],
];

/** What Exchange's submission server says to an answer. */
export const ofSending: readonly Provocation[] = [
  ['smtp_disabled_tenant', { kind: 'smtp-auth-disabled-tenant' }],
  ['smtp_disabled_mailbox', { kind: 'smtp-auth-disabled-mailbox' }],
  ['smtp_locked', { kind: 'smtp-locked' }],
  ['smtp_refused_sign_in', { kind: 'smtp-535' }],
  ['smtp_not_authenticated', smtp('mail', '530 5.7.57 Client not authenticated to send mail.')],
  ['smtp_too_many', { kind: 'smtp-432' }],
  ['smtp_too_many', { kind: 'smtp-sender-thread-limit' }],
  ['smtp_send_as_denied', { kind: 'smtp-send-as-denied' }],
  ['smtp_send_as_denied', { kind: 'smtp-send-as-denied-554' }],
  ['smtp_recipient_refused', { kind: 'smtp-550-recipient' }],
  ['smtp_too_large', smtp('data', '552 5.3.4 Message size exceeds fixed maximum message size')],
  ['smtp_daily_limit', smtp('data', '550 5.1.90 Your message cannot be sent: the daily limit is reached.')],
  ['smtp_blocked_sender', smtp('mail', '550 5.1.8 Access denied, bad outbound sender.')],
  ['smtp_later', smtp('data', '451 4.7.0 Temporary server error. Please try again later.')],
  ['smtp_content_refused', smtp('data', '554 5.6.0 Something new.')],
  ['smtp_refused', smtp('data', '554 5.5.1 Something new.')],
  ['smtp_quota', smtp('data', '554 5.2.0 Deliver.Exception:QuotaExceededException')],
  ['smtp_recipient_full', smtp('rcpt', '552 5.2.2 Mailbox full')],
  ['smtp_sender_refused', smtp('mail', '550 5.1.7 Not from there.')],
  ['smtp_utf8_missing', smtp('rcpt', '553 5.6.7 Not with these letters.')],
  ['smtp_policy', smtp('auth', '535 5.7.139 The request did not meet the criteria to be authenticated')],
  ['smtp_password_expired', smtp('auth', "535 5.7.139 The user's password has expired")],
  ['smtp_account_blocked', smtp('auth', '535 5.7.139 The user account is locked')],
  ['smtp_legacy_blocked', smtp('auth', '535 5.7.139 Basic authentication is disabled')],
  ['smtp_credentials', smtp('auth', '535 5.7.139 The user credentials were incorrect')],
  ['smtp_sign_in_blocked', smtp('auth', '535 5.7.139 For a new reason')],
  ['smtp_mechanism', smtp('auth', '534 5.7.9 Too weak')],
  ['smtp_sign_in_refused', smtp('auth', '550 5.7.1 No.')],
  ['smtp_host_refused', smtp('rcpt', '554 5.7.1 Client host [192.0.2.1] blocked using a list')],
  ['smtp_protocol', smtp('mail', '503 5.5.1 Bad sequence of commands')],
  ['smtp_domain_unproven', smtp('data', '550 5.7.515 Access denied, the domain does not meet the level.')],
];

const graph = (command: string, words: string): Fault => ({ kind: 'graph-reply', command, words });

/** What Microsoft Graph says while a channel is fetched. */
export const ofGraph: readonly Provocation[] = [
  [
    'graph_token_challenged',
    graph('folder', '401 InvalidAuthenticationToken: Continuous access evaluation resulted in challenge.'),
  ],
  ['graph_token_refused', { kind: 'graph-token-expired' }],
  ['graph_token_refused', { kind: 'graph-wrong-audience' }],
  ['graph_policy', { kind: 'graph-access-disabled' }],
  ['graph_no_right', { kind: 'graph-default-folder-missing' }],
  ['graph_access_denied', { kind: 'graph-access-denied' }],
  ['graph_access_denied', { kind: 'graph-access-denied', command: 'patch' }],
  ['graph_user_unknown', { kind: 'graph-invalid-user' }],
  ['graph_no_mailbox', { kind: 'graph-mailbox-not-enabled' }],
  ['graph_throttled', { kind: 'graph-throttled', value: 92 }],
  ['graph_throttled', { kind: 'graph-throttled-date', value: 92 }],
  ['graph_throttled', { kind: 'graph-throttled', value: 0 }],
  ['graph_mailbox_moved', { kind: 'graph-mailbox-moving' }],
  ['graph_mailbox_moved', { kind: 'graph-mailbox-moving', command: 'value' }],
  ['graph_mailbox_moved', { kind: 'graph-store-unavailable' }],
  ['graph_quarantined', graph('folder', '500 ErrorApiQuarantined: The mailbox is quarantined.')],
  ['graph_busy', graph('folder', '503 ErrorServerBusy: The server cannot service this request right now.')],
  ['graph_busy', { kind: 'graph-gateway-timeout', value: 1, command: 'folder' }],
  ['graph_conflict', { kind: 'graph-conflict' }],
  ['graph_settle_refused', { kind: 'graph-not-done' }],
  ['graph_named_properties', graph('patch', '400 ErrorQuotaExceeded: Cannot get ID from name.')],
  ['graph_mailbox_full', graph('patch', '403 ErrorQuotaExceeded: The mailbox is full.')],
  [
    'graph_folder_missing',
    graph('folder', '404 ErrorFolderNotFound: The specified folder could not be found.'),
  ],
  ['graph_odd_answer', { kind: 'graph-html', command: 'folder' }],
  ['graph_odd_answer', { kind: 'graph-empty-body', command: 'folder' }],
  ['graph_unknown', graph('folder', '400 ErrorSomethingNew: Never seen before.')],
];

/** What Graph says of changes that it cannot tell: a list tells what they would, and nobody hears of it. */
export const ofGraphChanges: readonly Provocation[] = [
  ['graph_resync', graph('delta', '410 SyncStateNotFound: The sync state generation is not found.')],
  [
    'graph_item_gone',
    graph('delta', '404 ErrorItemNotFound: The specified object was not found in the store.'),
  ],
  ['graph_foreign_link', { kind: 'graph-foreign-link' }],
];

/** What Microsoft Graph says to an answer. */
export const ofGraphSending: readonly Provocation[] = [
  ['graph_send_as_denied', { kind: 'graph-send-as-denied' }],
  ['graph_sending_denied', { kind: 'graph-access-denied', command: 'create-draft' }],
  ['graph_sending_blocked', { kind: 'graph-submission-blocked' }],
  ['graph_sending_limit', { kind: 'graph-message-limit' }],
  ['graph_sending_limit', { kind: 'graph-submission-quota' }],
  ['graph_message_too_large', { kind: 'graph-size-exceeded' }],
  ['graph_message_too_large', { kind: 'graph-too-large', command: 'create-draft' }],
  ['graph_recipient_refused', { kind: 'graph-invalid-recipients' }],
  ['graph_message_refused', { kind: 'graph-bad-mime' }],
  ['graph_still_a_draft', { kind: 'graph-never-sent', times: 1 }],
  ['graph_token_refused', { kind: 'graph-token-expired', command: 'create-draft' }],
  ['graph_policy', { kind: 'graph-access-disabled', command: 'create-draft' }],
  ['graph_user_unknown', { kind: 'graph-invalid-user', command: 'create-draft' }],
  ['graph_no_mailbox', { kind: 'graph-mailbox-not-enabled', command: 'create-draft' }],
  ['graph_throttled', { kind: 'graph-throttled', value: 92, command: 'create-draft' }],
  ['graph_throttled', { kind: 'graph-throttled-date', value: 92, command: 'create-draft' }],
  ['graph_mailbox_moved', { kind: 'graph-mailbox-moving', command: 'create-draft' }],
  ['graph_busy', { kind: 'graph-server-busy', command: 'create-draft' }],
  ['graph_named_properties', { kind: 'graph-quota-names', command: 'create-draft' }],
  ['graph_mailbox_full', { kind: 'graph-quota-full', command: 'create-draft' }],
  ['graph_odd_answer', { kind: 'graph-html', command: 'create-draft' }],
];

/** What servers say to a user name and a password. */
export const ofPassword: readonly Provocation[] = [
  ['password_web_sign_in', imap('AUTHENTICATE', 'NO [ALERT] Please log in via your web browser')],
  ['password_switched_off', imap('AUTHENTICATE', 'NO IMAP access is disabled for your domain')],
  ['password_place', imap('AUTHENTICATE', 'NO Sign-ins from your country are not allowed')],
  ['password_expired', imap('AUTHENTICATE', 'NO [AUTHENTICATIONFAILED] Password is expired')],
  ['password_locked', imap('AUTHENTICATE', 'NO Account is locked')],
  ['encryption_required', imap('AUTHENTICATE', 'NO [PRIVACYREQUIRED] Encrypt first')],
  [
    'password_basic_auth_off',
    imap('AUTHENTICATE', 'NO [AUTHENTICATIONFAILED] Basic authentication is disabled.'),
  ],
  ['password_app_needed', imap('AUTHENTICATE', 'NO [ALERT] Application-specific password required.')],
  ['password_refused', imap('AUTHENTICATE', 'NO [AUTHENTICATIONFAILED] Invalid credentials.')],
];

/** Rows that no server's words bring about; the tests of the line and the machine name them one by one. */
export const ofLine = [
  'network_dns',
  'network_refused',
  'network_unreachable',
  'network_certificate_early',
  'network_certificate_expired',
  'network_certificate_name',
  'network_certificate_untrusted',
  'network_tls',
  'network_not_tls',
  'network_timeout',
  'network_closed',
  'postroom_unavailable',
  'postroom_invalid',
] as const;

/** Brought about by servers with a script of their own: test/mail/encryption.test.ts, test/web/channels/first-look.test.ts, test/mail/imap-settle.test.ts, test/microsoft/graph-reader.test.ts, test/microsoft/graph-sender.test.ts, test/microsoft/token-endpoint.test.ts; without a server: test/mail/silent-servers.test.ts. */
export const ofScripts = [
  'graph_same_folder',
  'graph_some_recipients',
  'graph_trail_not_kept',
  'graph_upload_failed',
  'imap_same_folder',
  'starttls_missing',
  'tls_expected',
  'sign_in_not_offered',
  'smtp_over_limit',
  'smtp_name_refused',
  'smtp_malformed',
  'entra_not_microsoft',
  'network_no_descriptor',
  'network_proxy',
] as const;

/** Brought about by a test of their own: somebody who turns back at Microsoft, test/desk/outbox/outbox.test.ts and graph-outbox.test.ts, test/web/microsoft/change-notifications.test.ts. */
export const onTheirOwn = [
  'sign_in_cancelled',
  'sending_limit',
  'sent_copy_elsewhere',
  'graph_other_sender',
  'notifications_unreachable',
  'notifications_refused',
  'notifications_silent',
  'imap_too_much',
  'network_odd_words',
] as const;

/** Why a row cannot be brought about from outside. */
export const unprovoked: Readonly<Record<string, string>> = {
  postroom_not_found:
    'A channel holds its app registration and its mail account by foreign keys, so nothing it needs can be gone.',
  grant_lost: 'A channel without tokens is stored by no command; a data file from elsewhere may have one.',
  channel_deleted:
    'It is what became of mail that waited, not a failure: test/web/channels/channel-deletion.test.ts.',
  postroom_internal: 'It stands for a fault of the program; a test that knew one would be a bug report.',
};
