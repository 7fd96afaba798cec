import { startOutbox } from './deliver-outbox.ts';
import type { Desk } from './desk.ts';

export interface Duties {
  /** Looks at a channel now, and after what runs for it. */
  wake(channelId: number): void;
  /** Ends what runs, within its deadlines. */
  stop(): Promise<void>;
}

/** Starts what the desk does by itself: fetching, sending, cleaning up. */
export function startDuties(desk: Desk): Duties {
  const outbox = startOutbox(desk);
  return { wake: () => outbox.wake(), stop: () => outbox.stop() };
}
