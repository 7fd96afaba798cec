import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { listCorpus } from './corpus.ts';

/** The first messages of the corpus by file number, then group, with line ends as they travel (RFC 5322 section 2.3). */
export function readCorpusMail(count: number): Buffer[] {
  return listCorpus()
    .map((path) => ({ path, number: basename(path).slice(0, 5), group: basename(dirname(path)) }))
    .sort((a, b) => (a.number === b.number ? compare(a.group, b.group) : compare(a.number, b.number)))
    .slice(0, count)
    .map(({ path }) => withCrlf(readFileSync(path)));
}

export function withCrlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
