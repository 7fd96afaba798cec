import type { DiagnosisRule } from './diagnosis-rule.ts';

/** What servers say to a user name and a password; they stand before what Exchange says to a token. */
export const passwordRules: readonly DiagnosisRule[] = [
  {
    code: 'password_basic_auth_off',
    when: { commands: ['LOGIN'], text: /basic authentication is disabled|BasicAuthBlocked|LOGINDISABLED/i },
    title: 'The server takes no passwords any more',
    cause: 'Sign-ins with a user name and a password are switched off at this server.',
    who: 'you',
    step: 'At Microsoft 365 or Outlook.com press Migrate now! and sign in at Microsoft; elsewhere ask the provider how programs sign in.',
    retry: 'slow',
  },
  {
    code: 'password_app_needed',
    when: { commands: ['LOGIN'], text: /application-specific password|app(-| )?password|5\.7\.9\b/i },
    title: 'The server wants an app password',
    cause: 'The account has a second factor, so its ordinary password does not open it for programs.',
    who: 'you',
    step: 'Make an app password in the security settings of the account and enter it under Account and password.',
    retry: 'slow',
  },
  {
    code: 'password_refused',
    when: { commands: ['LOGIN'] },
    title: 'The server refuses the user name or the password',
    cause:
      'The password is wrong or was changed, the user name is another one, or the provider wants IMAP to be switched on first.',
    who: 'you',
    step: 'Enter them anew under Account and password. At Microsoft 365 passwords do not work any more: press Migrate now! instead.',
    // A wrong password that is tried again and again locks accounts.
    retry: 'slow',
  },
];
