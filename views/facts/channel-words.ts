import type { AppJudgement } from '../../src/domain/app-access.ts';
import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { ChannelFact } from '../../src/domain/facts/channel-facts.ts';
import { nameRoad } from '../channels/road-words.ts';
import { describeChanges } from './change-words.ts';
import { count, type Words } from './words.ts';

type Says<Kind extends ChannelFact['kind']> = Extract<ChannelFact, { readonly kind: Kind }>['data'];

const accessWords: Readonly<Record<AppJudgement, string>> = {
  too_much: 'Access of the app: it can use mailboxes that it must not.',
  ready: 'Access of the app: it reads and sends.',
  partly: 'Access of the app: a part of what is needed works.',
  waiting: 'Access of the app: it may not use the mailbox yet.',
};

export const channelWords: Words<ChannelFact> = {
  'channel.added': ({ account, isEmail, isByApp }) =>
    isByApp === true
      ? `Mailbox ${account} added, which the app opens by itself.`
      : `${isEmail === true ? 'E-mail account' : 'Account'} ${account} added.`,
  'channel.app_access': ({ judgement }) => accessWords[judgement],
  'channel.signed_in': ({ account }) => `${account} signed in again.`,
  'channel.account_saved': ({ changes = [] }) =>
    changes.length === 0
      ? 'Account and password saved.'
      : `Account and password saved: ${describeChanges(changes)}.`,
  'channel.migrated': ({ account }) => `Migrated to Microsoft 365: ${account} signed in.`,
  'channel.rolled_back': () =>
    'Rolled back to the user name and the password; the sign-in at Microsoft was dropped.',
  'channel.old_account_erased': () =>
    'The old user name and password were erased; the migration cannot be rolled back any more.',
  'channel.deleted': () => 'Deleted.',
  'channel.started': ({ messages }) => `Started, with ${count(messages, 'message')} waiting in the folder.`,
  'channel.paused': () => 'Disabled.',
  'channel.resumed': () => 'Enabled.',
  'channel.fetch_asked': () => 'Fetch asked for.',
  'channel.changed': ({ changes }) => `Settings saved: ${describeChanges(changes) || 'nothing changed'}.`,
  'channel.failed': describeFailure,
  'channel.recovered': () => 'It works again.',
  'channel.sending_failed': ({ code, text }) => `Sending: ${titleOf(code)}: ${text}`,
  'channel.sending_recovered': () => 'Sending works again.',
  'channel.fetched': describeFetch,
  'channel.settled': describeSettling,
  'channel.road_turned': ({ direction, to, code }) =>
    `${direction === 'in' ? 'Mail comes in' : 'Mail goes out'} by ${nameRoad(to, direction)} for now. ${titleOf(code)}.`,
  'channel.road_returned': ({ direction, to }) =>
    `${direction === 'in' ? 'Mail comes in' : 'Mail goes out'} by ${nameRoad(to, direction)} again.`,
  'channel.token_refreshed': () => 'Access token refreshed.',
  'channel.sent_not_imported': (data) =>
    data.because === 'no_folder'
      ? `Mail sent from Outlook is not imported. ${explainMissing(data.folder, data.mailbox)}`
      : `Mail sent from Outlook was not imported; it is tried again. ${titleOf(data.code)}`,
  'channel.address_saved': ({ address, isNew, sender }) =>
    `Address ${address} ${isNew ? 'added' : 'saved'}.${sender === undefined ? '' : ` ${sender.name} sends from ${address} now.`}`,
  'channel.address_primary': ({ address }) => `${address} is the primary address now.`,
  'channel.address_removed': ({ address, left }) =>
    `Address ${address} removed.${left.length === 0 ? '' : ` Without a sending address now: ${left.map(({ name }) => name).join(', ')}.`}`,
};

function describeFailure({ code, text, seconds }: Says<'channel.failed'>): string {
  return `${titleOf(code)}${seconds === undefined ? '' : ` for ${seconds} s`}: ${text}`;
}

function describeFetch({ stored, withheld }: Says<'channel.fetched'>): string {
  return [
    ...(stored > 0 ? [`Imported ${count(stored, 'message')}.`] : []),
    ...(withheld > 0
      ? [`The server lists ${withheld} more and sends nothing for them; they are asked for again.`]
      : []),
  ].join(' ');
}

function describeSettling(settled: Says<'channel.settled'>): string {
  const { action, count: number, folder = '', areMarkedOnly } = settled;
  const messages = count(number, 'message');
  if (action === 'mark_read') return `Marked ${messages} read on the server.`;
  if (action === 'move') return `Moved ${messages} to ${folder} on the server.`;
  return areMarkedOnly === true
    ? `Marked ${messages} as deleted on the server, which cannot delete single ones.`
    : `Deleted ${messages} on the server.`;
}

function explainMissing(folder: string, mailbox: string): string {
  return folder === ''
    ? `No folder of ${mailbox} has a name that Sent Items usually has; enter it in the settings of the channel.`
    : `${mailbox} has no folder “${folder}”, which the settings of the channel name for sent mail.`;
}

function titleOf(code: string): string {
  return recallDiagnosis(code, '', { address: '' }).title;
}
