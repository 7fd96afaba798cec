import type { DiagnosisRule } from './diagnosis-rule.ts';

/** What is wrong and what to do, whether a response code says it or the words of a server that sends none. */
export const imapAdvice = {
  unavailable: {
    code: 'imap_unavailable',
    title: 'The mail server is not available',
    cause: 'The mail server answers that it cannot serve at the moment.',
    who: 'microsoft',
    step: 'Postroom tries again by itself. status.cloud.microsoft tells about outages.',
    passwordStep: 'Postroom tries again by itself. If it goes on for hours, ask whoever runs the server.',
    retry: 'backoff',
  },
  inUse: {
    code: 'imap_in_use',
    title: 'The mailbox is in use',
    cause: 'Somebody else, or the server itself, holds the mailbox or the folder at the moment.',
    who: 'nobody',
    step: 'Postroom tries again by itself. If it goes on for hours, ask whoever runs the server.',
    retry: 'backoff',
  },
  noPermission: {
    code: 'imap_no_permission',
    title: 'The account may not do this in the mailbox',
    cause: 'The sign-in works, but a right to the folder or to change what is in it lacks.',
    who: 'administrator',
    step: 'Give the account full rights to the mailbox and the folder, or choose another folder or another way to keep messages in the settings of the channel.',
    powershell: (address, account) =>
      `Add-MailboxPermission -Identity ${address} -User ${account} -AccessRights FullAccess`,
    retry: 'slow',
  },
  contactAdmin: {
    code: 'imap_contact_admin',
    title: 'The mail server wants to be asked about',
    cause:
      'The server lets nobody in until its administrator, or the owner of the mailbox, has done something.',
    who: 'administrator',
    step: 'Ask whoever runs the mail server; the answer below is what they need.',
    retry: 'slow',
  },
  cannot: {
    code: 'imap_cannot',
    title: 'The mail server cannot do this',
    cause: 'What was asked for, mostly a folder of this name, is not possible on this server.',
    who: 'you',
    step: 'Choose another folder in the settings of the channel; the list there shows what the server has.',
    retry: 'slow',
  },
  quota: {
    code: 'imap_quota',
    title: 'The mailbox is full',
    cause: 'The server cannot move messages because the mailbox has reached its limit.',
    who: 'administrator',
    step: 'Make room in the mailbox, or let Postroom delete messages after the import.',
    powershell: (address) =>
      `Get-MailboxStatistics -Identity ${address} | Format-List TotalItemSize,StorageLimitStatus`,
    retry: 'slow',
  },
  folderMissing: {
    code: 'imap_folder_missing',
    title: 'The folder is not there',
    cause: 'The mailbox has no folder of the name that the channel fetches from or moves to.',
    who: 'you',
    step: 'Open the settings of the channel and choose a folder from the list, or make the folder again in the mailbox; a nested one is written with its whole path, such as Inquiries/Tech-Support.',
    retry: 'slow',
    isSaid: true,
  },
} satisfies Record<string, Omit<DiagnosisRule, 'when'>>;
