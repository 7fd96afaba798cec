import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRetryAfter } from '../../src/domain/retry-after.ts';

const now = Date.parse('Sat, 03 Jan 2026 10:00:00 GMT');

for (const [value, from, milliseconds] of [
  ['120', now, 120_000],
  [' 5 ', Number.NaN, 5000],
  ['Sat, 03 Jan 2026 10:00:30 GMT', now, 30_000],
  ['Sat, 03 Jan 2026 09:00:00 GMT', now, 0],
  ['Sat, 03 Jan 2026 10:00:30 GMT', Number.NaN, undefined],
  ['1.5', now, 1500],
  ['120, 60', now, 120_000],
  ['999999999999', now, 999_999_999_999_000],
  ['-5', now, undefined],
  ['2026-01-03T10:00:30Z', now, 30_000],
  ['soon', now, undefined],
  ['-1 seconds, or so', now, undefined],
  ['1'.repeat(41), now, undefined],
  [undefined, now, undefined],
] as const) {
  test(`Retry-After: ${value}`, () => {
    assert.equal(readRetryAfter(value, from), milliseconds);
  });
}
