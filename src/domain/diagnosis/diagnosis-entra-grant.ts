import type { DiagnosisRule } from './diagnosis-rule.ts';

const step = 'Press Re-authenticate and sign in with the same account.';

/** Why a stored sign-in stopped working, or a code could not be exchanged. */
export const grantRules: readonly DiagnosisRule[] = [
  {
    code: 'grant_revoked',
    when: { aadsts: [50173, 50132, 50133, 50089, 50085, 50139] },
    title: 'The sign-in was revoked',
    cause: 'The password was changed or an administrator ended all sign-ins of the account.',
    who: 'you',
    step,
    retry: 'reauthenticate',
  },
  {
    code: 'grant_idle',
    when: { aadsts: [700082, 700081] },
    title: 'The sign-in lay idle too long',
    cause: 'The stored sign-in was not used for 90 days, so Microsoft let it expire.',
    who: 'you',
    step,
    retry: 'reauthenticate',
  },
  {
    code: 'grant_expired',
    when: { aadsts: [70008] },
    title: 'The sign-in has expired',
    cause:
      'What was shown to Microsoft is past its time: a stored sign-in that lay idle, or one that was finished too late.',
    who: 'you',
    step: 'Press Re-authenticate; if you were just signing in, start again.',
    retry: 'reauthenticate',
  },
  {
    code: 'grant_sign_in_frequency',
    when: { aadsts: [70043, 70044] },
    title: 'The tenant asks for a new sign-in from time to time',
    cause: 'A sign-in frequency rule of the tenant ended the stored sign-in.',
    who: 'you',
    step: 'Press Re-authenticate; ask your Microsoft administrator to exclude the account from the sign-in frequency rule.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'grant_unusable',
    when: { aadsts: [70000, 9002313] },
    title: 'Microsoft does not accept the stored sign-in',
    cause: 'The grant is not valid: it was withdrawn, or given to another app.',
    who: 'you',
    step,
    retry: 'slow',
  },
  {
    code: 'grant_other_tenant',
    when: { aadsts: [7000012, 700005] },
    title: 'The sign-in belongs to another tenant',
    cause: 'The grant was given in a tenant other than the one that was asked.',
    who: 'you',
    step: 'Check the Tenant UUID/Name in Connect Microsoft 365 App, then press Re-authenticate.',
    appStep:
      'Check the Tenant UUID/Name in Connect Microsoft 365 App, and that of the channel under Access of the app.',
    place: 'app',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'device_disabled',
    when: { aadsts: [135011] },
    title: 'The device of the sign-in is disabled',
    cause:
      'The account has signed in on a device that an administrator has disabled since, and Microsoft takes back what was given there.',
    who: 'you',
    step: 'Press Re-authenticate in a browser on another device, or have the device enabled in Entra under Devices.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'sign_in_mismatch',
    when: { errors: ['nonce_mismatch', 'state_mismatch', 'invalid_state'] },
    title: "Microsoft's answer belongs to another sign-in",
    cause: 'The identity token was not made for the sign-in that came back.',
    who: 'you',
    step: 'Start again, in one browser window only.',
    retry: 'slow',
  },
  {
    code: 'code_used',
    when: { aadsts: [54005, 501481, 50148] },
    title: 'The sign-in came back too late or twice',
    cause: 'The one-time code of the sign-in was used already or has expired.',
    who: 'you',
    step: 'Start again; do not reload the page that Microsoft sends you to.',
    retry: 'reauthenticate',
  },
];
