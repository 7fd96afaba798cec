import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createListTurn, createPace } from '../../src/web/pace.ts';

test('lists come less often while the thread is busy, and sooner again when it is free', () => {
  let share = 0.1;
  const pace = createPace(() => share);
  pace.adapt();
  assert.equal(pace.interval(), 250);
  share = 0.9;
  for (let look = 0; look < 20; look++) pace.adapt();
  assert.equal(pace.interval(), 5000);
  share = 0.3;
  pace.adapt();
  assert.equal(pace.interval(), 5000, 'in between it stays');
  share = 0.1;
  for (let look = 0; look < 20; look++) pace.adapt();
  assert.equal(pace.interval(), 250);
});

test('what comes too early for a list is owed, told once, and holds up nothing else', async () => {
  let now = 0;
  const pace = { interval: () => 20, adapt: () => undefined };
  const woken = Promise.withResolvers<void>();
  const turn = createListTurn(pace, woken.resolve, () => now);
  assert.deepEqual(turn.take(new Set(['tickets', 'ticket-1'])), new Set(['tickets', 'ticket-1']));
  now = 5;
  assert.deepEqual(turn.take(new Set(['tickets', 'ticket-2'])), new Set(['ticket-2']));
  assert.ok(turn.isOwed());
  now = 10;
  assert.deepEqual(turn.take(new Set(['notifications'])), new Set(['notifications']));
  assert.ok(turn.isOwed());
  await woken.promise;
  now = 20;
  assert.deepEqual(turn.take(new Set()), new Set(['tickets']));
  assert.ok(!turn.isOwed());
  assert.deepEqual(turn.take(new Set()), new Set());
  turn.stop();
});
