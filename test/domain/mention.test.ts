import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMentions, findUnclearMentions } from '../../src/domain/mention.ts';

const people = [
  { id: 1, name: 'Ada Admin' },
  { id: 2, name: 'Bob Baker' },
  { id: 3, name: 'Bob Carter' },
  { id: 4, name: 'Zoë' },
];

const cases: readonly (readonly [text: string, ids: readonly number[]])[] = [
  ['@Ada please look', [1]],
  ['(@ada admin), and @ZOË!', [1, 4]],
  ['@Bob who of you?', []],
  ['@Bob Carter knows', [3]],
  ['write to x@ada.example', []],
  ['@Adam is somebody else', []],
  ['Ada has been here', []],
  ['@', []],
];

for (const [text, ids] of cases) {
  test(`“${text}” names ${ids.length === 0 ? 'nobody' : ids.join(' and ')}`, () => {
    assert.deepEqual(findMentions(text, people), ids);
  });
}

test('a name that fits nobody, or several, is unclear; one that fits is not', () => {
  const unclear = (text: string) => findUnclearMentions(text, people);
  assert.deepEqual(unclear('@Ada, @Zoë and @bob carter: look'), []);
  assert.deepEqual(unclear('@Kim @Ada @Bob?'), ['@Kim', '@Bob']);
  assert.deepEqual(unclear('x@kim.example, @ and @@'), []);
  assert.deepEqual(unclear('@Adam @a @b @c'), ['@Adam', '@a', '@b']);
});
