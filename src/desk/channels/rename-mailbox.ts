import * as z from 'zod';
import { forgetGraphLinks } from '../../db/channel-folders.ts';
import { type Channel, getChannel, listChannelsOfMailbox, updateChannel } from '../../db/channels.ts';
import { getEmailAddress } from '../../db/email-addresses.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { explainFailure } from '../explain-failure.ts';
import { id } from '../input-fields.ts';
import { retryNow } from '../microsoft/retry-channels.ts';
import { compareFolder } from './compare-folder.ts';
import { announceNewSignIn } from './connection-change.ts';
import { triedSoon } from './note-sending.ts';
import { withMailbox } from './open-mailbox.ts';
import { takeAddress } from './take-address.ts';

/**
 * An admin: the mailbox of a channel has another address at Microsoft since, which is one of the channel's further addresses
 * here. It is looked at first whether it is the same mailbox; then the channel goes on where it was, and its groups send from
 * the new address. @throws AppError not_found, conflict (another mailbox, or a channel that has none), unavailable
 */
export const renameMailbox = defineCommand({
  name: 'renameMailbox',
  input: z.strictObject({ channelId: id, addressId: id }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async work({ desk, write }, input) {
    const channel = await getChannel(desk.read, input.channelId);
    const { address } = await getEmailAddress(desk.read, input);
    await assertFree(desk, channel, address);
    await explainFailure(assertSameMailbox(desk, channel, address));
    await write((act) => rename(act, channel, address));
  },
});

async function assertFree(desk: Desk, channel: Channel, address: string): Promise<void> {
  if (channel.kind !== 'microsoft365') {
    throw new AppError('conflict', `${channel.name} signs in with a password: its address stands there.`);
  }
  const [other] = await listChannelsOfMailbox(desk.read, address);
  if (other === undefined) return;
  throw new AppError('conflict', `The channel ${other.name} reads the mailbox ${address} already.`);
}

/** Otherwise another mailbox would be taken for the one that was read so far: its mail would be imported, and deleted. */
async function assertSameMailbox(desk: Desk, channel: Channel, address: string): Promise<void> {
  await withMailbox(desk, { ...channel, address }, async (mailbox) => {
    const opened = await mailbox.openFolder(channel.folder);
    if ((await compareFolder(desk, channel.id, mailbox, opened)) !== 'other') return;
    throw new AppError(
      'conflict',
      `${address} is another mailbox than the one that ${channel.name} has read so far; add it as an account of its own.`,
    );
  });
}

async function rename(
  { tx, now, desk, record, after }: Act,
  before: Channel,
  address: string,
): Promise<void> {
  const channel = await getChannel(tx, before.id);
  await takeAddress(tx, channel, address);
  // Its further channels read other folders of it.
  for (const each of await listChannelsOfMailbox(tx, channel.address)) {
    if (each.tenantId !== channel.tenantId) continue;
    const isOwn = (each.accountAddress ?? each.userName.toLowerCase()) === each.address;
    await updateChannel(tx, each.id, {
      address,
      ...(isOwn ? { accountAddress: address } : {}),
      ...retryNow(each, now),
      ...triedSoon(now),
    });
    await forgetGraphLinks(tx, each.id);
    const changes = listChanges({ address: each.address }, { address });
    record({ kind: 'channel.changed', channelId: each.id, data: { changes } });
    after(() => announceNewSignIn(desk, each.id));
    after(() => desk.wake(each.id));
  }
}
