import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextSize } from '../../../src/desk/fetching/store-paced.ts';

const cases: [string, [number, number, number], number][] = [
  ['as many as take so long', [100, 60, 30], 50],
  ['not fewer than a few, however slow', [50, 60_000, 30], 10],
  ['four times as many at most at once', [50, 1, 300], 200],
  ['never more than a batch', [400, 10, 300], 400],
  ['a transaction that took no time', [50, 0, 30], 200],
];

for (const [name, [count, took, wanted], expected] of cases) {
  test(name, () => assert.equal(nextSize(count, took, { milliseconds: wanted, least: 10 }), expected));
}

test('where each statement takes long and nobody is at work, batches stay large', () =>
  assert.equal(nextSize(100, 600, { milliseconds: 300, least: 100 }), 100));
