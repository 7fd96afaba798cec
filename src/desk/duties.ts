import { startChores } from './chores.ts';
import type { Desk } from './desk.ts';
import { type JobScheduler, watchChannels } from './fetching/watch-channels.ts';
import { startOutbox } from './outbox/deliver-outbox.ts';
import { startWaitClock } from './tickets/open-waiting.ts';

export interface Duties {
  /** Looks at a channel now, and after what runs for it. */
  wake(channelId: number): void;
  /** Ends what runs, within its deadlines. */
  stop(): Promise<void>;
}

/** Starts what the desk does by itself: fetching, sending, opening what has waited, cleaning up. */
export function startDuties(desk: Desk, scheduler: JobScheduler): Duties {
  const outbox = startOutbox(desk);
  const waits = startWaitClock(desk);
  const watching = watchChannels(desk, scheduler);
  startChores(desk, scheduler);
  return {
    wake(channelId) {
      watching.wake(channelId);
      outbox.wake(channelId);
      // What Graph is to tell of may have changed with it.
      desk.memory.wakeSubscriptions?.();
    },
    async stop() {
      await Promise.all([watching.stop(), outbox.stop(), waits.stop()]);
    },
  };
}
