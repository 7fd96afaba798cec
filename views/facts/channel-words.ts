import type { AppJudgement } from '../../src/domain/app-access.ts';
import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { ChannelFact } from '../../src/domain/facts/channel-facts.ts';
import { nameRoad } from '../channels/road-words.ts';
import { count } from '../counted.ts';
import { say } from '../said.ts';
import { t } from '../words.ts';
import { describeChanges } from './change-words.ts';
import { type Words, writeTime } from './words.ts';

type Says<Kind extends ChannelFact['kind']> = Extract<ChannelFact, { readonly kind: Kind }>['data'];

const accessWords = (): Readonly<Record<AppJudgement, string>> => ({
  too_much: t('Access of the app: it can use mailboxes that it must not.'),
  ready: t('Access of the app: it reads and sends.'),
  partly: t('Access of the app: a part of what is needed works.'),
  waiting: t('Access of the app: it may not use the mailbox yet.'),
});

export const channelWords: Words<ChannelFact> = {
  'channel.added': ({ account, isEmail, isByApp }) =>
    isByApp === true
      ? t('Mailbox {account} added, which the app opens by itself.', { account })
      : t('{part} {account} added.', {
          part: isEmail === true ? t('E-mail account') : t('Account'),
          account,
        }),
  'channel.app_access': ({ judgement }) => accessWords()[judgement],
  'channel.signed_in': ({ account }) => t('{account} signed in again.', { account }),
  'channel.account_saved': ({ changes = [] }) =>
    changes.length === 0
      ? t('Account and password saved.')
      : t('Account and password saved: {changes}.', { changes: describeChanges(changes) }),
  'channel.migrated': ({ account }) => t('Migrated to Microsoft 365: {account} signed in.', { account }),
  'channel.rolled_back': () =>
    t('Rolled back to the user name and the password; the sign-in at Microsoft was dropped.'),
  'channel.old_account_erased': () =>
    t('The old user name and password were erased; the migration cannot be rolled back any more.'),
  'channel.deleted': () => t('Deleted.'),
  'channel.started': ({ messages }) =>
    t('Started, with {count} waiting in the folder.', { count: count(messages, 'message') }),
  'channel.paused': () => t('Disabled.'),
  'channel.resumed': () => t('Enabled.'),
  'channel.fetch_asked': () => t('Fetch asked for.'),
  'channel.changed': ({ changes }) =>
    t('Settings saved: {changes}.', { changes: describeChanges(changes) || t('nothing changed') }),
  'channel.failed': describeFailure,
  'channel.recovered': () => t('It works again.'),
  'channel.sending_failed': ({ code, text }) =>
    t('Sending: {titleOf}: {text}', { titleOf: titleOf(code), text }),
  'channel.sending_recovered': () => t('Sending works again.'),
  'channel.fetched': describeFetch,
  'channel.unlisted': describeUnlisted,
  'channel.settled': describeSettling,
  'channel.road_turned': ({ direction, to, code }) =>
    t('{part} by {road} for now. {titleOf}.', {
      part: direction === 'in' ? t('Mail comes in') : t('Mail goes out'),
      road: nameRoad(to, direction),
      titleOf: titleOf(code),
    }),
  'channel.road_returned': ({ direction, to }) =>
    t('{part} by {road} again.', {
      part: direction === 'in' ? t('Mail comes in') : t('Mail goes out'),
      road: nameRoad(to, direction),
    }),
  'channel.told': ({ folder }) =>
    folder === 'sent'
      ? t('Microsoft Graph tells of mail that is sent from Outlook as soon as it is there.')
      : t('Microsoft Graph tells of new mail as soon as it is there.'),
  'channel.not_told': ({ code }) =>
    t('Microsoft Graph does not tell of new mail; it is asked instead. {titleOf}.', {
      titleOf: titleOf(code),
    }),
  'channel.token_refreshed': () => t('Access token refreshed.'),
  'channel.sent_not_imported': (data) =>
    data.because === 'no_folder'
      ? t('Mail sent from Outlook is not imported. {explainMissing}', {
          explainMissing: explainMissing(data.folder, data.mailbox),
        })
      : t('Mail sent from Outlook was not imported; it is tried again. {titleOf}', {
          titleOf: titleOf(data.code),
        }),
  'channel.junk_rescued': ({ folder, address }) =>
    t('A message from {address} was fetched from {folder}.', { address, folder }),
  'channel.folder_accepted': ({ folder }) =>
    t('{folder} is the right folder, whatever lies in the inbox.', { folder }),
  'channel.address_saved': ({ address, isNew, sender }) =>
    t('Address {address} {part}.{part2}', {
      address,
      part: isNew ? t('added') : t('saved'),
      part2:
        sender === undefined ? '' : t(' {name} sends from {address} now.', { name: sender.name, address }),
    }),
  'channel.address_primary': ({ address }) => t('{address} is the primary address now.', { address }),
  'channel.address_removed': ({ address, left }) =>
    t('Address {address} removed.{part}', {
      address,
      part:
        left.length === 0
          ? ''
          : t(' Without a sending address now: {value}.', { value: left.map(({ name }) => name).join(', ') }),
    }),
};

function describeFailure({ code, text, seconds }: Says<'channel.failed'>): string {
  return `${titleOf(code)}${seconds === undefined ? '' : t(' for {seconds} s', { seconds })}: ${text}`;
}

function describeFetch({ stored, withheld }: Says<'channel.fetched'>): string {
  return [
    ...(stored > 0 ? [t('Imported {count}.', { count: count(stored, 'message') })] : []),
    ...(withheld > 0
      ? [
          t('The server lists {withheld} more and sends nothing for them; they are asked for again.', {
            withheld,
          }),
        ]
      : []),
  ].join(' ');
}

function describeUnlisted({ folder, count: number, after, before }: Says<'channel.unlisted'>): string {
  const messages = count(number, 'message');
  return [
    t('The server cannot list {messages} in {folder}; all others are fetched, and it is asked again.', {
      messages,
      folder,
    }),
    ...(after === undefined ? [] : [t('Received after {time}.', { time: writeTime(after) })]),
    ...(before === undefined ? [] : [t('Received before {time}.', { time: writeTime(before) })]),
  ].join(' ');
}

function describeSettling(settled: Says<'channel.settled'>): string {
  const { action, count: number, folder = '', areMarkedOnly } = settled;
  const messages = count(number, 'message');
  if (action === 'mark_read') return t('Marked {messages} read on the server.', { messages });
  if (action === 'move') return t('Moved {messages} to {folder} on the server.', { messages, folder });
  return areMarkedOnly === true
    ? t('Marked {messages} as deleted on the server, which cannot delete single ones.', { messages })
    : t('Deleted {messages} on the server.', { messages });
}

function explainMissing(folder: string, mailbox: string): string {
  return folder === ''
    ? t(
        'No folder of {mailbox} has a name that Sent Items usually has; enter it in the settings of the channel.',
        { mailbox },
      )
    : t('{mailbox} has no folder “{folder}”, which the settings of the channel name for sent mail.', {
        mailbox,
        folder,
      });
}

function titleOf(code: string): string {
  return say(recallDiagnosis(code, '', { address: '' }).title);
}
