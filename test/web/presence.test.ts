import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPresence } from '../../src/web/presence.ts';
import { waitFor } from '../support/wait-for.ts';

test('who types is told to the others once, and no longer when he puts it down', () => {
  const presence = createPresence();
  let told = 0;
  const leave = presence.enter(7, 1, () => {
    told += 1;
  });
  presence.noteWriting(7, { userId: 2, kind: 'reply' });
  presence.noteWriting(7, { userId: 2, kind: 'reply' });
  assert.equal(told, 1, 'each saved draft is not news');
  presence.noteWriting(7, { userId: 2, kind: 'note' });
  assert.deepEqual(presence.listWriters(7), [{ userId: 2, kind: 'note' }]);
  assert.deepEqual(presence.listWriters(8), []);
  presence.putDown(7, 2);
  presence.putDown(7, 2);
  assert.deepEqual(presence.listWriters(7), []);
  assert.equal(told, 3);
  leave();
});

test('who stops typing is not said to be writing for long', async () => {
  const presence = createPresence(5);
  const told: number[] = [];
  const leave = presence.enter(7, 1, () => told.push(presence.listWriters(7).length));
  presence.noteWriting(7, { userId: 2, kind: 'reply' });
  const held = setInterval(() => undefined, 1000);
  await waitFor(() => presence.listWriters(7).length === 0);
  clearInterval(held);
  assert.deepEqual(told, [1, 0]);
  leave();
});
