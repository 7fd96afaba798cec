import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../../src/domain/actor.ts';
import { toAppError } from '../../src/errors.ts';
import type { DeskClient } from '../../src/threads/desk-client.ts';
import { takeDeskTurns } from '../../src/web/desk-turns.ts';

const user = (userId: number): Actor => ({ kind: 'user', userId, sessionHash: 'x', address: '192.0.2.1' });
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('what one person has done a thousand times holds up nobody else', async () => {
  const begun: { readonly who: string; done(): void }[] = [];
  // A desk that is told when each command is done.
  const as = (actor: Actor) => ({
    call: () => {
      const { promise, resolve } = Promise.withResolvers<never>();
      const who = actor.kind === 'user' ? String(actor.userId) : actor.kind;
      begun.push({ who, done: () => resolve(undefined as never) });
      return promise;
    },
  });
  const desk = takeDeskTurns({ as } as Partial<DeskClient> as DeskClient);
  const refusals: unknown[] = [];
  for (let n = 0; n < 1_000; n += 1) {
    desk
      .as(user(1))
      .call('logOut', {})
      .catch((error: unknown) => refusals.push(error));
  }
  const other = desk.as(user(2)).call('logOut', {});
  void desk.as({ kind: 'visitor' }).call('logOut', {});
  await settle();
  const count = (who: string) => begun.filter((each) => each.who === who).length;
  assert.deepEqual([count('1'), count('2'), count('visitor')], [16, 1, 1]);
  assert.ok(refusals.length >= 1_000 - 16 - 300, String(refusals.length));
  assert.ok(refusals.every((error) => (toAppError(error).retryAfter ?? 0) > 0));
  begun.find(({ who }) => who === '2')?.done();
  await other;
  begun.find(({ who }) => who === '1')?.done();
  await settle();
  assert.equal(count('1'), 17);
});
