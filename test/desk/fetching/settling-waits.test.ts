import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, getChannel, updateChannel } from '../../../src/db/channels.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { createSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { watchChannel } from '../../../src/desk/fetching/watch-channel.ts';
import { watchChannels } from '../../../src/desk/fetching/watch-channels.ts';
import { defaultWatchOptions, type WatchOptions } from '../../../src/desk/fetching/watch-options.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { createScheduler } from '../../../src/scheduler.ts';
import { address, goodToken, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A mailbox at the simulated Exchange with one message, whose channel is looked at by hand or watched. */
async function openScene(changes: Partial<Channel> = {}) {
  const bench = await openBench();
  bench.mailboxes.deliver(address, plainMail('One'));
  // It stands, so that pauses come out exact.
  let now = Date.now();
  const opened = await openImportDesk(undefined, {}, { now: () => new Date(now) });
  const { desk } = opened;
  const { id } = await addChannel(desk, { address, ...changes });
  const connects: number[] = [];
  const server = { host: 'localhost', port: bench.port, security: 'tls', ca: bench.ca } as const;
  const options: WatchOptions = { ...defaultWatchOptions, random: () => 0.5 };
  const openMailbox = async (_: unknown, { isForced: _isForced, ...more }: { isForced?: boolean }) => {
    connects.push(Date.now());
    return openImapReader({ ...server, user: address, auth: { accessToken: goodToken }, ...more });
  };
  const watch = watchChannel({ desk, options, suspects: createSuspects(), openMailbox }, id);
  const never = new AbortController().signal;
  return {
    bench,
    desk,
    id,
    connects,
    openMailbox,
    look: () => watch.look({ stopping: never, cut: never, beat: () => undefined }),
    pass(milliseconds: number) {
      now += milliseconds;
    },
    readChannel: () => getChannel(desk.read, id),
    readSubjects: async () => (await desk.read.select().from(articles)).map(({ subject }) => subject),
    left: () => bench.mailbox.findFolder('INBOX')?.messages.length,
    async [Symbol.asyncDispose]() {
      await watch.close();
      await opened.close();
      await bench[Symbol.asyncDispose]();
    },
  };
}

test('where the server refuses to delete, mail that comes is a ticket at once, on the line that is open', async () => {
  await using scene = await openScene();
  const { bench, desk } = scene;
  bench.faults.set(address, { kind: 'expunge-failed' });
  const scheduler = createScheduler({ log: desk.log });
  // Far longer than is waited for: nothing but the server's word brings the mail.
  const times = { backoff: 600_000, longestBackoff: 600_000, settleAgain: 600_000 };
  const watching = watchChannels(desk, scheduler, { ...times, openMailbox: scene.openMailbox });
  await waitFor(async () => (await scene.readChannel()).failureCode === 'imap_expunge_failed');
  const { retryAt, failureCount } = await scene.readChannel();
  for (const subject of ['Two', 'Three']) {
    bench.mailboxes.deliver(address, plainMail(subject));
    await waitFor(async () => (await scene.readSubjects()).includes(subject));
  }
  // A message is a ticket before the look that brought it has ended.
  await waitFor(async () => (await scene.readChannel()).state === 'failing');
  const channel = await scene.readChannel();
  assert.equal(scene.connects.length, 1, 'no new sign-in');
  assert.deepEqual(
    [channel.retryAt, channel.failureCount],
    [retryAt, failureCount],
    'it is not asked at each mail',
  );
  assert.equal(scene.left(), 3, 'nothing is taken for deleted');
  const facts = await listFactsOfChannel(desk.read, scene.id, { limit: 100 });
  assert.equal(facts.filter(({ kind }) => kind === 'channel.failed').length, 1);
  assert.equal(facts.filter(({ kind }) => kind === 'channel.fetched').length, 3);
  bench.faults.clear(address);
  // As its time comes, or somebody presses Fetch now.
  await desk.write((tx) => updateChannel(tx, scene.id, { retryAt: desk.now() }));
  watching.wake(scene.id);
  await waitFor(async () => (await scene.readChannel()).state === 'watching' && scene.left() === 0);
  const rows = await desk.read.select().from(receipts);
  assert.deepEqual(
    rows.filter(({ settledAt }) => settledAt === null),
    [],
  );
  assert.equal(scene.connects.length, 1);
  await watching.stop();
});

test('what is refused is asked for again within a minute each time, and goes through by itself', async () => {
  await using scene = await openScene();
  scene.bench.faults.set(address, { kind: 'expunge-failed', times: 7 });
  const pauses: number[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const { after } = await scene.look();
    pauses.push(Math.round(after / 1000));
    scene.pass(after);
  }
  assert.deepEqual(pauses, [15, 30, 60, 60, 60, 60, 60]);
  assert.equal((await scene.readChannel()).failureCount, 7);
  await scene.look();
  const { state, failureCode, failureCount } = await scene.readChannel();
  assert.deepEqual([state, failureCode, failureCount, scene.left()], ['watching', null, 0, 0]);
});

test('how long one cause has lasted does not lengthen the pause of another one, nor the other way round', async () => {
  await using scene = await openScene();
  const fail = async (kind: 'expunge-failed' | 'server-unavailable') => {
    scene.bench.faults.clear(address);
    scene.bench.faults.set(address, kind === 'expunge-failed' ? { kind } : { kind, command: 'SELECT' });
    const { after } = await scene.look();
    scene.pass(after);
    return Math.round(after / 1000);
  };
  for (let turn = 0; turn < 5; turn++) await fail('expunge-failed');
  assert.equal(await fail('server-unavailable'), 15, 'the first of its kind');
  assert.equal((await scene.readChannel()).failureCount, 1);
  assert.equal(await fail('server-unavailable'), 30);
  assert.equal(await fail('expunge-failed'), 60);
  // Taking turns, none of them is asked ever again at the shortest pause.
  assert.equal(await fail('server-unavailable'), 60);
  assert.equal(await fail('expunge-failed'), 60);
  assert.equal(await fail('server-unavailable'), 120);
});

test('a placeholder is asked for again five minutes after it was last, whatever comes in between', async () => {
  await using scene = await openScene();
  scene.bench.faults.set(address, { kind: 'placeholder', value: 1 });
  const seconds = async () => Math.round((await scene.look()).after / 1000);
  assert.equal(await seconds(), 300);
  assert.equal((await listQuarantine(scene.desk.read))[0]?.kind, 'placeholder');
  scene.bench.faults.clear(address);
  for (const [passed, left] of [
    [100_000, 200],
    [190_000, 10],
  ] as const) {
    scene.pass(passed);
    scene.bench.mailboxes.deliver(address, plainMail(`After ${passed}`));
    assert.equal(await seconds(), left, 'other mail does not put it off');
    assert.equal((await listQuarantine(scene.desk.read)).length, 1);
  }
  // A timer may be a little early.
  scene.pass(9_900);
  await scene.look();
  assert.equal((await listQuarantine(scene.desk.read)).length, 0);
  assert.ok((await scene.readSubjects()).includes('One'));
  assert.equal(scene.left(), 0);
});

test('a placeholder whose fetch failed is asked for as soon as the server answers again', async () => {
  await using scene = await openScene();
  scene.bench.faults.set(address, { kind: 'placeholder', value: 1 });
  await scene.look();
  scene.bench.faults.clear(address);
  scene.pass(300_000);
  scene.bench.faults.set(address, { kind: 'server-unavailable', command: 'SELECT', times: 1 });
  const { after } = await scene.look();
  assert.equal(Math.round(after / 1000), 15);
  scene.pass(after);
  await scene.look();
  assert.equal((await listQuarantine(scene.desk.read)).length, 0);
});
