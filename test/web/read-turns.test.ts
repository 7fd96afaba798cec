import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LongReads } from '../../src/db/long-reads.ts';
import { toAppError } from '../../src/errors.ts';
import { takeReadTurns } from '../../src/web/read-turns.ts';

/** A thread that is told when each read is done. */
function createSlowReads() {
  const begun: { readonly userId: number; done(): void }[] = [];
  const searchTickets: LongReads['searchTickets'] = ({ userId }) => {
    const { promise, resolve } = Promise.withResolvers<never>();
    begun.push({ userId, done: () => resolve(undefined as never) });
    return promise;
  };
  return { begun, reads: { searchTickets } as LongReads };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const viewer = (userId: number) => ({ userId, isAdmin: false });
const search = {} as Parameters<LongReads['searchTickets']>[1];

test('a hundred searches of one person hold up nobody else, and what cannot wait is told so', async () => {
  const { begun, reads } = createSlowReads();
  const { searchTickets } = takeReadTurns(reads);
  const refusals: unknown[] = [];
  for (let n = 0; n < 100; n += 1) {
    searchTickets(viewer(1), search).catch((error: unknown) => refusals.push(error));
  }
  const other = searchTickets(viewer(2), search);
  await settle();
  assert.deepEqual(
    begun.map(({ userId }) => userId),
    [1, 1, 2],
  );
  assert.equal(refusals.length, 38);
  assert.ok(refusals.every((error) => (toAppError(error).retryAfter ?? 0) > 0));
  begun[2]?.done();
  await other;
  begun[0]?.done();
  await settle();
  assert.equal(begun.length, 4, 'the next of the first one begins when one of his is done');
});
