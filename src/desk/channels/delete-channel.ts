import * as z from 'zod';
import { hideChannel, listQueuedOf } from '../../db/channel-removal.ts';
import { getChannel } from '../../db/channels.ts';
import { listSubscriptions } from '../../db/graph-subscriptions.ts';
import { giveBackDelivery } from '../../db/outbox.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { endSubscriptions } from './end-subscriptions.ts';

/**
 * An admin, who has typed the channel's address: ends fetching and sending, and erases tokens and passwords. Tickets
 * stay, and so do the receipts: when the mailbox is added again, nothing is imported twice. What waits to be sent is
 * given back to the agents as not sent.
 * @throws AppError invalid when the address is not the channel's, not_found
 */
export const deleteChannel = defineCommand({
  name: 'deleteChannel',
  input: z.strictObject({ channelId: id, address: z.string() }),
  about: ({ channelId }) => channelOf(channelId),
  needs: 'admin',
  async run(act, { channelId, address }) {
    const { desk, tx } = act;
    const channel = await getChannel(tx, channelId);
    if (normalizeAddress(address) !== channel.address) {
      throw new AppError('invalid', 'The channel was not deleted.', {
        fields: { address: `Type ${channel.address} to delete the channel.` },
      });
    }
    const waiting = await listQueuedOf(tx, channelId);
    for (const { id: deliveryId, ticketId, articleId } of waiting) {
      await giveBackDelivery(tx, deliveryId);
      act.record({ kind: 'delivery.failed', ticketId, articleId, data: { code: 'channel_deleted' } });
    }
    const subscriptions = await listSubscriptions(tx, channelId);
    await hideChannel(tx, channelId, act.now);
    act.record({ kind: 'channel.deleted', channelId, data: { address: channel.address } });
    act.after(() => {
      desk.log.info('channel deleted', { channel: channelId, notSent: waiting.length });
      void endSubscriptions(desk, channel, subscriptions);
    });
    act.after(() => act.desk.wake(channelId));
  },
});
