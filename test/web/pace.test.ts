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

test('what comes too early for a list is told once, when its pause is over', async () => {
  let now = 0;
  const pace = { interval: () => 20, adapt: () => undefined, takeSlot: (at: number) => at };
  const woken = Promise.withResolvers<void>();
  const turn = createListTurn(pace, woken.resolve, () => now);
  assert.ok(turn.take());
  now = 5;
  assert.ok(!turn.take());
  now = 10;
  assert.ok(!turn.take());
  await woken.promise;
  now = 20;
  assert.ok(turn.take());
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
  const tell = () => {
    for (const [at, turn] of turns.entries()) if ((told[at] ?? 0) < 1000 && turn.take()) told[at] = now;
  };
  tell();
  assert.deepEqual(told, [1000, 0, 0, 0, 0], 'who is alone waits for nobody');
  for (; now < 1100; now++) tell();
  const gaps = told.slice(1).map((at, index) => at - (told[index] ?? 0));
  assert.ok(
    gaps.every((gap) => gap >= 12 && gap <= 13),
    gaps.join(),
  );
  // None waits longer for it than for its own pause the next time.
  now = 2000;
  assert.ok(turns[0]?.take());
  for (const turn of turns) turn.stop();
});
