import type { Tx } from '../../db/care/open.ts';
import { getChannel } from '../../db/channels.ts';
import { listSendingAddresses } from '../../db/email-addresses.ts';
import { getGroup, updateGroup } from '../../db/groups.ts';
import type { ChannelSettings } from '../../domain/channel-settings.ts';

/** A group that cannot send yet sends from this channel's address, unless the admin has said otherwise. */
export async function giveSendingAddress(
  tx: Tx,
  groupId: number,
  channelId: number,
  choice: ChannelSettings['sendingAddress'],
): Promise<void> {
  if (choice === 'keep') return;
  if (choice === 'when_missing' && (await getGroup(tx, groupId)).emailAddressId !== null) return;
  const [primary] = await listSendingAddresses(tx, await getChannel(tx, channelId));
  if (primary !== undefined) await updateGroup(tx, groupId, { emailAddressId: primary.id });
}
