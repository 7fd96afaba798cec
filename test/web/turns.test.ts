import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppError, toAppError } from '../../src/errors.ts';
import { createTurns } from '../../src/web/turns.ts';

// What one sender asks for comes one after the other, and what others ask for in between.

const limits = { ofOne: 1, ofAll: 3, mostWaiting: 8, rests: true };

/** Work that goes on until it is let go. */
function hold() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { letGo: resolve, work: () => promise };
}

async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
}

test('one sender’s forms are taken one by one, and he rests in between', async () => {
  const rest = Promise.withResolvers<void>();
  const forms = createTurns(limits, () => rest.promise);
  const first = hold();
  const began: string[] = [];
  const one = forms.take('1', () => first.work().then(() => 'one'));
  const two = forms.take('1', async () => began.push('two'));
  await forms.take('2', async () => began.push('of another'));
  assert.deepEqual(began, ['of another']);
  first.letGo();
  assert.equal(await one, 'one');
  await settle();
  assert.deepEqual(began, ['of another'], 'the sender rests');
  rest.resolve();
  await two;
  assert.deepEqual(began, ['of another', 'two']);
});

test('who fills his line is told to come again, and nobody else', async () => {
  const forms = createTurns(limits, async () => undefined);
  const first = hold();
  const waiting = Array.from({ length: 9 }, () => forms.take('1', first.work));
  const refusals: AppError[] = [];
  const tenth = forms.take('1', first.work).catch((error: unknown) => void refusals.push(toAppError(error)));
  await settle();
  assert.deepEqual(
    refusals.map(({ code, retryAfter }) => ({ code, retryAfter })),
    [{ code: 'unavailable', retryAfter: 5 }],
  );
  assert.equal(await forms.take('2', async () => 'another'), 'another');
  first.letGo();
  await Promise.all([...waiting, tenth]);
  assert.equal(await forms.take('1', async () => 'again'), 'again');
});

test('what fails is thrown to whoever sent it, and holds up nothing', async () => {
  const forms = createTurns(limits, async () => undefined);
  await assert.rejects(
    forms.take('1', () => Promise.reject(new Error('not this one'))),
    /not this one/,
  );
  assert.equal(await forms.take('1', async () => 'next'), 'next');
});

test('of all senders a few are at work at once', async () => {
  const forms = createTurns({ ...limits, rests: false });
  const held = hold();
  const began: string[] = [];
  const all = ['1', '2', '3', '4'].map((sender) =>
    forms.take(sender, () => {
      began.push(sender);
      return held.work();
    }),
  );
  await settle();
  assert.deepEqual(began, ['1', '2', '3']);
  held.letGo();
  await Promise.all(all);
  assert.deepEqual(began, ['1', '2', '3', '4']);
});
