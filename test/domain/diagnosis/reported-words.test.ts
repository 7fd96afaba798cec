import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, type Owner } from '../../../src/domain/diagnosis/diagnosis.ts';
import { decideRetry } from '../../../src/domain/diagnosis/send-retry.ts';
import type { Failure } from '../../../src/domain/failure.ts';

// What people who run such programs have reported of servers of all kinds, in their words: what may be concluded, and whether
// it is about the channel, which waits, or about one message, which does not.

const microsoft: Owner = {
  address: 'info@example.com',
  userName: 'lena@example.com',
  tenantId: 't',
  kind: 'microsoft365',
};
const provider: Owner = { address: 'info@example.net', userName: 'info@example.net', kind: 'email' };

type Rows = readonly (readonly [command: string, words: string, expected: string])[];

const ofImap: Rows = [
  ['SELECT', 'NO Folder could not be found.', 'imap_folder_missing'],
  ['SELECT', 'NO Mailbox does not exist, or must be subscribed to.', 'imap_folder_missing'],
  ['SELECT', "NO Character not allowed in mailbox name: '/'", 'imap_cannot'],
  ['CREATE', 'NO CREATE failed: hierarchy separator not allowed', 'imap_cannot'],
  ['COPY', 'NO Not enough disk space', 'imap_unavailable'],
  ['COPY', 'OVERQUOTA Not enough disk quota', 'imap_quota'],
  ['STORE', 'NO Mailbox is read-only', 'imap_no_permission'],
  ['LOGIN', 'ALERT Invalid credentials (Failure)', 'password_refused'],
  ['LOGIN', 'ALERT Too many simultaneous connections. (Failure)', 'imap_too_many_connections'],
  ['LOGIN', 'UNAVAILABLE Temporary authentication failure. [mail1:2026-05-05 12:00:00]', 'imap_unavailable'],
  ['IDLE', 'BYE JavaMail/IMAP server logging out', 'imap_closed'],
  ['FETCH', 'BYE User is being moved', 'imap_in_use'],
  // Of Exchange, when a mailbox is on its way or a server of it is out of order.
  ['AUTHENTICATE', 'NO Mailbox offline.', 'imap_unavailable'],
  ['AUTHENTICATE', 'NO Proxy not authenticated to remote server', 'imap_unavailable'],
  ['FETCH', 'NO MapiExceptionMailboxInTransit: Unable to open message store', 'imap_in_use'],
  ['SELECT', 'NO StoreUnavailable', 'imap_unavailable'],
  ['FETCH', 'NO Selected mailbox has been deleted', 'imap_folder_missing'],
  ['FETCH', 'BYE Session invalidated - AccessTokenExpired', 'imap_token_expired'],
  ['FETCH', 'BYE Session invalidated - Invalid', 'imap_token_expired'],
  ['FETCH', 'BYE Session invalidated - AccountDisabled', 'imap_closed'],
  ['IDLE', 'BYE Idle time out', 'imap_closed'],
  ['FETCH', 'NO Timed out while reading', 'imap_unavailable'],
  [
    ...(['AUTHENTICATE'] as const),
    'NO Account is blocked. Login to your account via a web browser to verify your identity.',
    'password_web_sign_in',
  ],
];

const ofSmtp: Rows = [
  // Where it comes from.
  ['RCPT', '550 5.7.606 Access denied, banned sending IP [192.0.2.1]', 'smtp_host_refused'],
  ['RCPT', '554 5.7.1 Client host [192.0.2.1] blocked using a list', 'smtp_host_refused'],
  ['MAIL', "550 5.7.1 Messages from [192.0.2.1] weren't sent. block list (S3150).", 'smtp_host_refused'],
  ['RCPT', '550 5.7.1 Your IP address is denied by reputation', 'smtp_host_refused'],
  // Whose it is, said when the first recipient is named.
  ['RCPT', '550 5.1.8 <info@x>: Sender address rejected: Domain not found', 'smtp_sender_refused'],
  ['RCPT', '554 5.7.1 <info@x>: Sender address rejected: Access denied', 'smtp_sender_refused'],
  ['MAIL', '553 5.1.2 Domain of sender address does not exist', 'smtp_sender_refused'],
  ['MAIL', '550 5.1.1 No such user', 'smtp_sender_refused'],
  // Nobody has signed in.
  ['RCPT', '553 5.7.1 <info@x>: Sender address rejected: not logged in', 'smtp_not_authenticated'],
  ['RCPT', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'smtp_not_authenticated'],
  ['RCPT', '550 Relaying mail to example.org is not allowed', 'smtp_not_authenticated'],
  ['MAIL', '550 SMTP AUTH is required', 'smtp_not_authenticated'],
  // How it is said.
  ['MAIL', '503 5.5.1 Bad sequence of commands', 'smtp_protocol'],
  ['MAIL', '555 5.5.4 Unsupported option: SIZE', 'smtp_protocol'],
  ['DATA', '503 5.5.1 RCPT first', 'smtp_protocol'],
  // Who should get it.
  ['RCPT', '552 Requested mail action aborted: exceeded storage allocation', 'smtp_recipient_full'],
  ['RCPT', '501 5.1.3 Bad recipient address syntax', 'smtp_recipient_refused'],
  ['RCPT', '556 5.1.10 Domain does not accept mail (nullMX)', 'smtp_recipient_refused'],
  ['DATA', '550 5.7.124 Sender not in allowed-senders list', 'smtp_recipient_refused'],
  ['DATA', '554 5.5.0 no valid recipients', 'smtp_recipient_refused'],
  // How much, and how often.
  ['DATA', '554 5.2.0 STOREDRV.Submission.Exception:MessageTooLargeException', 'smtp_too_large'],
  ['DATA', '554 5.2.0 STOREDRV.Submission.Exception:SomethingNewException', 'smtp_refused'],
  ['DATA', '550 5.7.28 An unusual rate of mail from here', 'smtp_blocked_sender'],
  ['DATA', '550 5.4.6 Unusual sending activity detected. Please try after sometime', 'smtp_blocked_sender'],
  [
    ...(['DATA'] as const),
    '554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message due to a permanent exception with message WASCL UserAction verdict is not None. Actual verdict is RefuseQuota.',
    'smtp_daily_limit',
  ],
  [
    ...(['DATA'] as const),
    '554 5.2.0 Cannot send this mail due to a transient error. Please try again later (0x00004000)., WASCL UserAction verdict is not None. Actual verdict is TransientError.',
    'smtp_later',
  ],
  ['DATA', '554 5.2.0 STOREDRV.Submission.Exception:StorageTransientException; Failed', 'smtp_later'],
  ['DATA', '554 5.2.0 STOREDRV.Submission.Exception:MailboxInTransitException; Failed', 'smtp_later'],
  ['RCPT', '450 4.7.1 Greylisting in action, please come back later', 'smtp_later'],
  ['DATA', '554 5.2.122 The recipient has exceeded their limit for the number of messages', 'smtp_later'],
  ['DATA', '554 5.2.0 STOREDRV.Submission.Exception:MessageSubmissionExceededException', 'smtp_daily_limit'],
  ['RCPT', '451 4.7.650 The server has been temporarily rate limited due to IP reputation', 'smtp_later'],
  ['MAIL', '452 4.3.4 Message size exceeds fixed maximum', 'smtp_later'],
  ['DATA', '421 4.4.2 Connection dropped due to SocketError', 'smtp_later'],
  // The sign-in.
  ['LOGIN', '534 5.7.9 Authentication mechanism is too weak', 'smtp_mechanism'],
  ['LOGIN', '500 5.3.3 Unrecognized command', 'smtp_mechanism'],
  ['LOGIN', '535 Login fail. Please enter your authorization code to login.', 'password_app_needed'],
  ['LOGIN', '550 5.7.30 Basic authentication is not supported.', 'password_basic_auth_off'],
];

/** What is certain about one message or recipient; all others are waited out. */
const final = new Set(['smtp_recipient_full', 'smtp_recipient_refused', 'smtp_too_large', 'smtp_refused']);

for (const [origin, rows] of [
  ['imap', ofImap],
  ['smtp', ofSmtp],
] as const) {
  for (const [command, words, expected] of rows) {
    test(`${origin} ${command}: ${words}`, () => {
      const code = words.split(' ')[0] ?? '';
      const text = origin === 'smtp' ? words : words.slice(code.length + 1);
      const failure: Failure = { origin, code, command, text };
      for (const owner of [provider, microsoft]) {
        const { retry, isSaid, who, title, cause } = diagnose(failure, owner);
        assert.equal(diagnose(failure, owner).code, expected);
        assert.equal(retry.kind === 'never', final.has(expected), retry.kind);
        const decision = decideRetry({ retry, isSaid }, 1, 0);
        assert.ok(decision.kind === 'give_up' || decision.milliseconds >= 30_000);
        if (owner.kind === 'microsoft365') continue;
        assert.ok(who !== 'administrator' && who !== 'microsoft', who);
        assert.doesNotMatch(`${title} ${cause}`, /Microsoft|Exchange/, 'it is somebody else’s server');
      }
    });
  }
}

/** Named, and with names that nobody has listed. */
const ofGraph: readonly (readonly [
  command: string,
  code: string,
  status: number,
  words: string,
  expected: string,
])[] = [
  ['LIST', 'InternalServerError', 500, 'Error while processing response.', 'graph_busy'],
  ['FETCH', 'ErrorContentConversionFailed', 500, 'Content conversion: Body conversion failed.', 'graph_busy'],
  ['FETCH', 'ErrorConnectionFailed', 503, 'x', 'graph_busy'],
  ['LIST', 'ErrorMailboxFailover', 500, 'x', 'graph_mailbox_moved'],
  [
    'LIST',
    'ErrorExceededConnectionCount',
    500,
    'You have exceeded the available connections.',
    'graph_throttled',
  ],
  [
    'SETTLE',
    'ErrorToFolderNotFound',
    404,
    'The specified target folder could not be found.',
    'graph_folder_missing',
  ],
  ['LIST', 'SomethingNew', 429, 'x', 'graph_throttled'],
  ['LIST', 'SomethingNew', 401, 'x', 'graph_token_refused'],
  ['LIST', 'Authorization_IdentityNotFound', 403, 'x', 'graph_access_denied'],
  ['LIST', 'SomethingNew', 410, 'x', 'graph_resync'],
  ['SETTLE', 'ErrorSaveConflict', 400, 'x', 'graph_conflict'],
  ['SETTLE', 'SomethingNew', 412, 'x', 'graph_conflict'],
  ['FOLDER', 'OrganizationFromTenantGuidNotFound', 400, 'The tenant does not exist.', 'graph_no_mailbox'],
  ['SEND', 'UnableToDeserializePostBody', 400, 'were unable to deserialize', 'graph_message_refused'],
  ['SEND', 'SomethingNew', 413, 'x', 'graph_message_too_large'],
  [
    'SEND',
    'ErrorAccountSuspend',
    403,
    'Account suspended. Follow the instructions.',
    'graph_sending_blocked',
  ],
  ['SEND', 'ErrorMessageTransientError', 503, 'x', 'graph_busy'],
  ['WATCH', 'BadRequest', 400, 'NotificationUrl references a local address.', 'notifications_unreachable'],
  ['WATCH', 'InvalidRequest', 400, 'Subscription validation request timed out.', 'notifications_unreachable'],
  ['LIST', 'SomethingNew', 418, 'x', 'graph_unknown'],
  // microsoft-graph-docs#2914, #4598, #10481: of the same mailbox as MailboxNotEnabledForRESTAPI, hours before.
  ['FOLDER', 'ResourceNotFound', 404, 'Resource could not be discovered.', 'graph_no_mailbox'],
  ['SEND', 'ResourceNotFound', 404, 'Resource could not be discovered.', 'graph_no_mailbox'],
  ['WATCH', 'ResourceNotFound', 404, 'The object was not found.', 'notifications_refused'],
  ['FOLDER', 'NoPermissionsInAccessToken', 401, 'The token contains no permissions.', 'graph_access_denied'],
  [
    ...(['FOLDER', 'Authorization_IdentityNotFound', 404] as const),
    'The identity of the calling application could not be established.',
    'graph_access_denied',
  ],
  ['LIST', 'ErrorAccountDisabled', 403, 'x', 'account_disabled'],
  [
    ...(['LIST', 'AccessDenied', 403] as const),
    'Blocked by tenant configured AppOnly AccessPolicy settings.',
    'graph_policy',
  ],
  [
    ...(['SEND', 'ErrorAccessDenied', 403] as const),
    'Cannot send this mail due to a transient error. Please try again later (0x00004000)., WASCL UserAction verdict is not None. Actual verdict is TransientError.',
    'graph_busy',
  ],
  [
    ...(['SEND', 'ErrorAccessDenied', 403] as const),
    'WASCL UserAction verdict is not None. Actual verdict is RefuseQuota.',
    'graph_sending_limit',
  ],
  ['SEND', 'ErrorAccountSuspendShowTierUpgrade', 403, 'x', 'graph_sending_blocked'],
  ['LIST', 'ErrorADUnavailable', 400, 'x', 'graph_busy'],
  ['FETCH', 'ErrorCorruptData', 400, 'x', 'graph_busy'],
  ['SETTLE', 'ErrorStaleObject', 400, 'x', 'graph_conflict'],
];
for (const [command, code, status, words, expected] of ofGraph) {
  test(`Graph ${command}: ${status} ${code} ${words}`, () => {
    const failure: Failure = { origin: 'graph', code, command, status, text: `${status} ${code}: ${words}` };
    assert.equal(diagnose(failure, microsoft).code, expected);
  });
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const ofEntra: readonly (readonly [number, string])[] = [
  [135011, 'device_disabled'],
  [500133, 'clock_differs'],
  [1000502, 'certificate_refused'],
  [700030, 'certificate_refused'],
  [700222, 'federation_mismatch'],
  [7000219, 'app_type'],
  [500200, 'account_types'],
];

for (const [number, expected] of ofEntra) {
  test(`AADSTS${number}: ${expected}`, () => {
    const failure: Failure = {
      ...{ origin: 'entra', error: 'invalid_grant', aadsts: [number], text: `AADSTS${number}: words` },
    };
    assert.equal(diagnose(failure, microsoft).code, expected);
  });
}
