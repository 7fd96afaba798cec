import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeskEvent } from '../../src/domain/events.ts';
import { createPendingEvents } from '../../src/web/pending-events.ts';

const ticket = (ticketId: number, groupId: number): DeskEvent => ({ kind: 'ticket', ticketId, groupId });

test('a page is told of its own ticket at once, and that lists have changed when it is their turn', () => {
  const pending = createPendingEvents(7);
  for (const event of [ticket(7, 1), ticket(8, 1), ticket(9, 2), ticket(8, 1)]) assert.ok(pending.add(event));
  const names = (withLists: boolean) => pending.take(withLists).map(({ name }) => name);
  assert.deepEqual(names(false), ['ticket-7']);
  assert.ok(pending.hasLists());
  pending.add({ kind: 'notification', userId: 3 });
  // Once for each group: who may hear of it depends on that.
  assert.deepEqual(names(true), ['notifications', 'tickets', 'tickets']);
  assert.ok(!pending.hasLists());
  assert.deepEqual(names(true), []);
});

test('that messages of a ticket are shown otherwise is told to its own pages, and reads no list again', () => {
  const pending = createPendingEvents(7);
  assert.ok(pending.add({ kind: 'shown', ticketId: 7, groupId: 1 }));
  assert.ok(!pending.add({ kind: 'shown', ticketId: 8, groupId: 1 }));
  assert.ok(!pending.hasLists());
  assert.deepEqual(
    pending.take(true).map(({ name }) => name),
    ['ticket-7'],
  );
});

test('what happens in groups that the user does not see is left out until his rights change', () => {
  const pending = createPendingEvents(undefined);
  assert.ok(pending.add(ticket(1, 5)), 'nothing is known of his groups yet');
  pending.take(true);
  pending.noteGroups(new Set([1, 2]));
  assert.ok(pending.add(ticket(1, 2)));
  assert.ok(!pending.add(ticket(1, 5)));
  assert.ok(!pending.add({ kind: 'outbox', groupId: 5 }));
  assert.ok(pending.add({ kind: 'settings' }));
  assert.equal(pending.take(true).length, 2);
  assert.ok(pending.add({ kind: 'group', groupId: 5 }));
  assert.ok(pending.add(ticket(1, 5)));
  pending.noteGroups(new Set([1, 2]));
  assert.ok(pending.add({ kind: 'access', userId: 4 }));
  assert.ok(pending.add(ticket(1, 5)));
});
