import { encryptionRules } from './diagnosis-encryption.ts';
import { imapAdvice } from './diagnosis-imap-advice.ts';
import { imapCodeRules } from './diagnosis-imap-codes.ts';
import { passwordAmongOthers, passwordRules } from './diagnosis-password.ts';
import { appStep, type DiagnosisRule } from './diagnosis-rule.ts';

const switchOnImap =
  'At Outlook.com open Settings, Mail, Forwarding and IMAP, and let devices and apps use IMAP, which is off at first. If it is on, press Re-authenticate.';

const authenticateFailed: DiagnosisRule = {
  code: 'imap_authenticate_failed',
  when: { commands: ['AUTHENTICATE'] },
  title: 'Exchange refuses the sign-in',
  cause:
    'Microsoft gave a token, but Exchange does not accept it for this mailbox: IMAP is off, the user name is not the one of the account, or there is no mailbox of this address.',
  who: 'administrator',
  step: 'Look whether the mailbox still has this address (a new one is added under Addresses), and switch IMAP on for it. If it is on, press Re-authenticate.',
  powershell: (address) => `Set-CASMailbox -Identity ${address} -ImapEnabled $true`,
  personalStep: switchOnImap,
  appStep,
  retry: 'backoff',
};

/** What leaves no doubt, whatever the command. */
const plainWords: readonly DiagnosisRule[] = [
  {
    code: 'sent_copy_elsewhere',
    when: { codes: /^SENT_COPY_ELSEWHERE$/ },
    title: 'Answers are kept with the account that signs in, not in the shared mailbox',
    cause:
      'Exchange puts the copy of what somebody sends as a shared mailbox into his own Sent Items, unless it is told to put one into the shared mailbox as well.',
    who: 'administrator',
    step: 'Let Exchange keep a copy in the shared mailbox, so that all who open it see what was answered. Sending works without it.',
    powershell: (address) => `Set-Mailbox -Identity ${address} -MessageCopyForSentAsEnabled $true`,
    retry: 'never',
  },
  {
    code: 'imap_throttled',
    when: {
      text: /Request is throttled|Suggested Backoff Time|rate limit|(command|bandwidth|request) limits?\b|too many (requests|commands)/i,
    },
    title: 'The server slows this mailbox down',
    cause: 'The mail server limits how fast one mailbox may be read, and the limit is reached.',
    who: 'nobody',
    step: 'Postroom waits as long as the server asks and goes on.',
    retry: 'wait',
  },
  {
    code: 'imap_not_connected',
    when: { text: /authenticated but not connected/i },
    title: 'No right to this mailbox',
    cause:
      'The sign-in works, but the account may not open the mailbox: it has no licence, was deleted, IMAP is off, or the account has no Full Access to the shared mailbox.',
    who: 'administrator',
    step: 'Check the licence of the account, switch IMAP on for the mailbox, and for a shared mailbox give the account Full Access; it can take an hour until it works.',
    powershell: (address, account) => {
      const line = `Set-CASMailbox -Identity ${address} -ImapEnabled $true`;
      const right = `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`;
      return account === address ? line : `${line}; ${right}`;
    },
    personalStep: switchOnImap,
    appStep,
    retry: 'backoff',
  },
  {
    code: 'imap_token_expired',
    // Another reason than these is found out by the next sign-in.
    when: { text: /AccessTokenExpired|Session invalidated - Invalid\b/i },
    title: 'The session ran out',
    cause: 'The access token expired while the mailbox was being read.',
    who: 'nobody',
    step: 'Postroom connects again with a fresh token.',
    retry: 'backoff',
  },
];

/** Words that many servers use; what they say of a passing trouble stands before what may be for long. */
const words: readonly DiagnosisRule[] = [
  {
    code: 'imap_expunge_failed',
    when: { text: /EXPUNGE failed/i },
    title: 'EXPUNGE failed',
    cause:
      'The server could not delete messages that are imported already; nothing is lost or imported twice.',
    who: 'microsoft',
    step: 'Postroom deletes them as soon as the server lets it. If it goes on for a day: a hold, a retention policy or a full Recoverable Items folder is the usual reason.',
    powershell: (address) =>
      `Get-MailboxFolderStatistics -Identity ${address} -FolderScope RecoverableItems | Format-Table Name,FolderAndSubfolderSize,ItemsInFolderAndSubfolders`,
    passwordStep:
      'Postroom deletes them as soon as the server lets it. If it goes on for a day, ask whoever runs the server.',
    retry: 'backoff',
  },
  {
    code: 'imap_too_many_connections',
    when: {
      text: /too many (simultaneous |concurrent |open |active )?(connections|sessions|logins)|connection limit|maximum (number of )?(connections|sessions)|connections? from (user|your ip)|limit of .{0,20}(connections|sessions)|(exceeded|reached) .{0,30}(connections|sessions)\b/i,
    },
    title: 'Too many connections to this mailbox',
    cause: 'Other programs keep so many connections open that the server refuses one more.',
    who: 'nobody',
    step: 'Postroom tries again. If it goes on, close other programs that read this mailbox.',
    retry: 'backoff',
  },
  {
    ...imapAdvice.inUse,
    when: {
      text: /\b(mailbox|folder|maildrop|spool|inbox)\b.{0,40}\b(is |are )?(locked|in use|busy)\b(?!.{0,20}(out|admin|polic))|unable to lock|(lock|locking) (failed|timed? ?out)|timeout while waiting for lock|being (moved|migrated|repaired)|mailbox ?in ?transit/i,
    },
  },
  {
    ...imapAdvice.unavailable,
    when: {
      text: /(server|service|system|backend|database|storage|mailbox|directory) (is )?(currently |temporarily )?(unavailable|not available|busy|overloaded|down)|mailbox (is )?offline|store ?unavailable|mapiexception|not authenticated to (the )?remote server|temporar|try (it )?again|again later|at this time|(internal|server|system|i\/o|disk) error|overload|maintenance|(?<!\bidle )timed? ?out|shutting down|back ?end|proxy (error|fail)|out of (memory|resources)|(not enough|no|insufficient) (disk )?(space|room)\b|disk (is )?full/i,
    },
  },
  {
    code: 'imap_invalid_state',
    when: { text: /Command received in Invalid state/i },
    title: 'Exchange lost the thread',
    cause: 'Exchange closed the folder in the middle of the session.',
    who: 'nobody',
    step: 'Postroom connects again.',
    retry: 'backoff',
  },
  {
    ...imapAdvice.quota,
    when: { text: /over ?quota|quota (is |was )?exceeded|(exceeded|reached) .{0,20}quota|mailbox is full/i },
  },
];

const inFolder = [
  'SELECT',
  'EXAMINE',
  'STATUS',
  'FETCH',
  'STORE',
  'EXPUNGE',
  'MOVE',
  'COPY',
  'CREATE',
  'LIST',
];

const folderRules: readonly DiagnosisRule[] = [
  {
    ...imapAdvice.contactAdmin,
    when: {
      text: /unsafe login|contact (your|the) (system |mail |network )?administrator|please contact \S{1,80}@/i,
    },
  },
  {
    ...imapAdvice.noPermission,
    when: {
      commands: inFolder,
      text: /(permission|access) (was |is )?denied|not permitted|insufficient (rights|privileges|permissions?)|read-?only/i,
    },
  },
  {
    ...imapAdvice.cannot,
    when: {
      commands: inFolder,
      text: /(folder|mailbox) name (is |was )?(invalid|not valid|not allowed|too long)|(invalid|illegal|bad) (folder|mailbox) name|not allowed in (a |the )?(folder|mailbox)|(hierarchy separator|character|delimiter)s? (is |are )?not allowed/i,
    },
  },
  {
    ...imapAdvice.folderMissing,
    when: {
      text: /(doesn't|does not|not) exist|non-?existent|unknown (mailbox|folder)|no such (mailbox|folder)|(mailbox|folder) (was |is |could )?not (be )?found|(mailbox|folder) (has been|was) deleted|TRYCREATE/i,
    },
  },
  {
    code: 'imap_folder_refused',
    when: { codes: /^(NO|BAD)$/, commands: ['SELECT', 'EXAMINE', 'STATUS'] },
    title: 'The folder could not be opened',
    cause: 'The server has refused to open the folder, and did not say why in words that Postroom knows.',
    who: 'nobody',
    step: 'Postroom tries again, soon at first. If it goes on, open the mailbox with another program, or choose another folder in the settings of the channel.',
    retry: 'backoff',
  },
  {
    code: 'imap_same_folder',
    when: { codes: /^SAME_FOLDER$/ },
    title: 'Messages would be moved to where they are fetched',
    cause: 'The server has both names for the same folder, so each message would be fetched again and again.',
    who: 'you',
    step: 'Choose another folder to move to in the settings of the channel.',
    retry: 'slow',
    isSaid: true,
  },
  {
    code: 'imap_settle_refused',
    when: { codes: /^(NO|BAD|NOT_DONE)$/, commands: ['STORE', 'EXPUNGE', 'MOVE', 'COPY', 'CREATE'] },
    title: 'The server does not do what follows an import',
    cause:
      'It has refused to mark, move or delete messages that are imported already; they are not imported twice.',
    who: 'nobody',
    step: 'Postroom imports new mail all the same and tries it again. If it goes on, look at the rights in the mailbox, or choose something else under Keep messages on server.',
    retry: 'backoff',
  },
];

/** What a mail server's IMAP says: its response codes first (RFC 5530), its words after them. */
export const imapRules: readonly DiagnosisRule[] = [
  ...plainWords,
  ...encryptionRules,
  ...imapCodeRules,
  passwordAmongOthers,
  ...words,
  ...passwordRules,
  authenticateFailed,
  { ...authenticateFailed, when: { text: /AUTHENTICATE failed|AUTHENTICATIONFAILED|LOGIN failed/i } },
  ...folderRules,
  {
    code: 'imap_closed',
    when: { codes: /^BYE$/ },
    title: 'The mail server closed the connection',
    cause: 'The mail server ended the session.',
    who: 'nobody',
    step: 'Postroom connects again.',
    retry: 'backoff',
  },
];
