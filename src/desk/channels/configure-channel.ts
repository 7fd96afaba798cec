import type { Tx } from '../../db/care/open.ts';
import { addChannelEvent } from '../../db/channel-events.ts';
import { absorbHiddenChannel, findHiddenChannel, reviveReceipts } from '../../db/channel-removal.ts';
import { type Channel, getChannel, listChannelsOfMailbox, updateChannel } from '../../db/channels.ts';
import {
  deleteEmailAddress,
  findEmailAddress,
  insertEmailAddress,
  listEmailAddresses,
  listSendingAddresses,
  updateEmailAddress,
} from '../../db/email-addresses.ts';
import { type Group, getGroup, insertGroup, updateGroup } from '../../db/groups.ts';
import { countReceipts } from '../../db/kept-counts.ts';
import {
  type ChannelSettings,
  type ChannelSettingsInput,
  readChannelSettings,
} from '../../domain/channel-settings.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

export interface ConfigureChannel extends ChannelSettingsInput {
  readonly channelId: number;
}

/** Existing tickets stay where they are; the settings count from the next fetch on. @throws AppError invalid, not_found */
export async function configureChannel(desk: Desk, input: ConfigureChannel): Promise<void> {
  const read = readChannelSettings(input);
  if ('fields' in read) {
    throw new AppError('invalid', 'The channel was not saved; see the marked fields.', {
      fields: read.fields,
    });
  }
  const { settings } = read;
  await desk.write(async (tx) => {
    const channel = await getChannel(tx, input.channelId);
    const group = await pickGroup(tx, settings);
    await changeMailbox(tx, channel, settings.address, desk.now());
    await checkFolder(tx, channel.id, settings);
    await giveSendingAddress(tx, group, channel, settings);
    const { name, folder, afterImport, moveTo, onlyUnread, archiveBefore, archiveState } = settings;
    const changes = { name, folder, afterImport, moveTo, onlyUnread, archiveBefore, archiveState };
    const { trustsHeaders, trustedServers, sentFolder } = settings;
    // What was sent before it was switched on stays where it is.
    const importsSentSince = settings.importsSent ? (channel.importsSentSince ?? desk.now()) : null;
    const sent = { sentFolder, importsSentSince };
    // What is in another folder now is backlog there: nobody is told of it by itself.
    const isMoved = channel.startedAt !== null && folder !== channel.folder;
    const startedAt = isMoved ? desk.now() : channel.startedAt;
    const trust = { trustsHeaders, trustedServers };
    await updateChannel(tx, channel.id, { ...changes, ...sent, ...trust, startedAt, groupId: group.id });
    await addChannelEvent(tx, channel.id, desk.now(), {
      kind: 'settings',
      message: `Settings saved: ${describe(settings, group)}.`,
    });
  });
  desk.publish({ kind: 'channel', channelId: input.channelId });
  desk.wake(input.channelId);
}

async function pickGroup(tx: Tx, { group }: ChannelSettings): Promise<Group> {
  if ('newName' in group) return insertGroup(tx, group.newName);
  const found = await getGroup(tx, group.id);
  if (found.isActive) return found;
  throw new AppError('invalid', `The group ${found.name} is not active.`, {
    fields: { groupId: 'This group is not active any more; choose another one.' },
  });
}

/** Another mailbox than the account's own is a shared one; the next page shows whether the account may open it. */
async function changeMailbox(tx: Tx, channel: Channel, address: string, now: Date): Promise<void> {
  if (address === '' || address === channel.address) return;
  const refuse = (reason: string) =>
    new AppError('conflict', 'The channel was not saved; see the marked fields.', {
      fields: { address: reason },
    });
  if (channel.startedAt !== null)
    throw refuse('A channel that was started keeps its mailbox; add another account.');
  if ((await countReceipts(tx, channel.id)).imported > 0)
    throw refuse('Mail of this mailbox was imported before; a shared mailbox needs a channel of its own.');
  const deleted = await findHiddenChannel(tx, { address });
  if (deleted !== undefined) {
    await reviveReceipts(tx, deleted, channel, now);
    await absorbHiddenChannel(tx, deleted, channel.id);
  }
  await updateChannel(tx, channel.id, { address });
  const own = (await listEmailAddresses(tx, channel.id)).find((each) => each.address === channel.address);
  const taken = await findEmailAddress(tx, address);
  if (own !== undefined && taken === undefined) return updateEmailAddress(tx, own.id, { address });
  if (own !== undefined) return deleteEmailAddress(tx, own.id);
  if (taken !== undefined) return;
  const { id: channelId, name } = channel;
  await insertEmailAddress(tx, { address, name, channelId, isPrimary: true, groupId: null });
}

/** Two channels may read two folders of one mailbox, but no two the same one. */
async function checkFolder(tx: Tx, channelId: number, { folder }: ChannelSettings): Promise<void> {
  const { address } = await getChannel(tx, channelId);
  const others = (await listChannelsOfMailbox(tx, address)).filter(({ id }) => id !== channelId);
  const other = others.find((each) => folderKey(each.folder) === folderKey(folder));
  if (other === undefined) return;
  const where = folder === '' ? 'the inbox of this mailbox' : `the folder ${folder} of this mailbox`;
  const reason = `The channel ${other.name} reads ${where} already. Choose another folder, or a shared mailbox that the account may open.`;
  throw new AppError('conflict', 'The channel was not saved; see the marked fields.', {
    fields: { address: reason, folder: reason },
  });
}

function folderKey(folder: string): string {
  return folder === '' || folder.toUpperCase() === 'INBOX' ? 'INBOX' : folder;
}

/** A group that cannot send yet sends from this channel's address, unless the admin has said otherwise. */
async function giveSendingAddress(
  tx: Tx,
  group: Group,
  channel: Channel,
  { sendingAddress, group: choice }: ChannelSettings,
): Promise<void> {
  if (sendingAddress === 'keep' && !('newName' in choice)) return;
  if (sendingAddress === 'when_missing' && group.emailAddressId !== null) return;
  const [primary] = await listSendingAddresses(tx, await getChannel(tx, channel.id));
  if (primary !== undefined) await updateGroup(tx, group.id, { emailAddressId: primary.id });
}

function describe({ folder, afterImport, moveTo, archiveBefore }: ChannelSettings, group: Group): string {
  const after = { delete: 'delete on the server', mark_read: 'mark read', move: `move to ${moveTo}` }[
    afterImport
  ];
  const archive =
    archiveBefore === null ? 'no archive mode' : `archive before ${archiveBefore.toISOString().slice(0, 10)}`;
  return `group ${group.name}, folder ${folder === '' ? 'INBOX' : folder}, ${after}, ${archive}`;
}
