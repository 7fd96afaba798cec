import type { Desk } from './desk.ts';

export interface Duties {
  /** Ends what runs, within its deadlines. */
  stop(): Promise<void>;
}

/** Starts what the desk does by itself: fetching, sending, cleaning up. */
export function startDuties(_desk: Desk): Duties {
  return { stop: async () => undefined };
}
