import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createMailBudget } from '../../../src/desk/fetching/mail-budget.ts';
import type { BudgetShare } from '../../../src/desk/memory.ts';

const never = new AbortController().signal;
const still = () => undefined;

/** @returns what is known of a request: undefined while it waits */
async function ask(share: BudgetShare, bytes: number, signal = never): Promise<() => boolean | undefined> {
  let answer: boolean | undefined;
  void share.take(bytes, signal, still).then((isAdmitted) => {
    answer = isAdmitted;
  });
  await turn();
  return () => answer;
}

test('one that is slow to store holds up no other: each gets a usual batch', async () => {
  const budget = createMailBudget(100, 20);
  const [slow, other] = [budget.share(), budget.share()];
  for (let n = 0; n < 5; n++) assert.equal((await ask(slow, 20))(), true);
  assert.equal((await ask(slow, 20))(), undefined);
  assert.equal((await ask(other, 20))(), true);
  const second = await ask(other, 20);
  assert.equal(second(), undefined);
  other.give(20);
  await turn();
  assert.equal(second(), true);
});

test('a large one waits for room, and small ones do not keep it out for ever', async () => {
  const budget = createMailBudget(100, 20);
  const [small, large] = [budget.share(), budget.share()];
  await ask(small, 20);
  await ask(small, 20);
  const whole = await ask(large, 90);
  const next = await ask(small, 20);
  assert.deepEqual([whole(), next()], [undefined, undefined]);
  small.give(20);
  small.give(20);
  await turn();
  assert.deepEqual([whole(), next()], [true, true]);
  large.give(90);
  assert.equal((await ask(large, 500))(), undefined);
  small.give(20);
});

test('waiting ends with the run, and gives way', async () => {
  const budget = createMailBudget(100, 20);
  const [one, two] = [budget.share(), budget.share()];
  await ask(one, 100);
  const ending = new AbortController();
  const waiting = await ask(two, 50, ending.signal);
  ending.abort();
  await turn();
  assert.equal(waiting(), false);
  one.give(100);
  assert.equal((await ask(one, 100))(), true);
});

test('what came and was not asked for keeps further ones out until there is room again', async () => {
  const budget = createMailBudget(100, 20);
  const share = budget.share();
  assert.equal((await ask(share, 20))(), true);
  share.add(300);
  const next = await ask(share, 20);
  assert.equal(next(), undefined);
  share.give(300);
  await turn();
  assert.equal(next(), true);
});
