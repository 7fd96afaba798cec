import * as z from 'zod';
import { findChannel } from '../../db/channels.ts';
import { type Delivery, getDelivery, type OutboxItem, updateOutboxItem } from '../../db/outbox.ts';
import type { DeliveryFact } from '../../domain/facts/delivery-facts.ts';
import { concludeTaken, wantAgain } from '../../domain/recipient-fate.ts';
import { AppError } from '../../errors.ts';
import { forgetCauses } from '../channels/count-cause.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import type { Need } from '../rights.ts';

const delivery = z.strictObject({ deliveryId: id });
type Decision = z.infer<typeof delivery>;

const mayAnswer = ({ deliveryId }: Decision): readonly Need[] => [{ deliveryId, level: 'answer' }];

/** Who may answer the ticket: sends again, or sooner, what was not sent; what is unknown only because a person says so. @throws AppError conflict */
export const retryDelivery = defineCommand({
  name: 'retryDelivery',
  input: delivery,
  needs: mayAnswer,
  async run(act, { deliveryId }) {
    const before = await load(act, deliveryId, ['queued', 'failed', 'unknown']);
    if ((await findChannel(act.tx, before.channelId)) === undefined) {
      throw new AppError(
        'conflict',
        'The channel that would send it is deleted; answer anew, or add its account again.',
      );
    }
    await decide(act, before, 'delivery.asked_again', {
      state: 'queued',
      attempts: 0,
      nextAttemptAt: null,
      channelFailedAt: null,
      // The time it may be tried for begins anew.
      createdAt: act.now,
      failureCode: null,
      serverReply: null,
      dismissedAt: null,
      evidence: null,
      recipients: wantAgain(before.recipients),
      releasedAt: before.sendAt === null ? null : act.now,
    });
    forgetCauses(act.desk.memory, `outbox:${deliveryId}`);
    act.after(() => wakeOutbox(act.desk));
  },
});

/** Who may answer the ticket: has seen that a message of unknown fate was sent. @throws AppError conflict */
export const confirmDelivery = defineCommand({
  name: 'confirmDelivery',
  input: delivery,
  needs: mayAnswer,
  async run(act, { deliveryId }) {
    const before = await load(act, deliveryId, ['unknown']);
    await decide(act, before, 'delivery.confirmed', {
      ...concludeTaken(before),
      sentAt: before.sentAt ?? act.now,
      nextAttemptAt: null,
    });
  },
});

/** Who may answer the ticket: gives up sending it; its article stays. @throws AppError conflict */
export const dismissDelivery = defineCommand({
  name: 'dismissDelivery',
  input: delivery,
  needs: mayAnswer,
  async run(act, { deliveryId }) {
    const before = await load(act, deliveryId, ['queued', 'failed', 'unknown']);
    await decide(act, before, 'delivery.dismissed', {
      state: 'failed',
      nextAttemptAt: null,
      dismissedAt: act.now,
    });
  },
});

/** Who may answer the ticket: has Sent Items looked through once more. */
export const seekDelivery = defineCommand({
  name: 'seekDelivery',
  input: delivery,
  needs: mayAnswer,
  async run(act, { deliveryId }) {
    const { state } = await getDelivery(act.tx, deliveryId);
    if (state === 'unknown') await updateOutboxItem(act.tx, deliveryId, { nextAttemptAt: act.now });
    act.after(() => wakeOutbox(act.desk));
  },
});

async function load(
  { tx }: Act,
  deliveryId: number,
  states: readonly OutboxItem['state'][],
): Promise<Delivery> {
  const before = await getDelivery(tx, deliveryId);
  if (states.includes(before.state)) return before;
  throw new AppError('conflict', `This message is ${before.state} by now; nothing was changed.`);
}

async function decide(
  act: Act,
  before: Delivery,
  kind: Extract<DeliveryFact['kind'], 'delivery.asked_again' | 'delivery.confirmed' | 'delivery.dismissed'>,
  changes: Partial<Omit<OutboxItem, 'id'>>,
): Promise<void> {
  // What somebody may have got is never made a draft again.
  const isBeyondRecall = before.state === 'unknown';
  await updateOutboxItem(act.tx, before.id, { ...changes, ...(isBeyondRecall ? { draft: null } : {}) });
  const { ticketId, articleId } = before;
  act.record({ kind, ticketId, articleId, data: {} });
}
