import type { DiagnosisRule } from './diagnosis-rule.ts';

const tryAgain = 'Postroom tries again by itself.';
const askProvider = 'Ask whoever runs the mail server; the answer below is what they need.';

/**
 * Response codes that say by themselves what is wrong. https://www.rfc-editor.org/rfc/rfc5530 and, of later ones, what
 * servers are seen to send. AUTHENTICATIONFAILED, EXPIRED at a password and what is about folders stand with their like.
 */
export const imapCodeRules: readonly DiagnosisRule[] = [
  {
    code: 'imap_unavailable',
    when: { codes: /^(UNAVAILABLE|TEMPFAIL|THROTTLED)$/ },
    title: 'The mail server is not available',
    cause: 'The mail server answers that it cannot serve at the moment.',
    who: 'microsoft',
    step: 'Postroom tries again by itself. status.cloud.microsoft tells about outages.',
    passwordStep: 'Postroom tries again by itself. If it goes on for hours, ask whoever runs the server.',
    retry: 'backoff',
  },
  {
    code: 'imap_in_use',
    when: { codes: /^(INUSE|EXPUNGEISSUED)$/ },
    title: 'The mailbox is in use',
    cause: 'Somebody else, or the server itself, holds the mailbox or the folder at the moment.',
    who: 'nobody',
    step: 'Postroom tries again by itself. If it goes on for hours, ask whoever runs the server.',
    retry: 'backoff',
  },
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
    step: `Postroom tries again. If it goes on for hours, ${askProvider.toLowerCase()}`,
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
  {
    code: 'imap_no_permission',
    when: { codes: /^(NOPERM|READ-ONLY)$/ },
    title: 'The account may not do this in the mailbox',
    cause: 'The sign-in works, but a right to the folder or to change what is in it lacks.',
    who: 'administrator',
    step: 'Give the account full rights to the mailbox and the folder, or choose another folder or another way to keep messages in the settings of the channel.',
    powershell: (address, account) =>
      `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`,
    retry: 'slow',
    isSaid: true,
  },
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
  {
    code: 'imap_contact_admin',
    when: { codes: /^CONTACTADMIN$/ },
    title: 'The mail server wants to be asked about',
    cause:
      'The server lets nobody in until its administrator, or the owner of the mailbox, has done something.',
    who: 'administrator',
    step: askProvider,
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'imap_cannot',
    when: { codes: /^(CANNOT|USEATTR|HASCHILDREN|TOOBIG)$/ },
    title: 'The mail server cannot do this',
    cause: 'What was asked for, mostly a folder of this name, is not possible on this server.',
    who: 'you',
    step: 'Choose another folder in the settings of the channel; the list there shows what the server has.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'imap_quota',
    when: { codes: /^OVERQUOTA$/ },
    title: 'The mailbox is full',
    cause: 'The server cannot move messages because the mailbox has reached its limit.',
    who: 'administrator',
    step: 'Make room in the mailbox, or let Postroom delete messages after the import.',
    powershell: (address) =>
      `Get-MailboxStatistics -Identity ${address} | Format-List TotalItemSize,StorageLimitStatus`,
    retry: 'slow',
  },
  {
    code: 'imap_folder_there',
    when: { codes: /^ALREADYEXISTS$/ },
    title: 'The folder is there already',
    cause: 'Somebody has made the folder that the channel moves to at the same time.',
    who: 'nobody',
    step: tryAgain,
    retry: 'backoff',
  },
  {
    code: 'imap_folder_missing',
    when: { codes: /^(NONEXISTENT|TRYCREATE)$/ },
    title: 'The folder is not there',
    cause: 'The mailbox has no folder of the name that the channel fetches from or moves to.',
    who: 'you',
    step: 'Open the settings of the channel and choose a folder from the list; a nested one is written with its whole path, such as Inquiries/Tech-Support.',
    retry: 'slow',
    isSaid: true,
  },
];
