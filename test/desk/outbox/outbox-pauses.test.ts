import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { getChannel } from '../../../src/db/channels.ts';
import { getDelivery, hastenDeliveries, updateOutboxItem } from '../../../src/db/outbox.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { settleOutcome } from '../../../src/desk/outbox/settle-outcome.ts';
import type { Failure } from '../../../src/domain/failure.ts';
import { openOutboxWorld } from '../../support/outbox-world.ts';
import { openScriptedOutbox } from '../../support/scripted-outbox.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';
import { waitFor } from '../../support/wait-for.ts';

// What is tried again, and when: neither a server nor a disk that refuses is asked again and again.

const support = 'support@brightwater.example';

test('a recipient that is put off waits its own time, however many others get through', async () => {
  const world = await openOutboxWorld(support);
  const { sandbox, load, until } = world;
  sandbox.faults.set(support, {
    kind: 'smtp-reply',
    command: 'rcpt',
    times: 1,
    words: '451 4.7.1 Greylisted, try again in five minutes',
  });
  const outbox = startOutbox(world.tickets.desk);
  try {
    const first = await world.answer();
    outbox.wake();
    const put = await until(first.id, ({ failureCode }) => failureCode !== null);
    for (let n = 0; n < 4; n++) {
      const other = await world.answer();
      outbox.wake();
      await until(other.id, ({ state }) => state === 'sent');
    }
    outbox.wake(world.channel.id);
    outbox.wake();
    const { attempts, nextAttemptAt, state } = await load(first.id);
    assert.deepEqual([state, attempts, nextAttemptAt], ['queued', 1, put.nextAttemptAt]);
  } finally {
    await outbox.stop();
    await world.close();
  }
});

test('how long one cause has lasted does not lengthen the pause of another, nor that of a message that comes later', async () => {
  await using world = await openScriptedOutbox(1);
  const { desk, channel } = world.tickets;
  const smtp = (text: string) => ({ origin: 'smtp', code: text.slice(0, 3), text, command: 'RCPT' }) as const;
  const [greylisted, tooMany] = [smtp('450 4.2.0 Greylisted'), smtp('421 Too many connections')];
  const fail = async (id: number, failure: Failure) => {
    const channelNow = await getChannel(desk.read, channel.id);
    await settleOutcome(desk, channelNow, await getDelivery(desk.read, id), {
      ...{ kind: 'not_sent', failure, refused: [] },
    });
    const { nextAttemptAt, attempts } = await world.load(id);
    return [attempts, Math.round(((nextAttemptAt?.getTime() ?? 0) - desk.now().getTime()) / 60_000)];
  };
  const { id } = await world.answer('c@customer.example');
  assert.deepEqual(await fail(id, greylisted), [1, 1]);
  assert.deepEqual(await fail(id, greylisted), [2, 2]);
  assert.deepEqual(await fail(id, greylisted), [3, 5]);
  assert.deepEqual(await fail(id, tooMany), [4, 1], 'another cause begins anew');
  assert.deepEqual(await fail(id, greylisted), [5, 10], 'and the first one goes on');
  const later = await world.answer('d@customer.example');
  assert.deepEqual(await fail(later.id, greylisted), [1, 1]);
});

test('what is wrong with the app or the account at Microsoft gives up no answer: it goes out once that is mended', async () => {
  const world = await openOutboxWorld(support);
  const { sandbox, until, channel } = world;
  const outbox = startOutbox(world.tickets.desk);
  try {
    for (const [code, cause] of [
      [700025, 'app_type'],
      [50034, 'account_not_in_tenant'],
    ] as const) {
      // Exchange refuses the present token, and Microsoft gives no other one.
      sandbox.faults.set(support, { kind: 'smtp-535', times: 1 });
      sandbox.faults.set(support, { kind: `entra-${code}`, command: 'token' });
      const { id } = await world.answer();
      outbox.wake();
      const { state, failureCode, nextAttemptAt } = await until(id, (item) => item.failureCode !== null);
      assert.deepEqual([state, failureCode], ['queued', cause]);
      assert.ok(nextAttemptAt !== null);
      sandbox.faults.clear();
      outbox.wake(channel.id);
      await until(id, (item) => item.state === 'sent');
    }
  } finally {
    await outbox.stop();
    await world.close();
  }
});

test('what the sign-in held up is tried sooner after a success, and less soon after each further failure', async () => {
  const at = new Date(1_000_000_000_000);
  const world = await openOutboxWorld(support);
  try {
    const { desk } = world.tickets;
    const minutes = (n: number) => new Date(at.getTime() + n * 60_000);
    const hastened: (number | undefined)[] = [];
    for (const attempts of [1, 2, 3, 4, 20]) {
      const { id } = await world.answer();
      const row = { attempts, channelFailedAt: at, nextAttemptAt: minutes(60) };
      await desk.write((tx) => updateOutboxItem(tx, id, row));
      await desk.write((tx) => hastenDeliveries(tx, world.channel.id));
      const { nextAttemptAt } = await world.load(id);
      hastened.push((nextAttemptAt?.getTime() ?? 0) - at.getTime());
    }
    assert.deepEqual(hastened, [0, 15_000, 30_000, 60_000, 900_000]);
  } finally {
    await world.close();
  }
});

test('a full disk while a server takes a message: what it said is kept and written down with room again', async (t) => {
  using disk = mountSmallDisk(12);
  if (disk === undefined) return t.skip('platform: no mount here');
  const world = await openOutboxWorld(support, { path: join(disk.path, 'postroom.db') });
  const { sandbox, until } = world;
  const outbox = startOutbox(world.tickets.desk);
  try {
    const item = await world.answer();
    sandbox.faults.set(support, { kind: 'smtp-slow', times: 1, value: 500 });
    outbox.wake();
    await waitFor(() => world.countSent(item) === 1);
    disk.fill();
    const isKept = () => world.tickets.logged.some((line) => line.includes('it is kept'));
    await waitFor(isKept);
    assert.equal((await world.load(item.id)).state, 'sending');
    disk.empty();
    await until(item.id, ({ state }) => state === 'sent');
    assert.equal(world.countSent(item), 1);
  } finally {
    disk.empty();
    await outbox.stop();
    await world.close();
  }
});

test('a full disk before anything goes out: the server is not signed in to again and again, and it goes out with room', async (t) => {
  using disk = mountSmallDisk(12);
  if (disk === undefined) return t.skip('platform: no mount here');
  const world = await openOutboxWorld(support, { path: join(disk.path, 'postroom.db') });
  const { sandbox, until } = world;
  const items = [await world.answer(), await world.answer(), await world.answer()];
  disk.fill();
  let later = 0;
  const outbox = startOutbox(world.tickets.desk, { elapsed: () => performance.now() + later });
  const failures = () => world.tickets.logged.filter((line) => line.includes('"pause":')).length;
  try {
    await waitFor(() => failures() >= 1);
    for (let turn = 0; turn < 6; turn++) {
      const before = failures();
      for (let n = 0; n < 20; n++) outbox.wake();
      later += 120_000;
      outbox.wake();
      await waitFor(() => failures() > before);
    }
    assert.equal(sandbox.sent.length, 0);
    // Three at first; later ones one by one, each after a pause.
    const inVain = world.tickets.logged.filter((line) => line.includes('"outbox failed"')).length;
    assert.ok(inVain <= 9, `${inVain} sign-ins in vain`);
    disk.empty();
    later += 120_000;
    outbox.wake();
    for (const { id } of items) await until(id, ({ state }) => state === 'sent');
    assert.deepEqual(items.map(world.countSent), [1, 1, 1]);
  } finally {
    disk.empty();
    await outbox.stop();
    await world.close();
  }
});
