import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose, diagnosisRules, recallDiagnosis } from '../../../src/domain/diagnosis/diagnosis.ts';
import { entraRules } from '../../../src/domain/diagnosis/diagnosis-entra.ts';
import { networkRules } from '../../../src/domain/diagnosis/diagnosis-network.ts';
import type { Failure } from '../../../src/domain/failure.ts';

const entra = (aadsts: number, error = 'invalid_grant'): Failure => ({
  origin: 'entra',
  error,
  aadsts: [aadsts],
  text: `AADSTS${aadsts}: …`,
});
const imap = (text: string, code = 'NO', command = 'FETCH'): Failure => ({
  origin: 'imap',
  code,
  command,
  text,
});
const smtp = (text: string): Failure => ({ origin: 'smtp', code: text.slice(0, 3), text });
const network = (code: string): Failure => ({ origin: 'network', code, text: code });

// Failure → code, who must act, how we retry.
const cases: readonly (readonly [Failure, string])[] = [
  [entra(50011, 'invalid_request'), 'redirect_uri you slow'],
  [entra(700016, 'unauthorized_client'), 'app_not_found you slow'],
  [entra(70001, 'unauthorized_client'), 'app_disabled administrator slow'],
  [entra(90002, 'invalid_request'), 'tenant_not_found you slow'],
  [entra(900023, 'invalid_request'), 'tenant_not_found you slow'],
  [entra(7000215, 'invalid_client'), 'secret_wrong you slow'],
  [entra(7000222, 'invalid_client'), 'secret_expired you slow'],
  [entra(50194, 'invalid_request'), 'single_tenant you slow'],
  [entra(50020, 'invalid_client'), 'account_not_in_tenant you slow'],
  [entra(50034), 'account_not_in_tenant you slow'],
  [entra(50105), 'account_not_assigned administrator slow'],
  [entra(50057), 'account_disabled administrator slow'],
  [entra(65001), 'consent_missing administrator slow'],
  [entra(65004, 'access_denied'), 'consent_declined you slow'],
  [entra(90094, 'consent_required'), 'consent_pending administrator slow'],
  [entra(90097, 'access_denied'), 'consent_pending administrator slow'],
  [entra(50076), 'mfa_required you slow'],
  [entra(50079, 'interaction_required'), 'mfa_required you slow'],
  [entra(50078), 'mfa_required you slow'],
  [entra(53003), 'policy_blocked administrator slow'],
  [entra(530035), 'policy_security_defaults administrator slow'],
  [entra(530003), 'policy_device administrator slow'],
  [entra(530004), 'policy_guest_device administrator slow'],
  [entra(53011), 'policy_risk administrator slow'],
  [entra(50131), 'policy_condition administrator slow'],
  [entra(50173), 'grant_revoked you reauthenticate'],
  [entra(700082), 'grant_idle you reauthenticate'],
  [entra(70043), 'grant_sign_in_frequency you slow'],
  [entra(70000), 'grant_unusable you slow'],
  [entra(7000012), 'grant_other_tenant you slow'],
  [entra(54005), 'code_used you reauthenticate'],
  [entra(70008), 'grant_expired you reauthenticate'],
  [entra(7000218, 'invalid_client'), 'app_type you slow'],
  [entra(700025, 'invalid_client'), 'app_type you slow'],
  [entra(9002325, 'invalid_request'), 'redirect_uri_spa you slow'],
  [entra(50196, 'invalid_request'), 'entra_looping nobody wait'],
  [{ origin: 'entra', error: 'access_denied', text: 'the user canceled' }, 'sign_in_cancelled you slow'],
  [{ origin: 'entra', error: 'temporarily_unavailable', text: 'x' }, 'entra_unavailable microsoft backoff'],
  [{ origin: 'entra', error: 'invalid_grant', text: 'x' }, 'grant_invalid you slow'],
  [{ origin: 'entra', error: 'no_tokens_found', text: 'x' }, 'grant_lost you reauthenticate'],
  [{ origin: 'entra', error: 'odd', aadsts: [99], text: 'AADSTS99: odd' }, 'entra_unknown nobody backoff'],
  [
    imap('Request is throttled. Suggested Backoff Time: 92415 milliseconds', 'BAD'),
    'imap_throttled nobody wait',
  ],
  [
    imap('User is authenticated but not connected.', 'BAD', 'SELECT'),
    'imap_not_connected administrator backoff',
  ],
  [imap('Session invalidated - AccessTokenExpired', 'BYE'), 'imap_token_expired nobody backoff'],
  [imap('EXPUNGE failed', 'NO', 'EXPUNGE'), 'imap_expunge_failed microsoft backoff'],
  [imap('Server Unavailable. 15'), 'imap_unavailable microsoft backoff'],
  [imap('Command received in Invalid state.', 'BAD'), 'imap_invalid_state nobody backoff'],
  [imap('AUTHENTICATE failed.', 'NO', 'CONNECT'), 'imap_authenticate_failed administrator backoff'],
  [imap('no', 'NO', 'AUTHENTICATE'), 'imap_authenticate_failed administrator backoff'],
  [imap("Nowhere doesn't exist.", 'NO', 'SELECT'), 'imap_folder_missing you slow'],
  [imap('', 'NONEXISTENT', 'SELECT'), 'imap_folder_missing you slow'],
  [imap('Connection closed. 14', 'BYE'), 'imap_closed nobody backoff'],
  [imap('Command Argument Error. 12', 'BAD'), 'imap_unknown nobody backoff'],
  [
    smtp('535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.'),
    'smtp_disabled_tenant administrator slow',
  ],
  [
    smtp('535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.'),
    'smtp_disabled_mailbox administrator slow',
  ],
  [
    smtp(
      "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy",
    ),
    'smtp_locked administrator slow',
  ],
  [smtp('535 5.7.3 Authentication unsuccessful [X]'), 'smtp_refused_sign_in administrator slow'],
  [smtp('530 5.7.57 Client not authenticated to send mail'), 'smtp_not_authenticated administrator slow'],
  [smtp('432 4.3.2 concurrent connection limit exceeded'), 'smtp_too_many nobody backoff'],
  [smtp('432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded'), 'smtp_too_many nobody backoff'],
  [
    smtp('550 5.7.60 SMTP; Client does not have permissions to send as this sender'),
    'smtp_send_as_denied administrator slow',
  ],
  [smtp('554 5.2.252 SendAsDenied; a not allowed to send as b'), 'smtp_send_as_denied administrator slow'],
  [smtp('550 5.1.10 RESOLVER.ADR.RecipientNotFound'), 'smtp_recipient_refused you never'],
  [smtp('552 5.3.4 Message size exceeds fixed maximum message size'), 'smtp_too_large you never'],
  [smtp('451 4.7.0 Temporary server error'), 'smtp_later nobody backoff'],
  [smtp('554 5.6.0 odd'), 'smtp_refused you never'],
  [network('ENOTFOUND'), 'network_dns you backoff'],
  [network('EAI_AGAIN'), 'network_dns you backoff'],
  [network('ECONNREFUSED'), 'network_refused you backoff'],
  [network('EHOSTUNREACH'), 'network_unreachable you backoff'],
  [network('EMFILE'), 'network_no_descriptor you backoff'],
  [network('CERT_HAS_EXPIRED'), 'network_certificate_expired you backoff'],
  [network('CERT_NOT_YET_VALID'), 'network_certificate_early you backoff'],
  [network('ERR_TLS_CERT_ALTNAME_INVALID'), 'network_certificate_name you backoff'],
  [network('SELF_SIGNED_CERT_IN_CHAIN'), 'network_certificate_untrusted you backoff'],
  [network('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'network_certificate_untrusted you backoff'],
  [network('ERR_SSL_WRONG_VERSION_NUMBER'), 'network_not_tls you backoff'],
  [network('ETIMEDOUT'), 'network_timeout nobody backoff'],
  [network('ECONNRESET'), 'network_closed nobody backoff'],
  [network('EODD'), 'network_unknown nobody backoff'],
];

for (const [failure, expected] of cases) {
  test(`${failure.origin} ${failure.text.slice(0, 60)} → ${expected}`, () => {
    const { code, who, retry, step } = diagnose(failure);
    assert.equal(`${code} ${who} ${retry.kind}`, expected);
    assert.ok(
      who === 'nobody' || !/^Nothing (?:to|has to be) d/.test(step),
      'who has to act is told what to do',
    );
  });
}

test('how long to wait is taken from a server also beside words that nobody knows', () => {
  for (const origin of ['entra', 'graph'] as const) {
    const { code, retry } = diagnose({
      origin,
      error: 'x',
      code: 'x',
      text: 'New words.',
      retryAfter: 240_000,
    });
    assert.deepEqual([code, retry], [`${origin}_unknown`, { kind: 'wait', milliseconds: 240_000 }]);
  }
});

test('what is wrong at the sign-in or on the way is final for no message', () => {
  const final = [...entraRules, ...networkRules].filter(({ retry }) => retry === 'never');
  assert.deepEqual(final, []);
});

test('the server’s own back-off is taken, never more than an hour', () => {
  const wait = (milliseconds: number) => {
    const text = `Request is throttled. Suggested Backoff Time: ${milliseconds} milliseconds`;
    const { retry } = diagnose(imap(text));
    return retry.kind === 'wait' ? retry.milliseconds : undefined;
  };
  assert.equal(wait(92_415), 92_415);
  assert.equal(wait(999_999_999), 3_600_000);
  assert.deepEqual(diagnose(imap('Request is throttled.')).retry, { kind: 'wait', milliseconds: 300_000 });
});

test('the PowerShell line carries the address as a literal', () => {
  const { powershell } = diagnose(imap('User is authenticated but not connected.'), {
    address: "o'hara@example.com",
  });
  assert.equal(powershell, "Set-CASMailbox -Identity 'o''hara@example.com' -ImapEnabled $true");
  assert.doesNotMatch(
    diagnose(smtp('535 5.7.139 x'), { address: '$(x)@example.com' }).powershell ?? '',
    /"\$\(/,
  );
});

test('for a shared mailbox the line gives the right to the account that signs in', () => {
  const shared = { address: 'info@example.com', userName: 'lena@example.com' };
  assert.equal(
    diagnose(imap('User is authenticated but not connected.'), shared).powershell,
    "Set-CASMailbox -Identity 'info@example.com' -ImapEnabled $true; Add-MailboxPermission -Identity 'info@example.com' -User 'lena@example.com' -AccessRights FullAccess",
  );
  assert.equal(
    diagnose(smtp('550 5.7.60 SMTP'), shared).powershell,
    "Add-RecipientPermission -Identity 'info@example.com' -Trustee 'lena@example.com' -AccessRights SendAs",
  );
});

test('a stored diagnosis says the same again; an unknown one shows the raw words', () => {
  for (const [failure] of cases) {
    const first = diagnose(failure, { address: 'a@b.c' });
    assert.deepEqual(recallDiagnosis(first.code, failure.text, { address: 'a@b.c' }), first);
  }
  assert.match(recallDiagnosis('gone', 'raw words', { address: 'a@b.c' }).cause, /raw words/);
});

test('each row is one sentence of cause and ends as sentences do', () => {
  for (const { code, title, cause, step } of diagnosisRules) {
    assert.match(cause, /^[^.]*(\.[^ .][^.]*)*\.$/, code);
    assert.match(step, /\.$/, code);
    assert.doesNotMatch(title, /\.$/, code);
  }
});

test('whoever is told to go to another page is led there', () => {
  for (const { code, step, place } of diagnosisRules) {
    const wanted = /Request Admin Consent/.test(step)
      ? 'consent'
      : /Connect Microsoft 365 App/.test(step)
        ? 'app'
        : place;
    assert.equal(place, wanted, code);
  }
  const { place } = recallDiagnosis('secret_expired', '', { address: 'info@example.com' });
  assert.equal(place, 'app');
  // Somebody's sign-in and consent are of no use where the app opens the mailbox itself.
  const appOnly = { address: 'info@example.com', isAppOnly: true };
  assert.equal(recallDiagnosis('consent_missing', '', appOnly).place, undefined);
});

/** What Microsoft can answer to an app that signs in for itself. */
const toApp: readonly Failure[] = [
  ...[53003, 50131, 65001, 7000012, 700016, 7000215, 7000222, 700027, 50196].map(
    (number): Failure => ({
      ...{ origin: 'entra', error: 'invalid_grant', aadsts: [number], text: `AADSTS${number}: words` },
    }),
  ),
  { origin: 'entra', error: 'invalid_grant', text: 'The grant is not valid.' },
  { origin: 'graph', code: 'InvalidAuthenticationToken', text: 'Continuous access evaluation' },
  { origin: 'graph', code: 'InvalidAuthenticationToken', text: 'Lifetime validation failed' },
  { origin: 'imap', code: 'NO', command: 'AUTHENTICATE', text: 'AUTHENTICATE failed.' },
  { origin: 'smtp', code: '535', command: 'AUTH', text: '535 5.7.3 Authentication unsuccessful' },
  { origin: 'smtp', code: '535', command: 'AUTH', text: '535 5.7.139 the user credentials were incorrect' },
];

for (const failure of toApp) {
  test(`where nobody signs in, nobody is told to: ${failure.origin} ${failure.text}`, () => {
    const { step } = diagnose(failure, {
      address: 'info@example.com',
      kind: 'microsoft365',
      isAppOnly: true,
    });
    assert.doesNotMatch(step, /Re-authenticate|sign in/i);
  });
}
