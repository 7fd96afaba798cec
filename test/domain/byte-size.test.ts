import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatMegabytes } from '../../src/domain/byte-size.ts';
import { parseSize } from '../../src/domain/filters/filter-operators.ts';

const megabyte = 1024 * 1024;

test('a size is written in the unit in which limits count: a file of 25 MB fits where 25 MB fit', () => {
  assert.equal(formatBytes(25 * megabyte), '25 MB');
  assert.equal(formatBytes(1.5 * 1024 ** 3), '1.5 GB');
  assert.equal(formatBytes(1000), '1000 bytes');
  assert.equal(formatBytes(1024), '1.0 KB');
});

test('what is asked of a filter is read as sizes are written', () => {
  for (const [text, bytes] of [
    ['1.0 KB', 1024],
    ['4 mb', 4 * megabyte],
    ['2 GB', 2 * 1024 ** 3],
  ] as const)
    assert.equal(parseSize(text), bytes);
});

test('what is too large is never said to be as large as may be', () => {
  assert.equal(formatMegabytes(25 * megabyte), '25.0');
  assert.equal(formatMegabytes(25 * megabyte + 1), '25.1');
});
