import type { Log } from './log.ts';

/** What one turn of a job gets to work with. */
export interface Turn {
  /** Ends when the program stops or the job is removed: nothing new is begun, what is under way is finished. */
  readonly stopping: AbortSignal;
  /** Ends when patience does: lines are cut, what is under way fails. */
  readonly cut: AbortSignal;
  /** Says that there is progress; without it the watchdog cuts the turn. */
  beat(): void;
}

/** When a job's next turn comes: at the latest after a while, earlier when it is woken or `until` resolves. */
export interface Pause {
  /** Milliseconds; Infinity: only when woken. */
  readonly after: number;
  /** Waits for something to happen; must end soon after `signal` does. */
  readonly until?: (signal: AbortSignal) => Promise<unknown>;
}

type Job = (turn: Turn) => Promise<Pause>;

interface SchedulerOptions {
  readonly log: Log;
  /** How long a turn may show no progress; two minutes by default. */
  readonly watchdogMilliseconds?: number;
  /** How long `stop` waits before it cuts; six seconds by default. */
  readonly drainMilliseconds?: number;
  /** How long a turn has to end after that; a second by default. */
  readonly graceMilliseconds?: number;
  /** The pause after a turn that threw, which a job should not do; a minute by default. */
  readonly rescueMilliseconds?: number;
}

interface Scheduler {
  /** Runs `job` again and again, the first time at once. Replaces nothing: a key that runs goes on. */
  add(key: number, job: Job): void;
  /** Ends a pause; during a turn, another one follows. */
  wake(key: number): void;
  remove(key: number): Promise<void>;
  /**
   * Resolves when every turn has ended: at once where nothing runs, after cutting where it takes too long. One that
   * does not end then either, because a server keeps it waiting, is left as it is, as a kill would leave it.
   */
  stop(): Promise<void>;
}

interface Runner {
  readonly stopping: AbortController;
  readonly cut: AbortController;
  wake(): void;
  readonly ended: Promise<void>;
}

// Ten seconds are promised for all: the connections are closed, and the data file too, after this.
const defaults = {
  watchdogMilliseconds: 120_000,
  drainMilliseconds: 6000,
  graceMilliseconds: 1000,
  rescueMilliseconds: 60_000,
};

/** One runner for each key: turns of one never overlap, turns of different ones do. */
export function createScheduler(given: SchedulerOptions): Scheduler {
  const options = { ...defaults, ...given };
  const runners = new Map<number, Runner>();

  async function end(runner: Runner): Promise<void> {
    runner.stopping.abort();
    runner.wake();
    const patience = setTimeout(() => runner.cut.abort(), options.drainMilliseconds);
    await runner.ended;
    clearTimeout(patience);
  }

  return {
    add(key, job) {
      if (runners.has(key)) return;
      const runner = startRunner(job, { ...options, log: options.log.with({ job: key }) });
      runners.set(key, runner);
      void runner.ended.then(() => runners.delete(key));
    },
    wake: (key) => runners.get(key)?.wake(),
    async remove(key) {
      const runner = runners.get(key);
      if (runner !== undefined) await end(runner);
    },
    async stop() {
      const { promise: leave, resolve } = Promise.withResolvers<void>();
      const patience = setTimeout(() => {
        options.log.warn('still under way, leaving it', { jobs: [...runners.keys()] });
        resolve();
      }, options.drainMilliseconds + options.graceMilliseconds);
      await Promise.race([Promise.all([...runners.values()].map(end)), leave]);
      clearTimeout(patience);
    },
  };
}

function startRunner(job: Job, options: Required<SchedulerOptions>): Runner {
  const stopping = new AbortController();
  const cut = new AbortController();
  let isWoken = false;
  let interrupt: () => void = () => undefined;
  const wake = () => {
    isWoken = true;
    interrupt();
  };

  async function pause({ after, until }: Pause): Promise<void> {
    const waiting = new AbortController();
    const over = new Promise<void>((resolve) => {
      interrupt = resolve;
      const timer = Number.isFinite(after) ? setTimeout(resolve, after) : undefined;
      waiting.signal.addEventListener('abort', () => clearTimeout(timer));
      if (isWoken || stopping.signal.aborted) resolve();
    });
    const happened = until?.(waiting.signal).catch((error: unknown) => {
      options.log.debug('waiting ended early', { error });
    });
    await Promise.race(happened === undefined ? [over] : [over, happened]);
    waiting.abort();
    await happened;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      await pause(await takeTurn(job, { stopping, cut }, options));
    }
  }
  return { stopping, cut, wake, ended: loop() };
}

async function takeTurn(
  job: Job,
  runner: { stopping: AbortController; cut: AbortController },
  { log, watchdogMilliseconds, rescueMilliseconds }: Required<SchedulerOptions>,
): Promise<Pause> {
  const stuck = new AbortController();
  let watchdog: NodeJS.Timeout | undefined;
  const strike = () => {
    // A turn that outlives its cut is a defect: it is told of again and again, so that it cannot hang unseen.
    if (stuck.signal.aborted) log.error('still under way after it was cut off');
    else log.warn('no progress, cutting it off', { milliseconds: watchdogMilliseconds });
    stuck.abort();
    watchdog = setTimeout(strike, watchdogMilliseconds);
  };
  const beat = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(strike, watchdogMilliseconds);
  };
  beat();
  const cut = AbortSignal.any([runner.cut.signal, stuck.signal]);
  try {
    return await job({ stopping: runner.stopping.signal, cut, beat });
  } catch (error) {
    log.error('a turn failed', { error });
    return { after: rescueMilliseconds };
  } finally {
    clearTimeout(watchdog);
  }
}
