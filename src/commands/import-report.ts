import { once } from 'node:events';
import { describeFileReason } from '../../views/facts/file-words.ts';
import type { FileResult } from '../domain/file-batch.ts';
import { type Terminal, toOneLine } from './terminal.ts';

interface ImportReport {
  /** Resolves when whoever reads the output has room for more. */
  readonly add: (results: readonly FileResult[]) => Promise<void>;
  /** A file in a folder that is no mail. */
  readonly skip: (path: string) => void;
  /** @param isDone false where an error ended it, which is told by others */
  end(isDone: boolean): void;
}

const outcomes = ['opened', 'appended', 'archived', 'ignored', 'duplicate', 'quarantined'] as const;
const mostSkipped = 5;

/** JSON lines on standard output and nothing else there, or a summary; progress on a terminal. */
export function createImportReport(isJson: boolean, { stdout, stderr }: Terminal): ImportReport {
  const counts = new Map<string, number>();
  const skipped: string[] = [];
  const isTerminal = stderr.isTTY === true;
  let total = 0;
  const say = (line: string) => (isJson ? stderr : stdout).write(`${line}\n`);

  return {
    async add(results) {
      total += results.length;
      for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (isTerminal) stderr.write(`\r\u001b[K${total} messages`);
      const text = results.map(isJson ? toJson : describeProblem).join('');
      if (text !== '' && !stdout.write(text)) await once(stdout, 'drain');
    },
    skip(path) {
      skipped.push(path);
    },
    end(isDone) {
      if (isTerminal) stderr.write('\r\u001b[K');
      if ((isDone || total > 0) && (!isJson || isTerminal))
        say(`${total} messages${describeCounts(counts)}.`);
      if (skipped.length === 0) return;
      const more = skipped.length > mostSkipped ? ', …' : '';
      const names = skipped.slice(0, mostSkipped).map(toOneLine).join(', ');
      const files = skipped.length === 1 ? '1 file that is' : `${skipped.length} files that are`;
      stderr.write(`Skipped ${files} no mail: ${names}${more}.\n`);
    },
  };
}

function toJson(result: FileResult): string {
  const { reason } = result;
  return `${JSON.stringify({ ...result, reason: reason === null ? null : describeFileReason(reason) })}\n`;
}

function describeProblem({ outcome, path, reason }: FileResult): string {
  return outcome === 'quarantined' && reason !== null
    ? `${toOneLine(`${path}: quarantined: ${describeFileReason(reason)}`)}\n`
    : '';
}

function describeCounts(counts: ReadonlyMap<string, number>): string {
  const parts = outcomes.flatMap((each) => (counts.has(each) ? [`${counts.get(each)} ${each}`] : []));
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}
