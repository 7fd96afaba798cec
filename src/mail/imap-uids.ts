import type { Steps } from './imap-steps.ts';

/** @returns an IMAP sequence set such as `1:5,9`. */
export function packUids(uids: readonly number[]): string {
  return packSorted(sortUids(uids));
}

function packSorted(sorted: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < sorted.length; ) {
    const first = sorted[index] ?? 0;
    let last = first;
    while (sorted[index + 1] === last + 1) {
      last += 1;
      index += 1;
    }
    parts.push(first === last ? String(first) : `${first}:${last}`);
    index += 1;
  }
  return parts.join(',');
}

/** Sets of at most `size` UIDs: a command line has a length that servers bear (Exchange about 8 kB). */
export function chunkUids(uids: readonly number[], size = 500): number[][] {
  const sorted = sortUids(uids);
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, at) =>
    sorted.slice(at * size, (at + 1) * size),
  );
}

/** @returns as few parts as have sets that fit into one command line each: of UIDs that follow one another thousands do */
export function splitUids(uids: readonly number[]): number[][] {
  return halve(sortUids(uids));
}

function halve(sorted: number[]): number[][] {
  if (sorted.length < 2 || packSorted(sorted).length <= longestSet) return [sorted];
  const half = Math.ceil(sorted.length / 2);
  return [...halve(sorted.slice(0, half)), ...halve(sorted.slice(half))];
}

const longestSet = 5500;

/** Each once. */
function sortUids(uids: readonly number[]): number[] {
  return [...new Set(uids)].sort((a, b) => a - b);
}

/**
 * For the rows that answer one FETCH. The first row of a message gives the step its time anew: with rows that nobody asked
 * for, and with the same ones again, a server could go on for ever.
 * @returns whether the message of a row was asked for
 */
export function expectRows(uids: readonly number[], steps: Steps): (uid: number) => boolean {
  const asked = new Set(uids);
  const missing = new Set(uids);
  return (uid) => {
    if (missing.delete(uid)) steps.touch();
    return asked.has(uid);
  };
}
