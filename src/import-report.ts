import type { FileResult } from './desk/file-batch.ts';

export interface ImportReport {
  readonly add: (results: readonly FileResult[]) => void;
  /** A file in a folder that is no mail. */
  readonly skip: (path: string) => void;
  end(): void;
}

const outcomes = ['opened', 'appended', 'archived', 'ignored', 'duplicate', 'quarantined'] as const;
const mostSkipped = 5;

/** JSON lines on standard output and nothing else there, or a summary; progress on a terminal. */
export function createImportReport(isJson: boolean): ImportReport {
  const counts = new Map<string, number>();
  const skipped: string[] = [];
  const isTerminal = process.stderr.isTTY === true;
  let total = 0;

  const showProgress = () => {
    if (isTerminal) process.stderr.write(`\r\u001b[K${total} messages`);
  };
  const say = (line: string) => (isJson ? process.stderr : process.stdout).write(`${line}\n`);

  return {
    add(results) {
      for (const result of results) {
        total += 1;
        counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
        if (isJson) process.stdout.write(`${JSON.stringify(result)}\n`);
        else if (result.outcome === 'quarantined') say(`${result.path}: quarantined: ${result.reason}`);
      }
      showProgress();
    },
    skip(path) {
      skipped.push(path);
    },
    end() {
      if (isTerminal) process.stderr.write('\r\u001b[K');
      const parts = outcomes.flatMap((each) => (counts.has(each) ? [`${counts.get(each)} ${each}`] : []));
      if (!isJson || isTerminal)
        say(`${total} messages${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`);
      if (skipped.length === 0) return;
      const more = skipped.length > mostSkipped ? ', …' : '';
      const names = skipped.slice(0, mostSkipped).join(', ');
      process.stderr.write(`Skipped ${skipped.length} files that are no mail: ${names}${more}.\n`);
    },
  };
}
