import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPumps, pumpUp } from '../support/pumped-inputs.ts';
import { listSourcePatterns, type SourcePattern } from '../support/source-patterns.ts';

// Every pattern of the source, over long texts that are made of its own pieces. What goes back over what it has read is
// stopped early, by a short text.

const most = 50;
/** With its length, what a text may take at most: where it is more, the next one would take too long to wait for. */
const steps = [
  [30, 5],
  [300, 5],
  [3_000, 5],
] as const;
/** A tenth of the long one. Even by the square, what takes less than this is quick enough there. */
const short = 20_000;
const isQuick = most / 120;

/** @returns the text that takes too long; undefined where none does */
function findSlow({ source, flags }: SourcePattern): string | undefined {
  const pattern = new RegExp(source, flags);
  for (const pump of listPumps(source)) {
    const isSlow = (length: number, limit: number) => run(pattern, pumpUp(pump, length), limit) > limit;
    const tooLong = steps.find(([length, limit]) => isSlow(length, limit))?.[0];
    if (tooLong === undefined && !isSlow(short, isQuick)) continue;
    if (tooLong !== undefined || isSlow(short, most) || isSlow(10 * short, most)) {
      return `${tooLong ?? 10 * short} of ${JSON.stringify(pump)}`;
    }
  }
  return undefined;
}

/** @returns milliseconds of the processor; the best of some, where the first is too long: other things happen meanwhile */
function run(pattern: RegExp, input: string, limit: number): number {
  const times: number[] = [];
  do times.push(runOnce(pattern, input));
  while (times.length < 3 && Math.min(...times) > limit);
  return Math.min(...times);
}

function runOnce(pattern: RegExp, input: string): number {
  pattern.lastIndex = 0;
  const start = process.cpuUsage();
  if (pattern.global) input.replace(pattern, '');
  else pattern.test(input);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

test('every pattern reads a long text of its own pieces within 50 ms of the processor', () => {
  const patterns = listSourcePatterns();
  assert.ok(patterns.length > 300, `${patterns.length} patterns were found`);
  const slow = patterns.flatMap((each) => {
    const found = findSlow(each);
    return found === undefined ? [] : [`${each.file}:${each.line} /${each.source}/${each.flags}: ${found}`];
  });
  assert.deepEqual(slow, []);
});
