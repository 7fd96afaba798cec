/** How often the open lists are read again. */
export interface Pace {
  /** Milliseconds between two times. */
  interval(): number;
  /** Looks how busy the thread has been since the last look, and goes slower or faster. */
  adapt(): void;
}

/** Above the one lists come less often, below the other sooner: pages that somebody opens need the rest. */
const busy = 0.4;
const free = 0.25;
const least = 250;
const most = 5000;
export const adaptMilliseconds = 500;

/** @param utilization the share of the time since it was last asked that the thread was busy */
export function createPace(utilization: () => number = watchThread()): Pace {
  let interval = least;
  return {
    interval: () => interval,
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
export interface ListTurn {
  /** @returns the names to tell now: without `tickets` where it is too early, with it where it was owed */
  take(names: ReadonlySet<string>): ReadonlySet<string>;
  isOwed(): boolean;
  stop(): void;
}

/** @param wake called when what is owed can be told */
export function createListTurn(
  pace: Pace,
  wake: () => void,
  clock: () => number = () => performance.now(),
): ListTurn {
  let lastAt = Number.NEGATIVE_INFINITY;
  let isOwed = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    take(names) {
      if (!isOwed && !names.has('tickets')) return names;
      const told = new Set(names);
      const rest = lastAt + pace.interval() - clock();
      isOwed = rest > 0;
      clearTimeout(timer);
      if (isOwed) {
        told.delete('tickets');
        timer = setTimeout(wake, rest);
      } else {
        told.add('tickets');
        lastAt = clock();
      }
      return told;
    },
    isOwed: () => isOwed,
    stop: () => clearTimeout(timer),
  };
}
