import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { absorbHiddenChannel, findHiddenChannel, reviveReceipts } from '../../db/channel-removal.ts';
import { type Channel, getChannel, listChannelsOfMailbox, updateChannel } from '../../db/channels.ts';
import {
  deleteEmailAddress,
  findEmailAddress,
  insertEmailAddress,
  listEmailAddresses,
  updateEmailAddress,
} from '../../db/email-addresses.ts';
import { type Group, getGroup, insertGroup } from '../../db/groups.ts';
import { countReceipts } from '../../db/kept-counts.ts';
import { isInbox } from '../../domain/channel.ts';
import { type ChannelSettings, readChannelSettings } from '../../domain/channel-settings.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { giveSendingAddress } from './give-sending-address.ts';

/** An admin: existing tickets stay where they are; the settings count from the next fetch on. @throws AppError invalid, not_found */
export const configureChannel = defineCommand({
  name: 'configureChannel',
  input: z.strictObject({
    channelId: id,
    name: z.string(),
    address: z.string(),
    groupId: z.string(),
    groupName: z.string(),
    folder: z.string(),
    afterImport: z.string(),
    moveTo: z.string(),
    onlyUnread: z.boolean(),
    isArchiving: z.boolean(),
    archiveBefore: z.string(),
    archiveState: z.string(),
    sendingAddress: z.string(),
    trustsHeaders: z.boolean(),
    trustedServers: z.string(),
    importsSent: z.boolean(),
    sentFolder: z.string(),
  }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId, ...input }) {
    const read = readChannelSettings(input);
    if ('fields' in read) {
      throw new AppError('invalid', 'The channel was not saved; see the marked fields.', {
        fields: read.fields,
      });
    }
    const { settings } = read;
    const channel = await getChannel(act.tx, channelId);
    const before = await nameGroup(act.tx, channel);
    const group = await pickGroup(act.tx, settings);
    await changeMailbox(act.tx, channel, settings.address, act.now);
    await checkFolder(act.tx, channelId, settings);
    // Before its start nothing of a channel counts: it may turn out that it cannot send at all.
    if (channel.startedAt !== null) {
      // A group that was just made has no address that could be kept.
      const choice = 'newName' in settings.group ? 'when_missing' : settings.sendingAddress;
      await giveSendingAddress(act.tx, group.id, channel.id, choice);
    }
    const chosen = chooseFields(channel, settings, act.now);
    await updateChannel(act.tx, channelId, { ...chosen, groupId: group.id });
    const { startedAt: _, ...told } = chosen;
    const address = settings.address === '' ? channel.address : settings.address;
    const after = { ...told, address, group: group.name };
    const changes = listChanges({ ...channel, group: before }, after);
    act.record({ kind: 'channel.changed', channelId, data: { changes } });
    act.after(() => act.desk.wake(channelId));
  },
});

function chooseFields(channel: Channel, settings: ChannelSettings, now: Date) {
  const { name, folder, afterImport, moveTo, onlyUnread, archiveBefore, archiveState } = settings;
  const { trustsHeaders, trustedServers, sentFolder } = settings;
  // What is in another folder now is backlog there: nobody is told of it by itself.
  const isMoved = channel.startedAt !== null && folder !== channel.folder;
  return {
    name,
    folder,
    afterImport,
    moveTo,
    onlyUnread,
    archiveBefore,
    archiveState,
    trustsHeaders,
    trustedServers,
    sentFolder,
    // What was sent before it was switched on stays where it is.
    importsSentSince: settings.importsSent ? (channel.importsSentSince ?? now) : null,
    startedAt: isMoved ? now : channel.startedAt,
  };
}

async function nameGroup(tx: Tx, { groupId }: Channel): Promise<string> {
  return (await getGroup(tx, groupId)).name;
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
  // The name was that of the account; what customers read is the group's, unless somebody names the address.
  if (own !== undefined && taken === undefined) return updateEmailAddress(tx, own.id, { address, name: '' });
  if (own !== undefined) return deleteEmailAddress(tx, own.id);
  if (taken !== undefined) return;
  const { id: channelId } = channel;
  await insertEmailAddress(tx, { address, name: '', channelId, isPrimary: true, groupId: null });
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
  return isInbox(folder) ? 'INBOX' : folder;
}
