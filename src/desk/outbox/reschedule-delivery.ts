import * as z from 'zod';
import { getDelivery, updateOutboxItem } from '../../db/outbox.ts';
import { findNewestArticle } from '../../db/ticket-views.ts';
import { deliveriesOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { assertIsAhead } from '../assert-is-ahead.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/**
 * Who may answer the ticket: chooses another time for a message that has not gone out yet. What the customer has written by
 * now counts as seen. @throws AppError invalid for a time that is past, conflict for what is under way by now
 */
export const rescheduleDelivery = defineCommand({
  name: 'rescheduleDelivery',
  input: z.strictObject({ deliveryId: id, sendAt: z.date() }),
  about: async ({ deliveryId }, db) => deliveriesOf((await getDelivery(db, deliveryId)).ticketId),
  needs: ({ deliveryId }) => [{ deliveryId, level: 'answer' }],
  async run(act, { deliveryId, sendAt }) {
    const before = await getDelivery(act.tx, deliveryId);
    if (before.state !== 'queued') {
      throw new AppError('conflict', `This message is ${before.state} by now; nothing was changed.`);
    }
    assertIsAhead(sendAt, act.now);
    const seenArticleId = await findNewestArticle(act.tx, before.ticketId);
    await updateOutboxItem(act.tx, deliveryId, { sendAt, releasedAt: null, seenArticleId });
    const { ticketId, articleId } = before;
    const data = { at: sendAt.toISOString() };
    act.record({ kind: 'delivery.rescheduled', ticketId, articleId, data });
  },
});
