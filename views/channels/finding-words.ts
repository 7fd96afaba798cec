import type { CheckFinding, PlainFinding } from '../../src/domain/diagnosis/connection-check.ts';
import { t } from '../words.ts';

/** @returns one sentence or two for what a step of a check has found */
export function findingWords(finding: CheckFinding): string {
  switch (finding.code) {
    case 'clock_silent':
      return t('{host} does not say what time it is.', { host: finding.host });
    case 'clock_right':
      return t('It is as late here as at {host}.', { host: finding.host });
    case 'signed_in':
      return t('{userName} is signed in.', { userName: finding.userName });
    case 'mailbox_open':
      return t('{address} is open.', { address: finding.address });
    case 'let_in':
      return t('{host} lets {userName} in.', { host: finding.host, userName: finding.userName });
    case 'folder_open':
      return t('{folder} holds {messages, plural, one {# message} other {# messages}}.', {
        folder: finding.folder,
        messages: finding.messages,
      });
    case 'elsewhere':
      return elsewhereWords(finding.folders);
    case 'header_read':
      return t("The newest message's header came, {bytes} bytes.", { bytes: finding.bytes });
    case 'folder_there':
      return t('{folder} is there.', { folder: finding.folder });
    case 'folder_to_make':
      return t('{folder} is not there yet; it is made at the first import.', { folder: finding.folder });
    case 'takes_mail':
      return sendingWords(finding);
    case 'copy_shared':
      return t('The last answer lies in Sent Items of {address}.', { address: finding.address });
    default:
      return plainWords()[finding.code];
  }
}

type Of<Code extends CheckFinding['code']> = Extract<CheckFinding, { code: Code }>;

function elsewhereWords(folders: Of<'elsewhere'>['folders']): string {
  const lines = folders.map(({ folder, messages, unread }) =>
    t('{folder} holds {messages, plural, one {# message} other {# messages}}, {unread} of them unread.', {
      folder,
      messages,
      unread,
    }),
  );
  return [...lines, t('None of these are fetched.')].join(' ');
}

function sendingWords({ host, userName, address }: Of<'takes_mail'>): string {
  return address === undefined
    ? t('{host} takes mail from {userName}; nothing was sent.', { host, userName })
    : t('{host} takes mail of {address} from {userName}; nothing was sent.', { host, userName, address });
}

const plainWords = (): Record<PlainFinding, string> => ({
  no_clock: t('Nothing to compare it with.'),
  app_signed_in: t('The app itself has got one.'),
  nothing_elsewhere: t('There is no inbox or junk folder beside the one that is fetched.'),
  empty_folder: t('The folder is empty, so there was nothing to read.'),
  message_withheld: t('The server lists a message and sends nothing for it yet.'),
  marks_read: t('Marking messages read needs nothing more.'),
  deletes_singly: t('The server deletes single messages, so that mail of others is never touched.'),
  marks_deleted: t('The server cannot delete single messages (UIDPLUS); they only get marked as deleted.'),
  nothing_sent: t('Nothing was sent yet; the first answer will show it.'),
  no_copy: t('The copy of the last answer is in neither of the two mailboxes.'),
});
