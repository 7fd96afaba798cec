import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { insertAccountLetter, listDueLetters } from '../../src/db/account-letters.ts';
import type { Reader } from '../../src/db/care/open.ts';
import { insertFacts } from '../../src/db/facts.ts';
import { updateOutboxItem } from '../../src/db/outbox.ts';
import { watchClock } from '../../src/desk/channels/watch-clock.ts';
import { followClock } from '../../src/desk/follow-clock.ts';
import { startOutbox } from '../../src/desk/outbox/deliver-outbox.ts';
import { accountLetters as accountLetterKinds } from '../../src/domain/account-letter.ts';
import { fileCloudId } from '../../src/domain/cloud.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { openOutboxWorld } from '../support/outbox-world.ts';

// Clocks are set by days, forwards and back: nothing waits for a time that never comes, nothing is given up for it.

const support = 'support@brightwater.example';
const day = 86_400_000;
const greylisted = {
  kind: 'smtp-reply',
  command: 'rcpt',
  times: 1,
  words: '451 4.7.1 Greylisted, try again later',
} as const satisfies Fault;

test('set three days ahead and back: what waits waits as long as before, and the pages say it', async () => {
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const world = await openOutboxWorld(support, { now });
  const { desk } = world.tickets;
  try {
    const item = await world.answer();
    const wait = 60_000;
    const nextAttemptAt = new Date(now().getTime() + wait);
    await desk.write(async (tx) => {
      await updateOutboxItem(tx, item.id, { attempts: 1, nextAttemptAt });
      await insertAccountLetter(tx, { kind: accountLetterKinds[0], email: 'a@b.example' }, nextAttemptAt);
    });
    await followClock(desk);
    for (const [jump, words] of [
      [3 * day, /The clock of the server was set 3 days ahead/],
      [-3 * day, /The clock of the server was set 3 days back/],
    ] as const) {
      offset += jump;
      await followClock(desk);
      const { nextAttemptAt: next, createdAt } = await world.load(item.id);
      const left = (next?.getTime() ?? 0) - now().getTime();
      assert.ok(left > 0 && left <= wait, `${left} ms are left`);
      assert.ok(Math.abs(now().getTime() - createdAt.getTime()) < 120_000, 'its age has changed');
      const [letter] = await listDueLetters(desk.read, new Date(now().getTime() + wait), 10);
      assert.ok(letter && letter.nextAttemptAt > now(), 'a link to a new password is sent in its time');
      assert.equal(desk.memory.clock.jump?.by.toString().slice(0, 3), String(jump).slice(0, 3));
      // Where the clock of the page agrees with the one of the jump.
      if (offset === 0) assert.match(await (await world.admin.get('/outbox')).text(), words);
    }
    // Seconds are corrected all the time.
    offset += 5000;
    const { clock } = desk.memory;
    await followClock(desk);
    assert.equal(desk.memory.clock, clock);
  } finally {
    await world.close();
  }
});

test('three days old by the clock, a temporary refusal is not final; a time laid days ahead is not waited for', async () => {
  const world = await openOutboxWorld(support);
  const { desk } = world.tickets;
  const outbox = startOutbox(desk);
  try {
    const item = await world.answer();
    // As it looks while the clock is three days ahead.
    await desk.write((tx) => updateOutboxItem(tx, item.id, { createdAt: new Date(Date.now() - 3 * day) }));
    world.sandbox.faults.set(support, greylisted);
    outbox.wake();
    const refused = await world.until(item.id, ({ failureCode }) => failureCode !== null);
    assert.equal(refused.state, 'queued');
    // The program is started anew with the right clock.
    const nextAttemptAt = new Date(Date.now() + 3 * day);
    await desk.write((tx) => updateOutboxItem(tx, item.id, { nextAttemptAt }));
    outbox.wake();
    await world.until(item.id, ({ state }) => state === 'sent');
  } finally {
    await outbox.stop();
    await world.close();
  }
});

test('a clock that is ten minutes behind: every page says it, in the reader’s language, until it is set', async () => {
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const world = await openOutboxWorld(support, { now });
  const { desk } = world.tickets;
  const read = async (language: string) =>
    (await world.admin.get('/outbox', { 'accept-language': language })).text();
  try {
    offset = -600_000;
    await followClock(desk);
    await watchClock(desk);
    assert.match(await read('en'), /The clock of the server is 10 minutes behind Microsoft’s/);
    assert.match(await read('de'), /Die Uhr des Servers geht gegenüber der von Microsoft 10 Minuten nach/);
    offset = 0;
    await followClock(desk);
    assert.doesNotMatch(await read('en'), /behind Microsoft/);
    assert.match(await read('de'), /Die Uhr des Servers wurde 10 Minuten vorgestellt/);
    // What everybody's clock is off by is nothing to tell.
    offset = 20_000;
    await watchClock(desk);
    assert.equal(desk.memory.clock.ahead, undefined);
    // Where Microsoft is, is told by a file that is not there any more: the channels say so, each in its way.
    await desk.write((tx) => tx.run(sql`UPDATE app_registrations SET cloud = ${fileCloudId}`));
    await watchClock({ ...desk, cloudPath: undefined });
  } finally {
    await world.close();
  }
});

test('put back by a month while the program did not run: nothing waits for a month, and no age changes', async () => {
  const month = 30 * day;
  let offset = 0;
  const now = () => new Date(Date.now() + offset);
  const world = await openOutboxWorld(support, { now });
  const { desk } = world.tickets;
  try {
    const item = await world.answer();
    const createdAt = item.createdAt.getTime();
    offset = month;
    const pause = 3_600_000;
    const nextAttemptAt = new Date(now().getTime() + pause);
    const queuedAt = new Date(Date.now() - pause);
    await desk.write(async (tx) => {
      const fact = { kind: 'webhook.switched_on', data: { webhookId: 1, name: 'Shop' } } as const;
      await insertFacts(tx, [{ at: now(), actor: { kind: 'desk', duty: 'tell' }, fact }]);
      await updateOutboxItem(tx, item.id, { attempts: 3, nextAttemptAt });
      await insertAccountLetter(tx, { kind: accountLetterKinds[0], email: 'a@b.example' }, nextAttemptAt);
      await tx.run(sql`INSERT INTO webhooks (name, url, kinds, shape, secret, cursor, created_at, allows_private)
        VALUES ('Shop', 'https://shop.example/', '["*"]', 'standard', 'whsec_eA==', 0, 0, 0)`);
      await tx.run(sql`INSERT INTO webhook_deliveries (webhook_id, fact_id, body, state, attempts, created_at, queued_at, next_attempt_at)
        VALUES (1, 1, '{}', 'queued', 3, 0, ${queuedAt.getTime()}, ${nextAttemptAt.getTime()})`);
    });
    offset = 0;
    const due = async () => ({
      outbox: (await world.load(item.id)).nextAttemptAt?.getTime(),
      letter: (await listDueLetters(desk.read, new Date(8e15), 10))[0]?.nextAttemptAt.getTime(),
      webhook: (await listQueued(desk.read))[0]?.next,
    });
    desk.memory.clockOffset = undefined;
    await followClock(desk);
    const laid = await due();
    for (const [name, at] of Object.entries(laid)) {
      const left = (at ?? Number.POSITIVE_INFINITY) - Date.now();
      assert.ok(left <= pause + 60_000 && left > -pause, `${name}: ${left} ms are left`);
    }
    // What was queued by the right clock is as old as it was.
    assert.equal((await listQueued(desk.read))[0]?.since, queuedAt.getTime());
    assert.equal((await world.load(item.id)).createdAt.getTime(), createdAt);
    // The next start finds the same facts.
    desk.memory.clockOffset = undefined;
    await followClock(desk);
    assert.deepEqual(await due(), laid);
  } finally {
    await world.close();
  }
});

function listQueued(db: Reader): Promise<{ next: number; since: number }[]> {
  return db.all(sql`SELECT next_attempt_at AS next, queued_at AS since FROM webhook_deliveries`);
}
