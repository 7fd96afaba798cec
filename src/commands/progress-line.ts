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
  return {
    tell(progress: Progress) {
      const text = describe(progress);
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
