import type { DiagnosisRule } from './diagnosis-rule.ts';

const refused: DiagnosisRule = {
  code: 'password_refused',
  when: { commands: ['LOGIN'] },
  title: 'The server refuses the user name or the password',
  cause:
    'The password is wrong or was changed, the user name is another one, or the provider wants IMAP to be switched on first.',
  who: 'you',
  step: 'Enter them anew under Account and password. At Microsoft 365 passwords do not work any more: press Migrate now! instead.',
  // A wrong password that is tried again and again locks accounts.
  retry: 'slow',
};

/** Servers that name several causes in one answer: the one that does less harm counts, as a password that is tried often locks accounts. */
export const passwordAmongOthers: DiagnosisRule = {
  ...refused,
  when: {
    commands: ['LOGIN'],
    text: /^(?=.*\b(password|credentials?|user ?name)\b.{0,20}\b(incorrect|invalid|wrong)\b)(?=.*\b(busy|later|unavailable)\b)/is,
  },
};

const webSignIn: DiagnosisRule = {
  code: 'password_web_sign_in',
  when: {
    commands: ['LOGIN'],
    text: /web ?(browser|login|mail)|log ?in via|5\.7\.14\b|unusual (activity|sign)|verify (your|that)/i,
  },
  title: 'The provider wants to see its owner first',
  cause: 'The provider lets no program in until the owner has signed in with a browser.',
  who: 'you',
  step: "Sign in at the provider's own page, confirm that it was you, then press Fetch now.",
  retry: 'slow',
};

/** What servers say to a user name and a password; they stand before what Exchange says to a token. */
export const passwordRules: readonly DiagnosisRule[] = [
  {
    code: 'password_basic_auth_off',
    when: {
      commands: ['LOGIN'],
      text: /basic auth(entication)? is (disabled|blocked|not)|BasicAuthBlocked|LOGINDISABLED|login is disabled/i,
    },
    title: 'The server takes no passwords any more',
    cause: 'Sign-ins with a user name and a password are switched off at this server.',
    who: 'you',
    step: 'At Microsoft 365 or Outlook.com press Migrate now! and sign in at Microsoft; elsewhere ask the provider how programs sign in.',
    retry: 'slow',
    isSaid: true,
  },
  webSignIn,
  { ...webSignIn, when: { codes: /^WEBALERT$/ } },
  // Outlook.com says it to a token too.
  { ...webSignIn, when: { commands: ['AUTHENTICATE'], text: /account is blocked.{0,40}web ?browser/i } },
  {
    code: 'password_app_needed',
    when: {
      commands: ['LOGIN'],
      text: /application[- ]specific password|app(-| )?(specific )?password|authori[sz]ation code|client password|InvalidSecondFactor|\b(two|2|multi)-?(factor|step)\b|\b(2fa|mfa)\b/i,
    },
    title: 'The server wants an app password',
    cause: 'The account has a second factor, so its ordinary password does not open it for programs.',
    who: 'you',
    step: 'Make an app password in the security settings of the account and enter it under Account and password.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'password_switched_off',
    when: {
      commands: ['LOGIN'],
      text: /(imap|smtp|pop|access|protocol|service)\b.{0,40}\b(is |are |was )?(not |been )?(enabled|disabled|switched off|deactivated|allowed for)|not enabled for (imap|smtp)|(yet|have|need|first) to enable (imap|smtp|pop)|enable (imap|smtp|pop)\w* (access )?(first|in)\b/i,
    },
    title: 'Access for programs is switched off',
    cause: 'The provider knows the account, but lets no programs read or send for it.',
    who: 'you',
    step: 'Switch on IMAP and SMTP in the settings of the account at the provider.',
    retry: 'slow',
  },
  {
    code: 'password_expired',
    when: {
      commands: ['LOGIN'],
      text: /password (has |is |was )?(expired|out of date)|expired password/i,
    },
    title: 'The password has expired',
    cause: 'The server says that the password is past its end.',
    who: 'you',
    step: 'Set a new password at the provider and enter it under Account and password.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'password_locked',
    when: {
      commands: ['LOGIN'],
      text: /(account|user|mailbox|login)\b.{0,40}\b(suspended|disabled|blocked|locked|deactivated|banned|expired)|too many (failed|invalid|bad|login|authentication)/i,
    },
    title: 'The account is locked',
    cause: 'The server says that this account may not sign in at the moment.',
    who: 'you',
    step: 'Ask the provider, or wait until the lock is over; Postroom tries only once an hour meanwhile.',
    retry: 'slow',
  },
  {
    code: 'password_place',
    when: {
      commands: ['LOGIN'],
      text: /\b(ip|ip address|country|location|region|place)\b.{0,30}\b(not (allowed|permitted|in)|blocked|denied|restricted|forbidden)|\b(not allowed|not permitted|denied|blocked)\b.{0,20}\bfrom (this|your)\b/i,
    },
    title: 'The server lets nobody in from here',
    cause:
      'The server takes sign-ins from certain places only, and the address of this machine is none of them.',
    who: 'you',
    step: 'Allow the address of this machine in the security settings of the account, or ask the provider to.',
    retry: 'slow',
  },
  refused,
];
