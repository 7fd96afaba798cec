import { findNextWebhookAttempt, listActiveWebhooks } from '../../db/webhooks.ts';
import type { Desk } from '../desk.ts';
import { createDoor } from '../door.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { queueWebhooks } from './queue-webhooks.ts';

const often = 1000;
const seldom = 15_000;

/** Queues and sends until nothing is due. @returns after how many milliseconds to look again */
export async function tellWebhooks(desk: Desk, stopping: AbortSignal): Promise<number> {
  try {
    if ((await listActiveWebhooks(desk.read)).length === 0) return seldom;
    const door = createDoor(desk).as({ kind: 'desk', duty: 'tell' });
    for (;;) {
      const hasMore = await door.call(queueWebhooks, {});
      const tried = await door.call(deliverWebhooks, {});
      if (stopping.aborted || (!hasMore && tried === 0)) break;
    }
    const next = await findNextWebhookAttempt(desk.read);
    const wait = next === undefined ? often : next.getTime() - desk.now().getTime();
    return Math.min(often, Math.max(10, wait));
  } catch (error) {
    desk.log.error('webhooks cannot be told', { error });
    return seldom;
  }
}
