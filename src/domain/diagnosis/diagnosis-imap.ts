import { passwordRules } from './diagnosis-password.ts';
import type { DiagnosisRule } from './diagnosis-rule.ts';

const switchOnImap =
  'At Outlook.com open Settings, Mail, Forwarding and IMAP, and let devices and apps use IMAP, which is off at first. If it is on, press Re-authenticate.';

const authenticateFailed: DiagnosisRule = {
  code: 'imap_authenticate_failed',
  when: { commands: ['AUTHENTICATE'] },
  title: 'Exchange refuses the sign-in',
  cause:
    'Microsoft gave a token, but Exchange does not accept it for this mailbox: IMAP is off, or the user name is not the one of the account.',
  who: 'administrator',
  step: 'Switch IMAP on for the mailbox. If it is on, press Re-authenticate.',
  powershell: (address) => `Set-CASMailbox -Identity ${address} -ImapEnabled $true`,
  personalStep: switchOnImap,
  retry: 'backoff',
};

const folderMissing: DiagnosisRule = {
  code: 'imap_folder_missing',
  when: { text: /(doesn't|does not) exist|non-?existent|unknown mailbox|no such mailbox|TRYCREATE/i },
  title: 'The folder is not there',
  cause: 'The mailbox has no folder of the name that the channel fetches from or moves to.',
  who: 'you',
  step: 'Open the settings of the channel and choose a folder from the list; a nested one is written with its whole path, such as Inquiries/Tech-Support.',
  retry: 'slow',
};

/** What Exchange's IMAP says; its words are the only thing that tells the cases apart. */
export const imapRules: readonly DiagnosisRule[] = [
  {
    code: 'imap_throttled',
    when: { text: /Request is throttled|Suggested Backoff Time/i },
    title: 'Microsoft slows this mailbox down',
    cause: 'Exchange limits how fast one mailbox may be read, and the limit is reached.',
    who: 'nobody',
    step: 'Nothing to do: Postroom waits as long as Exchange asks and goes on.',
    retry: 'wait',
  },
  {
    code: 'imap_not_connected',
    when: { text: /authenticated but not connected/i },
    title: 'No right to this mailbox',
    cause:
      'The sign-in works, but the account may not open the mailbox: it has no licence, IMAP is off, or the account has no Full Access to the shared mailbox.',
    who: 'administrator',
    step: 'Check the licence of the account, switch IMAP on for the mailbox, and for a shared mailbox give the account Full Access; it can take an hour until it works.',
    powershell: (address, account) => {
      const line = `Set-CASMailbox -Identity ${address} -ImapEnabled $true`;
      const right = `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`;
      return account === address ? line : `${line}; ${right}`;
    },
    personalStep: switchOnImap,
    retry: 'backoff',
  },
  {
    code: 'imap_token_expired',
    when: { text: /AccessTokenExpired|Session invalidated/i },
    title: 'The session ran out',
    cause: 'The access token expired while the mailbox was being read.',
    who: 'nobody',
    step: 'Nothing to do: Postroom connects again with a fresh token.',
    retry: 'backoff',
  },
  {
    code: 'imap_expunge_failed',
    when: { text: /EXPUNGE failed/i },
    title: 'EXPUNGE failed',
    cause: 'Exchange could not delete messages that are imported already; nothing is lost or imported twice.',
    who: 'microsoft',
    step: 'Postroom deletes them as soon as Exchange lets it. If it goes on for a day: a hold, a retention policy or a full Recoverable Items folder is the usual reason.',
    powershell: (address) =>
      `Get-MailboxFolderStatistics -Identity ${address} -FolderScope RecoverableItems | Format-Table Name,FolderAndSubfolderSize,ItemsInFolderAndSubfolders`,
    retry: 'backoff',
  },
  {
    code: 'imap_unavailable',
    when: { text: /Server Unavailable|Service Unavailable|server (is )?busy|temporarily unavailable/i },
    title: 'Exchange is not available',
    cause: "Microsoft's mail server answers that it cannot serve at the moment.",
    who: 'microsoft',
    step: 'Nothing to do: Postroom tries again. status.cloud.microsoft tells about outages.',
    retry: 'backoff',
  },
  {
    code: 'imap_too_many_connections',
    when: {
      text: /too many (simultaneous |concurrent )?connections|connection limit|maximum number of connections/i,
    },
    title: 'Too many connections to this mailbox',
    cause: 'Other programs keep so many connections open that Exchange refuses one more.',
    who: 'nobody',
    step: 'Postroom tries again. If it goes on, close other programs that read this mailbox.',
    retry: 'backoff',
  },
  {
    code: 'imap_invalid_state',
    when: { text: /Command received in Invalid state/i },
    title: 'Exchange lost the thread',
    cause: 'Exchange closed the folder in the middle of the session.',
    who: 'nobody',
    step: 'Nothing to do: Postroom connects again.',
    retry: 'backoff',
  },
  {
    code: 'imap_quota',
    when: { text: /over ?quota|quota exceeded|mailbox is full/i },
    title: 'The mailbox is full',
    cause: 'Exchange cannot move messages because the mailbox has reached its limit.',
    who: 'administrator',
    step: 'Make room in the mailbox, or let Postroom delete messages after the import.',
    powershell: (address) =>
      `Get-MailboxStatistics -Identity ${address} | Format-List TotalItemSize,StorageLimitStatus`,
    retry: 'slow',
  },
  ...passwordRules,
  authenticateFailed,
  { ...authenticateFailed, when: { text: /AUTHENTICATE failed|AUTHENTICATIONFAILED|LOGIN failed/i } },
  folderMissing,
  {
    ...folderMissing,
    when: { codes: /^(NONEXISTENT|TRYCREATE|NO)$/, commands: ['SELECT', 'EXAMINE', 'STATUS'] },
  },
  {
    code: 'imap_closed',
    when: { codes: /^BYE$/ },
    title: 'Exchange closed the connection',
    cause: 'The mail server ended the session.',
    who: 'nobody',
    step: 'Nothing to do: Postroom connects again.',
    retry: 'backoff',
  },
];
