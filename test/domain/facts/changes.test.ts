import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listChanges } from '../../../src/domain/facts/changes.ts';

test('only what differs is named, dates as text, what was not there as null', () => {
  const day = new Date('2026-01-02T00:00:00Z');
  const before = { name: 'Sales', since: day, tags: ['a'], folder: undefined, extra: 1 };
  const after = { name: 'Orders', since: new Date(day), tags: ['a', 'b'], folder: 'In', extra: 1 };
  assert.deepEqual(listChanges(before, after), [
    { field: 'name', before: 'Sales', after: 'Orders' },
    { field: 'tags', before: ['a'], after: ['a', 'b'] },
    { field: 'folder', before: null, after: 'In' },
  ]);
  assert.deepEqual(listChanges({ since: null }, { since: day }), [
    { field: 'since', before: null, after: '2026-01-02T00:00:00.000Z' },
  ]);
});

test('of a secret only that it changed is kept', () => {
  const changes = listChanges({ password: 'old-one', host: 'a' }, { password: 'new-one', host: 'a' }, [
    'password',
  ]);
  assert.deepEqual(changes, [{ field: 'password', isSecret: true }]);
  assert.deepEqual(listChanges({ password: 'same' }, { password: 'same' }, ['password']), []);
});
