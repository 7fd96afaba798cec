/** How often the open lists are read again. */
export interface Pace {
  /** Milliseconds between two times. */
  interval(): number;
  /**
   * Keeps a moment for one list: all that are open are told of the same thing, and would ask for it in the same moment.
   * @returns when, in the milliseconds of `now`
   */
  takeSlot(now: number): number;
  /** Looks how busy the thread has been since the last look, and goes slower or faster. */
  adapt(): void;
}

/** Above the one lists come less often, below the other sooner: pages that somebody opens need the rest. */
const busy = 0.4;
const free = 0.25;
const least = 250;
const most = 5000;
/** From one list to the next, in milliseconds: a page waits for one list at most. */
const widestSlot = 25;
const slotShare = 1 / 20;
export const adaptMilliseconds = 500;

/** @param utilization the share of the time since it was last asked that the thread was busy */
export function createPace(utilization: () => number = watchThread()): Pace {
  let interval = least;
  let nextSlot = Number.NEGATIVE_INFINITY;
  return {
    interval: () => interval,
    takeSlot(now) {
      const at = Math.max(now, nextSlot);
      nextSlot = at + Math.min(widestSlot, interval * slotShare);
      return at;
    },
    adapt() {
      const share = utilization();
      if (share > busy) interval = Math.min(most, interval * 1.5);
      else if (share < free) interval = Math.max(least, interval / 1.25);
    },
  };
}

function watchThread(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

/** One page's turn with the lists: what comes too early for it is told later. */
interface ListTurn {
  /** @returns whether the page may be told now that lists have changed; otherwise it is woken when it may */
  take(): boolean;
  stop(): void;
}

/** @param wake called when what was held back can be sent */
export function createListTurn(
  pace: Pace,
  wake: () => void,
  clock: () => number = () => performance.now(),
): ListTurn {
  let lastAt = Number.NEGATIVE_INFINITY;
  /** When this list may be told; kept once the pause after the last time is over. */
  let slot: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const restAt = (now: number) => {
    const pause = lastAt + pace.interval() - now;
    if (slot === undefined && pause > 0) return pause;
    slot ??= pace.takeSlot(now);
    return slot - now;
  };
  return {
    take() {
      const now = clock();
      const rest = restAt(now);
      clearTimeout(timer);
      if (rest > 0) {
        timer = setTimeout(wake, rest);
        return false;
      }
      slot = undefined;
      lastAt = now;
      return true;
    },
    stop: () => clearTimeout(timer),
  };
}
