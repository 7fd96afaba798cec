import { setTimeout as delay } from 'node:timers/promises';
import { findNextWebhookAttempt, listActiveWebhooks } from '../../db/webhooks.ts';
import type { Desk } from '../desk.ts';
import { createDoor } from '../door.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { queueWebhooks } from './queue-webhooks.ts';

const often = 1000;
const seldom = 15_000;

interface Telling {
  /** Ends when nothing new is to be begun. */
  readonly stopping: AbortSignal;
  /** Says that there is progress. */
  beat(): void;
}

/** Queues and sends until nothing is due. @returns after how many milliseconds to look again */
export async function tellWebhooks(desk: Desk, turn: Telling): Promise<number> {
  try {
    if ((await listActiveWebhooks(desk.read)).length === 0) return seldom;
    await tell(desk, turn);
    const next = await findNextWebhookAttempt(desk.read);
    const wait = next === undefined ? often : next.getTime() - desk.now().getTime();
    return Math.min(often, Math.max(10, wait));
  } catch (error) {
    desk.log.error('webhooks cannot be told', { error });
    return seldom;
  }
}

/** Webhooks are told at the same time: a slow receiver delays only its own deliveries. */
async function tell(desk: Desk, { stopping, beat }: Telling): Promise<void> {
  const door = createDoor(desk).as({ kind: 'desk', duty: 'tell' });
  const lanes = new Map<number, Promise<void>>();
  const drain = async (webhookId: number) => {
    try {
      while (!stopping.aborted && (await door.call(deliverWebhooks, { webhookId })) > 0);
    } finally {
      lanes.delete(webhookId);
    }
  };
  for (;;) {
    beat();
    const hasMore = await door.call(queueWebhooks, {});
    for (const { id } of await listActiveWebhooks(desk.read)) {
      if (!lanes.has(id)) lanes.set(id, drain(id));
    }
    const waiting = new AbortController();
    const everyLane = Promise.all(lanes.values()).finally(() => waiting.abort());
    const isDone = await Promise.race([everyLane.then(() => true), pause(waiting.signal)]);
    if (stopping.aborted) return void (await everyLane);
    if (isDone && !hasMore) return;
  }
}

/** @returns false, when so much time is over that there may be more to queue */
function pause(signal: AbortSignal): Promise<boolean> {
  return delay(often, false, { signal }).catch(() => false);
}
