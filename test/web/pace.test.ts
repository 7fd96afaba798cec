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
  const pace = { interval: () => 20, adapt: () => undefined, takeSlot: (at: number) => at };
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

test('lists that are owed at the same moment are told one after the other', () => {
  let now = 1000;
  const pace = createPace(() => 0.3);
  const turns = Array.from({ length: 5 }, () =>
    createListTurn(
      pace,
      () => undefined,
      () => now,
    ),
  );
  const told = turns.map(() => 0);
  const tell = (names: ReadonlySet<string>) => {
    for (const [at, turn] of turns.entries()) if (turn.take(names).has('tickets')) told[at] = now;
  };
  tell(new Set(['tickets']));
  assert.deepEqual(told, [1000, 0, 0, 0, 0], 'who is alone waits for nobody');
  for (; now < 1100; now++) tell(new Set());
  const gaps = told.slice(1).map((at, index) => at - (told[index] ?? 0));
  assert.ok(
    gaps.every((gap) => gap >= 12 && gap <= 13),
    gaps.join(),
  );
  // None waits longer for it than for its own pause the next time.
  now = 2000;
  tell(new Set(['tickets']));
  assert.equal(told[0], 2000);
  for (const turn of turns) turn.stop();
});
