import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packUids, splitUids } from '../../src/mail/imap-uids.ts';

const count = (length: number, step: number) => Array.from({ length }, (_, index) => 7 + index * step);

test('UIDs that follow one another are asked for at once, others in lines that servers bear', () => {
  assert.deepEqual(splitUids(count(1600, 1)).map(packUids), ['7:1606']);
  const sparse = count(1600, 2_000_000);
  const sets = splitUids(sparse);
  assert.deepEqual(sets.flat(), sparse);
  assert.ok(sets.length > 1 && sets.length <= 4, `${sets.length} sets`);
  for (const set of sets) assert.ok(packUids(set).length <= 5500, `${packUids(set).length} letters`);
  assert.deepEqual(splitUids([9, 3, 3]), [[3, 9]]);
});
