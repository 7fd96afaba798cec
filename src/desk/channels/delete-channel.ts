import { addChannelEvent } from '../../db/channel-events.ts';
import { hideChannel, listQueuedOf } from '../../db/channel-removal.ts';
import { getChannel } from '../../db/channels.ts';
import { updateOutboxItem } from '../../db/outbox.ts';
import { insertTicketEvents } from '../../db/tickets.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';

export interface DeleteChannel {
  readonly channelId: number;
  /** As the admin has typed it. */
  readonly address: string;
}

const reason = 'The channel was deleted before this was sent.';

/**
 * Ends fetching and sending, and erases tokens and passwords. Tickets stay, and so do the receipts: when the mailbox is
 * added again, nothing is imported twice. What waits to be sent is given back to the agents as not sent.
 * @throws AppError invalid when the address is not the channel's, not_found
 */
export async function deleteChannel(desk: Desk, input: DeleteChannel): Promise<void> {
  const now = desk.now();
  const { channelId } = input;
  const queued = await desk.write(async (tx) => {
    const channel = await getChannel(tx, channelId);
    if (normalizeAddress(input.address) !== channel.address) {
      throw new AppError('invalid', 'The channel was not deleted.', {
        fields: { address: `Type ${channel.address} to delete the channel.` },
      });
    }
    const waiting = await listQueuedOf(tx, channelId);
    for (const { id, ticketId } of waiting) {
      await updateOutboxItem(tx, id, { state: 'failed', nextAttemptAt: null, serverReply: reason });
      const message = 'not sent: the channel was deleted';
      await insertTicketEvents(tx, [{ ticketId, userId: null, at: now, kind: 'delivery', message }]);
    }
    await hideChannel(tx, channelId, now);
    await addChannelEvent(tx, channelId, now, { kind: 'account', message: 'Deleted.' });
    return waiting;
  });
  desk.log.info('channel deleted', { channel: channelId, notSent: queued.length });
  desk.publish({ kind: 'channel', channelId });
  for (const delivery of queued) publishDelivery(desk, delivery);
  desk.wake(channelId);
}
