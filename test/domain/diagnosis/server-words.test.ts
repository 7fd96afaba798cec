import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, type Owner } from '../../../src/domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../../src/domain/diagnosis/send-retry.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { measureProcessorTime } from '../../support/processor-time.ts';

const microsoft: Owner = {
  address: 'info@example.com',
  userName: 'lena@example.com',
  tenantId: 't',
  kind: 'microsoft365',
};
const provider: Owner = { address: 'info@example.net', userName: 'info@example.net', kind: 'email' };

const imap = (code: string, text: string, command: string): Failure => ({
  origin: 'imap',
  code,
  text,
  command,
});
const smtp = (text: string, command: string): Failure => ({
  origin: 'smtp',
  code: text.slice(0, 3),
  text,
  command,
});
const codeOf = (failure: Failure, owner = provider) => diagnose(failure, owner).code;

/** What a channel does about a failure is never a hammer, and never the end. */
function expectPatience(failure: Failure, owner: Owner): void {
  const { retry, isSaid } = diagnose(failure, owner);
  assert.notEqual(retry.kind, 'never', failure.text);
  for (const attempts of [1, 2, 9]) {
    const decision = decideRetry({ retry, isSaid }, attempts, 0);
    assert.ok(decision.kind === 'later' && decision.milliseconds >= 30_000, failure.text);
  }
}

/** https://www.rfc-editor.org/rfc/rfc5530, each at the commands where a server may say it. */
const responseCodes: readonly (readonly [code: string, command: string, expected: string])[] = [
  ['UNAVAILABLE', 'LOGIN', 'imap_unavailable'],
  ['UNAVAILABLE', 'SELECT', 'imap_unavailable'],
  ['AUTHENTICATIONFAILED', 'LOGIN', 'password_refused'],
  ['AUTHENTICATIONFAILED', 'AUTHENTICATE', 'imap_authenticate_failed'],
  ['AUTHORIZATIONFAILED', 'LOGIN', 'imap_not_authorized'],
  ['EXPIRED', 'LOGIN', 'imap_expired'],
  ['PRIVACYREQUIRED', 'LOGIN', 'encryption_required'],
  ['CONTACTADMIN', 'LOGIN', 'imap_contact_admin'],
  ['NOPERM', 'SELECT', 'imap_no_permission'],
  ['NOPERM', 'EXPUNGE', 'imap_no_permission'],
  ['INUSE', 'SELECT', 'imap_in_use'],
  ['EXPUNGEISSUED', 'FETCH', 'imap_in_use'],
  ['CORRUPTION', 'SELECT', 'imap_server_fault'],
  ['SERVERBUG', 'FETCH', 'imap_server_fault'],
  ['CLIENTBUG', 'FETCH', 'imap_client_fault'],
  ['CANNOT', 'CREATE', 'imap_cannot'],
  ['LIMIT', 'SELECT', 'imap_limit'],
  ['OVERQUOTA', 'MOVE', 'imap_quota'],
  ['ALREADYEXISTS', 'CREATE', 'imap_folder_there'],
  ['NONEXISTENT', 'SELECT', 'imap_folder_missing'],
];

for (const [code, command, expected] of responseCodes) {
  test(`IMAP [${code}] at ${command} is ${expected}, whatever words stand beside it`, () => {
    for (const words of ['', 'No.', 'It did not work, sorry', 'Operation refused by the server']) {
      assert.equal(codeOf(imap(code, words, command)), expected, words);
    }
    expectPatience(imap(code, 'No.', command), provider);
  });
}

/** https://www.iana.org/assignments/smtp-enhanced-status-codes: the last two parts of each code. */
const statuses = [
  ...['0.0', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10'],
  ...['2.0', '2.1', '2.2', '2.3', '2.4', '3.0', '3.1', '3.2', '3.3', '3.4', '3.5', '3.6'],
  ...['4.0', '4.1', '4.2', '4.3', '4.4', '4.5', '4.6', '4.7'],
  ...['5.0', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6'],
  ...['6.0', '6.1', '6.2', '6.3', '6.4', '6.5', '6.6', '6.7', '6.8', '6.9', '6.10'],
  ...Array.from({ length: 31 }, (_, at) => `7.${at}`),
];

for (const status of statuses) {
  test(`SMTP x.${status}: what passes is tried again, what is about a message is not, and a channel never ends`, () => {
    for (const command of ['AUTH', 'LOGIN', 'MAIL', 'RCPT', 'DATA']) {
      const passing = smtp(`451 4.${status} Words of their own`, command);
      assert.ok(['backoff', 'wait'].includes(diagnose(passing, provider).retry.kind), command);
      expectPatience(passing, provider);
      const contradiction = smtp(`550 4.${status} Words of their own`, command);
      assert.ok(!['never'].includes(diagnose(contradiction, provider).retry.kind), command);
    }
    for (const command of ['CONNECT', 'EHLO', 'AUTH', 'LOGIN']) {
      expectPatience(smtp(`550 5.${status} Words of their own`, command), provider);
      expectPatience(smtp(`554 5.${status} Words of their own`, command), microsoft);
    }
    const { code, who, retry, step } = diagnose(smtp(`550 5.${status} Words of their own`, 'DATA'), provider);
    assert.notEqual(code, 'smtp_unknown');
    assert.notEqual(who, 'nobody');
    // The page says what the outbox does.
    assert.equal(/not tried again/.test(step), retry.kind === 'never', `${code}: ${step}`);
  });
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes: those that say what to do for a mailbox. */
const entraCodes: Readonly<Record<string, readonly number[]>> = {
  account_not_in_tenant: [50020, 50034, 90072, 51004, 50014, 16000, 16003, 90084],
  account_not_assigned: [50105],
  account_disabled: [50057],
  account_locked: [50053],
  account_password_expired: [50055, 50056, 50144, 50135, 50125],
  account_password_wrong: [50126, 50064],
  consent_declined: [65004],
  consent_pending: [90094, 90095, 90097, 90008],
  consent_missing: [65001],
  mfa_required: [50072, 50074, 50076, 50078, 50079, 50158],
  policy_blocked: [53003, 530031, 530032],
  policy_device: [53000, 53001, 530003, 50005, 50097, 50129, 50155, 50187],
  policy_guest_device: [530004],
  policy_app: [53002],
  policy_risk: [53004, 53011, 530034],
  policy_condition: [50131],
  policy_registration_place: [53010],
  policy_security_defaults: [530035],
  tenant_restricted: [50002, 500021, 500022, 500212, 500213, 1000104],
  federation_trouble: [20001, 20012, 20033, 40008, 40009, 40010, 40015, 50008, 50107, 50166, 80001, 80014],
  grant_revoked: [50173, 50132, 50133, 50089, 50085, 50139],
  grant_idle: [700082, 700081],
  grant_sign_in_frequency: [70043, 70044],
  grant_unusable: [70000],
  grant_other_tenant: [7000012, 700005],
  code_used: [54005, 501481],
  grant_expired: [70008],
  redirect_uri: [50011, 70004, 900971],
  redirect_uri_spa: [9002325, 9002326, 9002327, 700084],
  app_not_found: [700016, 700011],
  app_disabled: [70001, 7000112, 7000114, 1000031, 90099],
  tenant_not_found: [90002, 900023, 50059, 50128, 90019],
  secret_wrong: [7000215, 70002],
  secret_expired: [7000222],
  single_tenant: [50194, 9001023, 90124, 90130],
  account_types: [9002331, 9002332, 9002346, 500208],
  app_type: [7000218, 700025],
  permission_missing: [650057, 650053, 650054, 650056, 65002, 65005, 70011, 500011, 50001, 28002, 700022],
  service_missing: [650052],
  wrong_cloud: [90038, 90043, 90051, 900382, 900432, 50049],
  entra_looping: [50196],
  entra_throttled: [90055, 50088],
  entra_unavailable: [50000, 50033, 50087, 70012, 90006, 90012, 90024, 90033, 90036, 90090, 90091],
};

/** Only a new sign-in of the same person helps: all others can be mended by somebody else, and are looked at again. */
const dead = ['grant_revoked', 'grant_idle', 'code_used', 'grant_expired'];

for (const [code, numbers] of Object.entries(entraCodes)) {
  test(`AADSTS ${numbers.join(', ')}: ${code}`, () => {
    for (const number of numbers) {
      for (const error of ['invalid_grant', 'interaction_required', 'invalid_request']) {
        if (code === 'consent_missing' && error === 'invalid_request') continue;
        const failure = { origin: 'entra', error, aadsts: [number], text: `AADSTS${number}: words` } as const;
        const found = diagnose(failure, microsoft);
        assert.equal(found.code, code, String(number));
        assert.equal(found.retry.kind === 'reauthenticate', dead.includes(code), code);
        assert.notEqual(found.retry.kind, 'never', code);
      }
    }
  });
}

/** Where it was said, the words, and what may be concluded from them. */
const sentences: readonly (readonly ['imap' | 'smtp', command: string, words: string, expected: string])[] = [
  ['imap', 'SELECT', 'NO SELECT failed.', 'imap_folder_refused'],
  ['imap', 'SELECT', 'NO Mailbox is locked by another session', 'imap_in_use'],
  ['imap', 'SELECT', 'NO Unable to lock mailbox, please wait', 'imap_in_use'],
  ['imap', 'SELECT', 'NO Timeout while waiting for lock', 'imap_in_use'],
  ['imap', 'SELECT', 'NO Mailbox is being moved to another server', 'imap_in_use'],
  ['imap', 'SELECT', 'NO Internal error occurred. Refer to the log for more.', 'imap_unavailable'],
  ['imap', 'SELECT', 'NO System Error (Failure)', 'imap_unavailable'],
  ['imap', 'SELECT', 'NO Service temporarily unavailable', 'imap_unavailable'],
  ['imap', 'SELECT', 'NO Server is too busy, try again later', 'imap_unavailable'],
  ['imap', 'SELECT', 'NO The mailbox database is currently unavailable', 'imap_unavailable'],
  ['imap', 'SELECT', "NO Mailbox doesn't exist: Helpdesk", 'imap_folder_missing'],
  ['imap', 'SELECT', 'NO Unknown Mailbox: Helpdesk (now in authenticated state)', 'imap_folder_missing'],
  ['imap', 'SELECT', 'NO Folder not found', 'imap_folder_missing'],
  ['imap', 'MOVE', 'NO Mailbox does not exist', 'imap_folder_missing'],
  ['imap', 'MOVE', 'NO MOVE failed', 'imap_settle_refused'],
  ['imap', 'STORE', 'NO STORE failed', 'imap_settle_refused'],
  ['imap', 'EXPUNGE', 'NO EXPUNGE failed', 'imap_expunge_failed'],
  ['imap', 'LOGIN', 'NO Temporary authentication failure', 'imap_unavailable'],
  ['imap', 'LOGIN', 'NO Authentication backend unavailable', 'imap_unavailable'],
  ['imap', 'LOGIN', 'NO Server error, please try again later.', 'imap_unavailable'],
  ['imap', 'LOGIN', 'NO LOGIN failed.', 'password_refused'],
  ['imap', 'LOGIN', 'NO Invalid credentials', 'password_refused'],
  ['imap', 'LOGIN', 'NO Authentication failed: wrong user name or password', 'password_refused'],
  ['imap', 'LOGIN', 'NO Application-specific password required', 'password_app_needed'],
  ['imap', 'LOGIN', 'NO Please log in via your web browser', 'password_web_sign_in'],
  ['imap', 'LOGIN', 'NO IMAP access is disabled for your domain', 'password_switched_off'],
  ['imap', 'LOGIN', 'NO Your account is not enabled for IMAP use', 'password_switched_off'],
  ['imap', 'LOGIN', 'NO Account is locked after failed sign-ins', 'password_locked'],
  ['imap', 'LOGIN', 'NO This account has been suspended', 'password_locked'],
  ['imap', 'LOGIN', 'NO Too many failed login attempts', 'password_locked'],
  ['imap', 'LOGIN', 'NO Basic authentication is disabled', 'password_basic_auth_off'],
  [
    'imap',
    'LOGIN',
    'BAD Plaintext authentication disallowed on non-secure connections',
    'encryption_required',
  ],
  ['imap', 'LOGIN', 'NO Must issue STARTTLS first', 'encryption_required'],
  ['imap', 'AUTHENTICATE', 'NO AUTHENTICATE failed.', 'imap_authenticate_failed'],
  ['imap', 'AUTHENTICATE', 'NO Server Unavailable. 15', 'imap_unavailable'],
  ['imap', 'CONNECT', 'BYE Too many connections from your IP', 'imap_too_many_connections'],
  ['imap', 'CONNECT', 'BYE Maximum number of connections from user+IP exceeded', 'imap_too_many_connections'],
  ['imap', 'FETCH', 'BYE Server is shutting down', 'imap_unavailable'],
  ['imap', 'IDLE', 'BYE Autologout; idle for too long', 'imap_closed'],
  ['imap', 'FETCH', 'NO Account exceeded command or bandwidth limits', 'imap_throttled'],
  [
    'imap',
    'FETCH',
    'BAD Request is throttled. Suggested Backoff Time: 300000 milliseconds',
    'imap_throttled',
  ],
  ['imap', 'FETCH', 'BAD Command Argument Error. 11', 'imap_unknown'],
  ['imap', 'MOVE', 'NO Quota exceeded (mailbox for user is full)', 'imap_quota'],
  ['smtp', 'AUTH', '454 4.7.0 Temporary authentication failure', 'smtp_later'],
  ['smtp', 'AUTH', '421 4.7.0 Try again later, closing connection', 'smtp_later'],
  ['smtp', 'LOGIN', '535 5.7.8 Username and Password not accepted', 'password_refused'],
  ['smtp', 'LOGIN', '534 5.7.9 Application-specific password required', 'password_app_needed'],
  ['smtp', 'LOGIN', '534 5.7.14 Please log in via your web browser', 'password_web_sign_in'],
  ['smtp', 'AUTH', '538 5.7.11 Encryption required for requested mechanism', 'encryption_required'],
  ['smtp', 'MAIL', '530 5.7.0 Must issue a STARTTLS command first', 'encryption_required'],
  ['smtp', 'MAIL', '530 5.7.0 Authentication required', 'smtp_not_authenticated'],
  ['smtp', 'RCPT', '554 5.7.1 <a@b.example>: Relay access denied', 'smtp_not_authenticated'],
  [
    ...(['smtp', 'AUTH'] as const),
    '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully',
    'smtp_policy',
  ],
  [
    ...(['smtp', 'AUTH'] as const),
    '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect',
    'smtp_credentials',
  ],
  [
    ...(['smtp', 'AUTH'] as const),
    '535 5.7.139 Authentication unsuccessful, basic authentication is disabled',
    'smtp_legacy_blocked',
  ],
  [
    ...(['smtp', 'AUTH'] as const),
    "535 5.7.139 Authentication unsuccessful, the user's password has expired",
    'smtp_password_expired',
  ],
  [
    ...(['smtp', 'AUTH'] as const),
    '535 5.7.139 Authentication unsuccessful, user account is locked',
    'smtp_account_blocked',
  ],
  ['smtp', 'AUTH', '535 5.7.139 Authentication unsuccessful, for a new reason', 'smtp_sign_in_blocked'],
  ['smtp', 'AUTH', '535 5.7.3 Authentication unsuccessful', 'smtp_refused_sign_in'],
  [
    ...(['smtp', 'DATA'] as const),
    '550 5.7.1 Client does not have permissions to send as this sender',
    'smtp_send_as_denied',
  ],
  ['smtp', 'MAIL', '553 5.7.1 Sender address rejected: not owned by user', 'smtp_send_as_denied'],
  ['smtp', 'MAIL', '550 5.7.501 Access denied, spam abuse detected', 'smtp_blocked_sender'],
  ['smtp', 'DATA', '550 5.7.511 Access denied, banned sender', 'smtp_blocked_sender'],
  ['smtp', 'DATA', '550 5.1.8 Access denied, bad outbound sender', 'smtp_blocked_sender'],
  [
    ...(['smtp', 'DATA'] as const),
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException',
    'smtp_daily_limit',
  ],
  [
    ...(['smtp', 'DATA'] as const),
    '554 5.2.0 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded',
    'smtp_quota',
  ],
  ['smtp', 'DATA', '550 5.4.5 Daily sending quota exceeded', 'smtp_daily_limit'],
  ['smtp', 'RCPT', '452 4.5.3 Too many recipients', 'smtp_later'],
  ['smtp', 'RCPT', '450 4.2.0 Greylisted, see you in five minutes', 'smtp_later'],
  ['smtp', 'RCPT', '552 5.2.2 Mailbox is over its limit', 'smtp_recipient_full'],
  ['smtp', 'RCPT', '550 5.1.1 User unknown', 'smtp_recipient_refused'],
  ['smtp', 'RCPT', '550 5.7.1 Blocked by the list of somebody', 'smtp_recipient_refused'],
  ['smtp', 'DATA', '554 5.7.1 The content looks like spam', 'smtp_content_refused'],
  ['smtp', 'DATA', '550 5.7.26 DMARC authentication failed for the domain', 'smtp_domain_unproven'],
  ['smtp', 'DATA', '552 5.3.4 Message size exceeds fixed limit', 'smtp_too_large'],
  ['smtp', 'DATA', '554 Something nobody has heard of', 'smtp_refused'],
  ['smtp', 'CONNECT', '554 No SMTP service here', 'smtp_sign_in_refused'],
  ['smtp', 'MAIL', '550 The domain of the sender is unknown', 'smtp_sender_refused'],
  ['imap', 'LOGIN', 'NO Logins are disabled at this time', 'imap_unavailable'],
  ['imap', 'LOGIN', 'BAD LOGIN Password is expired', 'password_expired'],
  [
    'imap',
    'LOGIN',
    'NO Your IP has been temporarily blocked due to too many failed attempts',
    'imap_unavailable',
  ],
  ['imap', 'SELECT', 'NO Unable to open this mailbox.', 'imap_folder_refused'],
  ['imap', 'IDLE', 'BYE Disconnected for inactivity.', 'imap_closed'],
  ['imap', 'CONNECT', 'BYE Temporary System Error', 'imap_unavailable'],
  ['smtp', 'CONNECT', '421 Too many connections from 192.0.2.1', 'smtp_too_many'],
  [
    'smtp',
    'LOGIN',
    '534 5.7.9 Please log in with your web browser and then try again.',
    'password_web_sign_in',
  ],
  ['smtp', 'LOGIN', '504 5.7.4 Unrecognized authentication type', 'smtp_mechanism'],
  ['smtp', 'LOGIN', '503 5.5.1 Error: authentication not enabled', 'smtp_mechanism'],
  ['smtp', 'LOGIN', '435 Unable to authenticate at present', 'smtp_later'],
  ['smtp', 'LOGIN', '535 Incorrect authentication data', 'password_refused'],
  ['smtp', 'RCPT', '550 5.4.5 Daily SMTP relay limit exceeded for user', 'smtp_daily_limit'],
  ['smtp', 'RCPT', '450 4.1.2 Recipient address rejected: Domain not found', 'smtp_later'],
  ['smtp', 'MAIL', '452 4.3.1 Insufficient system storage', 'smtp_later'],
  [
    'smtp',
    'DATA',
    '554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed',
    'smtp_blocked_sender',
  ],
  [
    'smtp',
    'DATA',
    '554 5.2.0 STOREDRV.Submission.Exception:AccountDisabledException; Failed',
    'smtp_account_blocked',
  ],
  // What people have reported of Exchange Online and of other servers.
  ['imap', 'LOGIN', 'WEBALERT Web login required', 'password_web_sign_in'],
  [
    'imap',
    'LOGIN',
    'NO You are yet to enable IMAP for your account. Please contact your administrator',
    'password_switched_off',
  ],
  [
    'imap',
    'LOGIN',
    'NO Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.',
    'password_refused',
  ],
  ['imap', 'LOGIN', 'NO LOGIN failed: two-factor authentication is required', 'password_app_needed'],
  ['imap', 'LOGIN', 'NO Sign-ins from your country are not allowed', 'password_place'],
  ['imap', 'LOGIN', 'NO Access from this IP address is not permitted', 'password_place'],
  ['imap', 'LOGIN', 'NO Protocol disabled', 'password_switched_off'],
  ['imap', 'LOGIN', 'LIMIT Rate limit hit.', 'imap_throttled'],
  ['imap', 'LOGIN', 'UNAVAILABLE Temporary authentication failure.', 'imap_unavailable'],
  ['imap', 'LOGIN', 'NO Username or password is incorrect, please try later', 'password_refused'],
  ['imap', 'SELECT', 'NO SELECT Unsafe Login. Please contact help@mail.example', 'imap_contact_admin'],
  ['imap', 'SELECT', 'NO Permission denied', 'imap_no_permission'],
  ['imap', 'SELECT', 'NO Access denied for this folder', 'imap_no_permission'],
  ['imap', 'MOVE', 'NO Insufficient rights to the target', 'imap_no_permission'],
  ['imap', 'MOVE', 'NO The folder name is invalid.', 'imap_cannot'],
  ['imap', 'MOVE', 'NO The specified message set is invalid.', 'imap_settle_refused'],
  ['imap', 'STORE', 'BAD Command Error. 12', 'imap_settle_refused'],
  ['imap', 'FETCH', 'BAD The specified message set is invalid.', 'imap_unknown'],
  ['imap', 'SELECT', 'NO Mailbox unavailable', 'imap_unavailable'],
  ['imap', 'SELECT', 'NO You have reached your mailbox quota', 'imap_quota'],
  ['imap', 'CONNECT', 'NO Exceeded account limit of simultaneous connections', 'imap_too_many_connections'],
  ['imap', 'CONNECT', 'BYE Connection is closed. 13', 'imap_closed'],
  ['imap', 'IDLE', 'BYE Session expired, please log in again', 'imap_closed'],
  ['imap', 'IDLE', 'BYE Idle time limit exceeded', 'imap_closed'],
  ['imap', 'FETCH', 'NO Message contents are temporarily not available', 'imap_unavailable'],
  ['imap', 'LIST', 'BAD Command Argument Error. 12', 'imap_unknown'],
  ['smtp', 'EHLO', '501 5.5.4 Invalid domain name', 'smtp_name_refused'],
  ['smtp', 'HELO', '550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)', 'smtp_name_refused'],
  [
    'smtp',
    'DATA',
    '550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification',
    'smtp_domain_unproven',
  ],
  [
    'smtp',
    'DATA',
    '550 5.7.515 Access denied, sending domain example.com does not meet the required authentication level',
    'smtp_domain_unproven',
  ],
  ['smtp', 'DATA', '550 5.7.23 The message was refused as the SPF check failed', 'smtp_domain_unproven'],
  [
    'smtp',
    'DATA',
    "550 5.7.232 Your message can't be sent because your trial tenant has reached its limit",
    'smtp_daily_limit',
  ],
  [
    'smtp',
    'DATA',
    "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients",
    'smtp_daily_limit',
  ],
  [
    'smtp',
    'DATA',
    '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP',
    'smtp_blocked_sender',
  ],
  [
    'smtp',
    'MAIL',
    '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains',
    'smtp_blocked_sender',
  ],
  ['smtp', 'RCPT', '550 5.7.507 Access denied, rejected by recipient', 'smtp_recipient_refused'],
  ['smtp', 'RCPT', '550 5.4.1 Recipient address rejected: Access denied', 'smtp_recipient_refused'],
  ['smtp', 'DATA', '550 5.7.64 TenantAttribution; Relay Access Denied', 'smtp_not_authenticated'],
  [
    'smtp',
    'DATA',
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required',
    'smtp_not_authenticated',
  ],
  [
    'smtp',
    'CONNECT',
    '421 4.3.2 The maximum number of concurrent server connections has exceeded a limit',
    'smtp_later',
  ],
  ['smtp', 'DATA', '451 4.7.500 Server busy. Please try again later', 'smtp_later'],
  ['smtp', 'RCPT', '452 4.5.3 Recipients belong to multiple regions', 'smtp_later'],
  ['smtp', 'MAIL', '501 5.1.7 Invalid address', 'smtp_sender_refused'],
  [
    'smtp',
    'DATA',
    '550 5.7.520 Access denied, Your organization does not allow external forwarding.',
    'smtp_content_refused',
  ],
];

for (const [origin, command, words, expected] of sentences) {
  test(`${origin} ${command}: ${words}`, () => {
    const [first = '', ...rest] = words.split(' ');
    const failure = origin === 'smtp' ? smtp(words, command) : imap(first, rest.join(' '), command);
    assert.equal(codeOf(failure), expected);
    assert.equal(diagnose(failure, microsoft).code, expected);
    // An account with a password knows no Microsoft administrator, and no PowerShell.
    const { who, powershell } = diagnose(failure, provider);
    assert.ok(who !== 'administrator' && who !== 'microsoft' && powershell === undefined);
  });
}

test('a code goes before words that say something else', () => {
  assert.equal(codeOf(imap('UNAVAILABLE', 'Invalid credentials', 'LOGIN')), 'imap_unavailable');
  assert.equal(codeOf(imap('NOPERM', 'Try again later', 'SELECT')), 'imap_no_permission');
  assert.equal(codeOf(smtp('451 4.3.0 Invalid credentials', 'LOGIN')), 'smtp_later');
});

test('long words of a server cost no time', () => {
  const milliseconds = measureProcessorTime(500, () => {
    for (const part of ['mailbox ', 'account is ', 'authentication ', 'quota ', 'size ', '5.7.139 user '])
      codeOf(smtp(`550 ${part.repeat(200)}`, 'LOGIN'));
  });
  assert.ok(milliseconds < 500, `${milliseconds} ms`);
});
