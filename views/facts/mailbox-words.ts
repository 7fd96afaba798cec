import type { FolderKind, MailboxAnswer, MailOnServer } from '../../src/domain/mailbox-answer.ts';
import { say } from '../said.ts';
import { t } from '../words.ts';
import type { TraceWords } from './trace-words.ts';

type Place = Readonly<Record<'folder' | 'channel', string>>;

const placeWords: Readonly<Record<FolderKind, (place: Place) => string>> = {
  fetched: (place) => t('It lies in {folder} of {channel}, which Postroom fetches.', place),
  inbox: (place) => t('It lies in {folder} of {channel}, which Postroom does not fetch.', place),
  junk: (place) => t('It lies in {folder} of {channel}: the mail server took it for spam.', place),
  deleted: (place) =>
    t('It lies in {folder} of {channel}: somebody, a rule or Postroom has deleted it.', place),
  archive: (place) => t('It lies in {folder} of {channel}: somebody or a rule has archived it.', place),
  sent: (place) => t('A copy of what was sent lies in {folder} of {channel}.', place),
  other: (place) => t('It lies in {folder} of {channel}: somebody or a rule has moved it there.', place),
};

const stepWords: Readonly<Record<FolderKind, () => string>> = {
  fetched: () =>
    t(
      'It has not been fetched yet: choose Fetch now at the channel. One that fetches unread mail only passes over what is read.',
    ),
  inbox: () =>
    t('Have it fetched on the page “Where is my mail?”, or choose the inbox as the folder of the channel.'),
  junk: () =>
    t(
      'Have it fetched on the page “Where is my mail?”, and mark the sender as safe in the mailbox, else the next one goes there too.',
    ),
  deleted: () =>
    t('Have it fetched on the page “Where is my mail?”, and look into the rules of the mailbox.'),
  archive: () =>
    t('Have it fetched on the page “Where is my mail?”, and look into the rules of the mailbox.'),
  sent: () => '',
  other: () =>
    t(
      'Have it fetched on the page “Where is my mail?”, and look into the rules of the mailbox or choose this folder for the channel.',
    ),
};

/** Where a message lies now, and what to do about it; nothing where Postroom has it. */
export function describeMailOnServer(mail: MailOnServer, channel: string): TraceWords {
  const { folder, kind, isKnown, ticket } = mail;
  const place = placeWords[kind]({ folder, channel });
  if (!isKnown) return { what: `${place} ${t('Postroom has not received it.')}`, step: stepWords[kind]() };
  const known =
    ticket === null ? t('Postroom has received it.') : t('Postroom has it in ticket #{ticket}.', { ticket });
  return { what: `${place} ${known}`, step: '' };
}

/** What a mailbox has answered as a whole; undefined where it has the message and all of it was asked. */
export function describeMailbox(answer: MailboxAnswer): TraceWords | undefined {
  const { channel, address } = answer;
  switch (answer.kind) {
    case 'answered':
      return describeAnswered(answer);
    case 'failed':
      return {
        what: t('{channel} ({address}) could not be asked: {reason}.', {
          channel,
          address,
          reason: say(answer.diagnosis.title),
        }),
        step: say(answer.diagnosis.step),
      };
    case 'refused':
      return {
        what: t('{channel} ({address}) could not be asked.', { channel, address }),
        step: say(answer.message),
      };
    case 'left_out':
      return {
        what: t('{channel} ({address}) was not asked: there are too many mailboxes for one question.', {
          channel,
          address,
        }),
        step: t('Look for it in this mailbox itself.'),
      };
  }
}

function describeAnswered(answer: Extract<MailboxAnswer, { kind: 'answered' }>): TraceWords | undefined {
  const { channel, address, found, asked, left } = answer;
  const rest = left === 0 ? '' : t('There was no time for all of its folders.');
  if (found.length > 0) {
    const what = t('{channel} ({address}): there may be more.', { channel, address });
    return left === 0 ? undefined : { what: `${what} ${rest}`, step: '' };
  }
  const nothing =
    asked === undefined
      ? t('{channel} ({address}): nothing of it lies in this mailbox.', { channel, address })
      : t(
          '{channel} ({address}): nothing of it lies in {asked, plural, one {the one folder that was asked} other {the # folders that were asked}}.',
          { channel, address, asked },
        );
  return {
    what: `${nothing} ${rest}`.trim(),
    step: t(
      'It was never delivered there, or is deleted for good: ask the mail server’s administrator for a message trace.',
    ),
  };
}
