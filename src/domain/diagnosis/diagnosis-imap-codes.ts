import { imapAdvice } from './diagnosis-imap-advice.ts';
import type { DiagnosisRule } from './diagnosis-rule.ts';

const tryAgain = 'Postroom tries again by itself.';

/**
 * Response codes that say by themselves what is wrong. https://www.rfc-editor.org/rfc/rfc5530 and, of later ones, what
 * servers are seen to send. AUTHENTICATIONFAILED, EXPIRED at a password and what is about folders stand with their like.
 */
export const imapCodeRules: readonly DiagnosisRule[] = [
  { ...imapAdvice.unavailable, when: { codes: /^(UNAVAILABLE|TEMPFAIL|THROTTLED)$/ } },
  { ...imapAdvice.inUse, when: { codes: /^(INUSE|EXPUNGEISSUED)$/ } },
  {
    code: 'imap_limit',
    when: { codes: /^LIMIT$/ },
    title: 'A limit of the mail server is reached',
    cause: 'The server allows only so much at once, and this was more.',
    who: 'nobody',
    step: `${tryAgain} If it goes on, close other programs that read this mailbox.`,
    retry: 'backoff',
  },
  {
    code: 'imap_server_fault',
    when: { codes: /^(SERVERBUG|CORRUPTION)$/ },
    title: 'The mail server has a fault of its own',
    cause: 'The server says that something is wrong with itself or with what it keeps of the mailbox.',
    who: 'microsoft',
    step: 'Postroom tries again. If it goes on for hours, ask whoever runs the mail server; the answer below is what they need.',
    retry: 'backoff',
  },
  {
    code: 'imap_too_much',
    // The others are those of the library, for what it bounds itself.
    when: { codes: /^(TOO_MUCH|LineTooLarge|LiteralTooLarge|ResponseTooLarge|TooManyTokens)$/ },
    title: 'The mail server sends more than it was asked for',
    cause:
      'An answer was longer than any that Postroom asks for, so it closed the connection; what is not stored stays in the mailbox.',
    who: 'microsoft',
    step: 'Postroom tries again. If it goes on for hours, ask whoever runs the mail server; the answer below says what was too much.',
    passwordStep:
      'Look under Account and password whether this is the right mail server. If it is, ask whoever runs it; the answer below says what was too much.',
    retry: 'backoff',
  },
  {
    code: 'imap_client_fault',
    when: { codes: /^CLIENTBUG$/ },
    title: 'The mail server does not understand Postroom',
    cause: 'The server says that a command was not as it should be.',
    who: 'nobody',
    step: 'Postroom tries again. If it goes on, take a protocol trace on the page of the channel and report it.',
    retry: 'backoff',
  },
  { ...imapAdvice.noPermission, when: { codes: /^(NOPERM|READ-ONLY)$/ }, isSaid: true },
  {
    code: 'imap_not_authorized',
    when: { codes: /^AUTHORIZATIONFAILED$/ },
    title: 'The account may not open this mailbox',
    cause: 'Who signed in is known, but has no right to the mailbox that the channel names.',
    who: 'administrator',
    step: 'Give the account full access to the mailbox; it can take an hour until it works.',
    powershell: (address, account) =>
      `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`,
    retry: 'slow',
  },
  {
    code: 'imap_expired',
    when: { codes: /^EXPIRED$/ },
    title: 'The password or the account has expired',
    cause: 'The server says that what the sign-in rests on is past its end.',
    who: 'administrator',
    step: 'Have the password or the account renewed, then press Re-authenticate.',
    passwordStep: 'Set a new password at the provider and enter it under Account and password.',
    retry: 'slow',
    isSaid: true,
  },
  { ...imapAdvice.contactAdmin, when: { codes: /^CONTACTADMIN$/ }, isSaid: true },
  { ...imapAdvice.cannot, when: { codes: /^(CANNOT|USEATTR|HASCHILDREN|TOOBIG)$/ }, isSaid: true },
  { ...imapAdvice.quota, when: { codes: /^OVERQUOTA$/ } },
  {
    code: 'imap_folder_there',
    when: { codes: /^ALREADYEXISTS$/ },
    title: 'The folder is there already',
    cause: 'Somebody has made the folder that the channel moves to at the same time.',
    who: 'nobody',
    step: tryAgain,
    retry: 'backoff',
  },
  { ...imapAdvice.folderMissing, when: { codes: /^(NONEXISTENT|TRYCREATE)$/ } },
];
