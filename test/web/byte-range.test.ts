import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readByteRange } from '../../src/web/byte-range.ts';

for (const [given, wanted] of [
  [undefined, undefined],
  ['bytes=0-0', { from: 0, until: 1 }],
  ['bytes=2-5', { from: 2, until: 6 }],
  ['bytes=7-', { from: 7, until: 10 }],
  ['bytes=7-99', { from: 7, until: 10 }],
  ['bytes=-3', { from: 7, until: 10 }],
  ['bytes=-99', { from: 0, until: 10 }],
  ['bytes=10-', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=5-2', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,4-5', undefined],
  ['lines=0-1', undefined],
] as const) {
  test(`of ten bytes ${given ?? 'nothing'} asks for ${JSON.stringify(wanted) ?? 'all'}`, () => {
    assert.deepEqual(readByteRange(given, 10), wanted);
  });
}
