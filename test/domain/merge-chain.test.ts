import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followMerges } from '../../src/domain/merge-chain.ts';

for (const [what, merges, from, expected] of [
  ['one that was never merged', {}, 1, 1],
  ['a chain', { 1: 2, 2: 3 }, 1, 3],
  ['the middle of a chain', { 1: 2, 2: 3 }, 2, 3],
  ['a circle, which ends all the same', { 1: 2, 2: 3, 3: 1 }, 1, 3],
  ['a ticket merged into itself', { 1: 1 }, 1, 1],
] as const) {
  test(`messages stand where merges lead: ${what}`, () => {
    const targets = new Map(Object.entries(merges).map(([id, target]) => [Number(id), target]));
    assert.equal(
      followMerges(from, (id) => targets.get(id)),
      expected,
    );
  });
}
