import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toAppError } from '../../src/errors.ts';
import { createTurnstile } from '../../src/web/turnstile.ts';

/** The thread's own turns, one by one. */
function createTurn() {
  const later: (() => void)[] = [];
  return {
    later: (then: () => void) => void later.push(then),
    async run(times = 1): Promise<void> {
      for (let n = 0; n < times; n += 1) {
        later.shift()?.();
        for (let m = 0; m < 5; m += 1) await Promise.resolve();
      }
    },
  };
}

test('who asks for many pages at once holds up nobody else', async () => {
  const turn = createTurn();
  const turnstile = createTurnstile(turn.later);
  const began: string[] = [];
  const ask = (sender: string) => void turnstile.pass(sender).then(() => began.push(sender));
  for (let n = 0; n < 100; n += 1) ask('mallory');
  await turn.run(3);
  ask('ada');
  ask('ada');
  ask('ben');
  await turn.run(5);
  assert.deepEqual(began.slice(4), ['mallory', 'ada', 'ben', 'mallory', 'ada']);
  await turn.run(200);
  assert.equal(began.length, 103);
  ask('ada');
  await turn.run(1);
  assert.equal(began.length, 104, 'a line that was empty opens again');
});

test('whoever opens a page goes before the lists that follow by themselves, which come all the same', async () => {
  const turn = createTurn();
  const turnstile = createTurnstile(turn.later);
  const began: string[] = [];
  const ask = (sender: string, isFollowing: boolean) =>
    void turnstile.pass(sender, isFollowing).then(() => began.push(isFollowing ? 'list' : 'page'));
  for (let n = 0; n < 100; n += 1) ask(`agent ${n}`, true);
  await turn.run(2);
  began.length = 0;
  ask('ada', false);
  await turn.run(2);
  assert.deepEqual(began.slice(0, 2), ['page', 'list']);
  began.length = 0;
  for (let n = 0; n < 40; n += 1) ask('mallory', false);
  await turn.run(18);
  assert.equal(began.filter((each) => each === 'list').length, 2);
});

test('lists wait while a page is made, for a tenth of a second, and not behind one that nobody takes', async () => {
  const turn = createTurn();
  const time = { now: 0, due: [] as { at: number; then: () => void }[] };
  const turnstile = createTurnstile(turn.later, {
    now: () => time.now,
    after: (milliseconds, then) => void time.due.push({ at: time.now + milliseconds, then }),
  });
  const began: string[] = [];
  const ask = (name: string, isFollowing: boolean) =>
    void turnstile.pass(name, isFollowing).then(() => began.push(name));
  const pass = async (milliseconds: number) => {
    time.now += milliseconds;
    for (const { then } of time.due.filter(({ at }) => at <= time.now)) then();
    time.due = time.due.filter(({ at }) => at > time.now);
    await turn.run(6);
  };
  const release = turnstile.hold();
  ask('list 1', true);
  ask('page', false);
  await pass(60);
  assert.deepEqual(began, ['page']);
  release();
  await pass(0);
  assert.deepEqual(began, ['page', 'list 1']);
  // One that is never taken.
  turnstile.hold();
  ask('list 2', true);
  await pass(99);
  assert.equal(began.length, 2);
  await pass(1);
  assert.equal(began.at(-1), 'list 2');
  // Page after page, each begun before the last is answered: one list in each tenth of a second.
  let answer = turnstile.hold();
  ask('list 3', true);
  ask('list 4', true);
  const lists: number[] = [];
  for (let page = 0; page < 23; page += 1) {
    const next = turnstile.hold();
    answer();
    answer = next;
    await pass(10);
    lists.push(began.length);
  }
  assert.deepEqual([lists[9], lists[10], lists[20], lists[21]], [3, 4, 4, 5]);
});

test('a person who fills his line is told when to come again, and others are let in', async () => {
  const turn = createTurn();
  const turnstile = createTurnstile(turn.later);
  const asked = Array.from({ length: 1_100 }, () =>
    turnstile.pass('mallory').then(
      () => undefined,
      (error: unknown) => toAppError(error),
    ),
  );
  const ada = turnstile.pass('ada');
  await turn.run(1_200);
  const refused = (await Promise.all(asked)).filter((each) => each !== undefined);
  assert.equal(refused.length, 99);
  assert.ok(refused.every(({ code, retryAfter }) => code === 'unavailable' && retryAfter === 5));
  await ada;
});
