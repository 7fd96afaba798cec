import { findChannel } from '../../db/channels.ts';
import { type Delivery, getDelivery, type OutboxItem, updateOutboxItem } from '../../db/outbox.ts';
import { insertTicketEvents } from '../../db/tickets.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery, wakeOutbox } from '../outbox-signal.ts';

interface Decision {
  readonly userId: number;
  readonly deliveryId: number;
}

/** Sends again, or sooner, what was not sent; what is unknown only because a person says so. @throws AppError conflict, not_found */
export async function retryDelivery(desk: Desk, decision: Decision): Promise<void> {
  const now = desk.now();
  await decide(desk, decision, ['queued', 'failed', 'unknown'], 'asked to send it again', {
    state: 'queued',
    attempts: 0,
    nextAttemptAt: null,
    channelFailedAt: null,
    // The time it may be tried for begins anew.
    createdAt: now,
    failureCode: null,
    serverReply: null,
    dismissedAt: null,
    evidence: null,
  });
  wakeOutbox(desk);
}

/** A person has seen that a message of unknown fate was sent. @throws AppError conflict, not_found */
export async function confirmDelivery(desk: Desk, decision: Decision): Promise<void> {
  await decide(desk, decision, ['unknown'], 'confirmed that it was sent', {
    state: 'sent',
    sentAt: desk.now(),
    nextAttemptAt: null,
    failureCode: null,
  });
}

/** Nobody shall send it any more; its article stays. @throws AppError conflict, not_found */
export async function dismissDelivery(desk: Desk, decision: Decision): Promise<void> {
  await decide(desk, decision, ['queued', 'failed', 'unknown'], 'decided not to send it', {
    state: 'failed',
    nextAttemptAt: null,
    dismissedAt: desk.now(),
  });
}

/** Looks into Sent Items once more. @throws AppError not_found */
export async function seekDelivery(desk: Desk, { deliveryId }: Decision): Promise<void> {
  await desk.write(async (tx) => {
    const { state } = await getDelivery(tx, deliveryId);
    if (state === 'unknown') await updateOutboxItem(tx, deliveryId, { nextAttemptAt: desk.now() });
  });
  wakeOutbox(desk);
}

async function decide(
  desk: Desk,
  { userId, deliveryId }: Decision,
  from: readonly OutboxItem['state'][],
  message: string,
  changes: Partial<Omit<OutboxItem, 'id'>>,
): Promise<void> {
  const delivery = await desk.write(async (tx): Promise<Delivery> => {
    const before = await getDelivery(tx, deliveryId);
    if (!from.includes(before.state)) {
      throw new AppError('conflict', `This message is ${before.state} by now; nothing was changed.`);
    }
    if (changes.state === 'queued' && (await findChannel(tx, before.channelId)) === undefined) {
      throw new AppError(
        'conflict',
        'The channel that would send it is deleted; answer anew, or add its account again.',
      );
    }
    // What somebody may have got is never made a draft again.
    const isBeyondRecall = before.state === 'unknown';
    await updateOutboxItem(tx, deliveryId, { ...changes, ...(isBeyondRecall ? { draft: null } : {}) });
    const { ticketId } = before;
    await insertTicketEvents(tx, [{ ticketId, userId, at: desk.now(), kind: 'delivery', message }]);
    return before;
  });
  publishDelivery(desk, delivery);
}
