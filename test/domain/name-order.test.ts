import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNames, sortByName } from '../../src/domain/name-order.ts';

test('a number in a name counts as a number, and neither case nor accents put a name elsewhere', () => {
  const names = ['Group 10', 'group 2', 'Zoo', 'Ärger', 'apple', 'Group 1', 'Éclair', 'tag-9', 'tag-10'];
  assert.deepEqual(names.toSorted(compareNames), [
    'apple',
    'Ärger',
    'Éclair',
    'Group 1',
    'group 2',
    'Group 10',
    'tag-9',
    'tag-10',
    'Zoo',
  ]);
});

test('what is called the same stays in its order', () => {
  const rows = [
    { id: 2, name: 'A' },
    { id: 1, name: 'A' },
  ];
  assert.deepEqual(sortByName(rows), rows);
});
