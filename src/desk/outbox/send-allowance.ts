import { countRecipientsSince, type Delivery, updateOutboxItem } from '../../db/outbox.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';

const day = 86_400_000;
const pause = 600_000;

/** How many recipients each channel may still write to within 24 hours. Made anew for each look at the outbox. */
export function createSendAllowance(desk: Desk, recipientsPerDay: number) {
  const used = new Map<number, number>();

  async function countUsed(channelId: number): Promise<number> {
    const since = new Date(desk.now().getTime() - day);
    return used.get(channelId) ?? countRecipientsSince(desk.read, channelId, since);
  }

  return {
    /** @returns whether the message may go out now; if not, it waits and says why */
    async take(delivery: Delivery): Promise<boolean> {
      const { channelId, envelopeTo } = delivery;
      const count = await countUsed(channelId);
      const sum = count + envelopeTo.length;
      // A message with more recipients than a whole day allows goes alone: otherwise it would wait for ever.
      const isAllowed = sum <= recipientsPerDay || count === 0;
      used.set(channelId, isAllowed ? sum : count);
      if (!isAllowed) await postpone(desk, delivery, recipientsPerDay);
      return isAllowed;
    },
  };
}

async function postpone(desk: Desk, delivery: Delivery, recipientsPerDay: number): Promise<void> {
  const changes = {
    nextAttemptAt: new Date(desk.now().getTime() + pause),
    failureCode: 'sending_limit',
    serverReply: null,
    recipientsLimit: recipientsPerDay,
  };
  await desk.write((tx) => updateOutboxItem(tx, delivery.id, changes));
  // Waiting is not recorded as a fact.
  publishDelivery(desk, delivery);
}
