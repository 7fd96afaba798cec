import type { LongStep, Progress } from '../db/care/long-work.ts';
import type { Terminal } from './terminal.ts';

const words: Record<LongStep, string> = {
  copying: 'copying',
  structure: 'checking the structure, which takes the longest where there are many files',
  texts: 'comparing texts with what was stored',
  bytes: 'reading every stored byte',
  key: 'changing the key',
};
/** Where lines stay, as in a log, few of them. */
const lineMilliseconds = 10_000;

/** Shows on standard error how far long work has come: one line that changes on a terminal, a line each ten seconds elsewhere. */
export function createProgressLine(stderr: Terminal['stderr'], now: () => number = () => performance.now()) {
  const isTerminal = stderr.isTTY === true;
  let saidAt = now();
  let isShown = false;
  let began: Beginning | undefined;
  return {
    tell(progress: Progress) {
      if (began?.step !== progress.step) began = { step: progress.step, done: progress.done, at: now() };
      const text = `${describe(progress)}${describeRest(progress, began, now())}`;
      if (isTerminal) {
        stderr.write(`\r\x1b[K${text}`);
        isShown = true;
      } else if (now() - saidAt >= lineMilliseconds) {
        stderr.write(`postroom: ${text}\n`);
        saidAt = now();
      }
    },
    /** Leaves the line to what is said next. */
    end() {
      if (isShown) stderr.write('\r\x1b[K');
    },
  };
}

/** Runs long work, with its progress on standard error meanwhile. */
export async function withProgress<T>(
  stderr: Terminal['stderr'],
  work: (tell: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const line = createProgressLine(stderr);
  try {
    return await work(line.tell);
  } finally {
    line.end();
  }
}

function describe({ step, done, total }: Progress): string {
  const share = total === 0 ? '' : ` ${Math.min(100, Math.floor((done / total) * 100))} %`;
  return `${words[step]} …${share}`;
}

/** Of a step. */
interface Beginning {
  readonly step: LongStep;
  readonly done: number;
  readonly at: number;
}

/** Before that too little is done to say it. */
const leastMilliseconds = 5_000;

/** @returns how long the rest of the step will take when it goes on as until now */
function describeRest({ done, total }: Progress, began: Beginning, at: number): string {
  const passed = at - began.at;
  if (passed < leastMilliseconds || done <= began.done || done >= total) return '';
  const seconds = (passed / 1000) * ((total - done) / (done - began.done));
  if (seconds < 90) return `, about ${Math.max(1, Math.round(seconds))} s left`;
  return `, about ${Math.round(seconds / 60)} min left`;
}
