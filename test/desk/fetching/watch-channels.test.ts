import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { type Channel, findChannel, updateChannel } from '../../../src/db/channels.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { type WatchingOptions, watchChannels } from '../../../src/desk/fetching/watch-channels.ts';
import { AppError } from '../../../src/errors.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import { createScheduler } from '../../../src/scheduler.ts';
import { address, goodToken, type ImapBench, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

const subjects = ['One', 'Two', 'Three', 'Four'];

interface Scene extends AsyncDisposable {
  readonly bench: ImapBench;
  readonly desk: Awaited<ReturnType<typeof openImportDesk>>['desk'];
  readonly logged: readonly string[];
  readonly channel: Channel;
  readonly connects: boolean[];
  start(options?: WatchingOptions): ReturnType<typeof watchChannels>;
}

/** A mailbox at the simulated Exchange with four messages, and a channel that is not fetched yet. */
async function openScene(changes: Partial<Channel> = {}): Promise<Scene> {
  const bench = await openBench();
  for (const subject of subjects) bench.mailboxes.deliver(address, plainMail(subject));
  const opened = await openImportDesk();
  const channel = await addChannel(opened.desk, { address, ...changes });
  const connects: boolean[] = [];
  const started: ReturnType<typeof watchChannels>[] = [];
  return {
    bench,
    desk: opened.desk,
    logged: opened.logged,
    channel,
    connects,
    start(options = {}) {
      const scheduler = createScheduler({
        log: opened.desk.log,
        watchdogMilliseconds: 90_000,
        drainMilliseconds: 60_000,
      });
      const watching = watchChannels(opened.desk, scheduler, {
        poll: 40,
        pollWhileIdle: 60_000,
        placeholders: 50,
        backoff: 20,
        openMailbox: async (_, { isForced, ...options }) => {
          connects.push(isForced === true);
          const auth = { accessToken: goodToken };
          const server = { host: 'localhost', port: bench.port, security: 'tls', ca: bench.ca } as const;
          return openImapReader({ ...server, user: address, auth, ...options });
        },
        ...options,
      });
      started.push(watching);
      return watching;
    },
    async [Symbol.asyncDispose]() {
      for (const watching of started) await watching.stop();
      await opened.close();
      await bench[Symbol.asyncDispose]();
    },
  };
}

const messagesLeft = ({ bench }: Scene) => bench.mailbox.findFolder('INBOX')?.messages.length ?? 0;

async function readState({ desk, channel }: Scene) {
  const rows = await desk.read.select().from(receipts);
  const subjects = await desk.read.select({ subject: articles.subject }).from(articles);
  return {
    unsettled: rows.filter(({ settledAt }) => settledAt === null).length,
    outcomes: rows.map(({ outcome }) => outcome).sort(),
    subjects: subjects.map(({ subject }) => subject).sort(),
    channel: await findChannel(desk.read, channel.id),
    events: (await listFactsOfChannel(desk.read, channel.id, { limit: 100 })).map(({ kind }) => kind),
  };
}

async function expectAllImported(scene: Scene): Promise<void> {
  await waitFor(async () => {
    const { unsettled, subjects: found, channel } = await readState(scene);
    return (
      messagesLeft(scene) === 0 && unsettled === 0 && found.length === 4 && channel?.state === 'watching'
    );
  });
  const { outcomes, subjects: found } = await readState(scene);
  assert.deepEqual(outcomes, ['opened', 'opened', 'opened', 'opened']);
  assert.deepEqual(found, subjects.toSorted());
}

/** Each strikes once or twice in the middle of an import; `code` is what the channel's page says meanwhile. */
const faults: [Fault, string | undefined][] = [
  [{ kind: 'expunge-failed', times: 2 }, 'imap_expunge_failed'],
  [{ kind: 'throttle', value: 30, times: 1, command: 'UID FETCH' }, 'imap_throttled'],
  [{ kind: 'throttle', value: 30, times: 1, command: 'UID STORE' }, 'imap_throttled'],
  [{ kind: 'not-connected', times: 2, command: 'SELECT' }, 'imap_not_connected'],
  [{ kind: 'server-unavailable', times: 1, command: 'SELECT' }, 'imap_unavailable'],
  [{ kind: 'throttle', value: 30, times: 1, command: 'AUTHENTICATE' }, 'imap_throttled'],
  [{ kind: 'server-unavailable', times: 1, command: 'AUTHENTICATE' }, 'imap_unavailable'],
  [{ kind: 'token-expired', times: 1, command: 'UID FETCH' }, undefined],
  [{ kind: 'authenticate-failed', times: 1 }, undefined],
  [{ kind: 'empty-fetch', times: 2 }, undefined],
  [{ kind: 'disconnect-after-bytes', value: 700, times: 1, command: 'UID FETCH' }, 'network_closed'],
  [{ kind: 'stall', times: 1, command: 'UID FETCH' }, 'network_timeout'],
  [{ kind: 'stall', times: 1, command: 'UID EXPUNGE' }, 'network_timeout'],
  [{ kind: 'placeholder', value: 2, times: 2 }, undefined],
];

for (const [fault, code] of faults) {
  test(`${fault.kind} ${fault.command ?? ''}: what is imported stays imported, and it recovers`, async () => {
    await using scene = await openScene();
    scene.bench.faults.set(address, fault);
    // Where the server falls silent, so much silence is waited out; elsewhere none that a busy machine makes counts.
    scene.start(fault.kind === 'stall' ? { step: 2000 } : {});
    await expectAllImported(scene);
    const { events, channel } = await readState(scene);
    assert.equal(events.filter((kind) => kind === 'channel.failed').length, code === undefined ? 0 : 1);
    assert.equal(events.includes('channel.recovered'), code !== undefined);
    assert.equal(channel?.failureCount, 0);
    const failures = scene.logged.flatMap(
      (line) => /"message":"fetch failed".*"code":"(\w+)"/.exec(line)?.[1] ?? [],
    );
    assert.deepEqual([...new Set(failures)], code === undefined ? [] : [code]);
  });
}

test("Exchange's placeholder waits in quarantine and its original on the server until the real message comes", async () => {
  await using scene = await openScene();
  scene.bench.faults.set(address, { kind: 'placeholder', value: 2 });
  scene.start();
  await waitFor(
    async () => messagesLeft(scene) === 1 && (await listQuarantine(scene.desk.read)).length === 1,
  );
  const before = await readState(scene);
  assert.deepEqual(before.outcomes, ['opened', 'opened', 'opened', 'quarantined']);
  assert.equal((await listQuarantine(scene.desk.read))[0]?.kind, 'placeholder');
  scene.bench.faults.clear(address);
  await expectAllImported(scene);
  assert.equal((await listQuarantine(scene.desk.read)).length, 0);
});

test('new UIDs for old messages make no second article', async () => {
  await using scene = await openScene({ afterImport: 'mark_read' });
  const watching = scene.start({ pollWhileIdle: 50 });
  // Only when the first look is over: it looks into the junk folder, too, whose UIDs it could be.
  await waitFor(async () => {
    const { subjects: found, channel } = await readState(scene);
    return found.length === 4 && channel?.lastSuccessAt != null;
  });
  scene.bench.faults.set(address, { kind: 'uid-validity-change', times: 1 });
  watching.wake(scene.channel.id);
  await waitFor(async () => (await readState(scene)).outcomes.length === 8);
  const { outcomes, subjects: found } = await readState(scene);
  assert.deepEqual(outcomes, [...Array(4).fill('duplicate'), ...Array(4).fill('opened')]);
  assert.equal(found.length, 4);
});

test('mail that comes while the channel waits is fetched at once, without a poll', async () => {
  await using scene = await openScene();
  scene.start();
  await expectAllImported(scene);
  scene.bench.mailboxes.deliver(address, plainMail('Five'));
  await waitFor(async () => messagesLeft(scene) === 0 && (await readState(scene)).subjects.length === 5);
});

test('mail that comes while Sent Items are open is fetched at once, too', async () => {
  await using scene = await openScene({ importsSentSince: new Date(0) });
  const { faults, mailboxes } = scene.bench;
  const take = faults.take.bind(faults);
  let selects = 0;
  faults.take = (mailbox, kind, command) => {
    // The third SELECT leaves Sent Items for the inbox again.
    if (kind === 'not-connected' && command === 'SELECT' && ++selects === 3) {
      mailboxes.deliver(address, plainMail('Five'));
    }
    return take(mailbox, kind, command);
  };
  scene.start({ step: 60_000 });
  await waitFor(async () => messagesLeft(scene) === 0 && (await readState(scene)).subjects.length === 5);
});

test('a full disk halts the import, blames no message, touches nothing on the server, and is got over', async () => {
  await using scene = await openScene();
  const limitPages = (pages: number) =>
    scene.desk.write((tx) => tx.all(sql.raw(`PRAGMA max_page_count = ${pages}`)));
  const large = 'A long text, to need new pages. '.repeat(10_000);
  scene.bench.mailboxes.deliver(address, plainMail('Large', large));
  await limitPages(1);
  scene.start();
  await waitFor(async () => (await readState(scene)).channel?.failureCode === 'postroom_unavailable');
  const halted = await readState(scene);
  assert.match(halted.channel?.failureText ?? '', /full/);
  assert.equal(messagesLeft(scene), 5);
  assert.deepEqual(halted.outcomes, []);
  await limitPages(1_000_000);
  await waitFor(
    async () => messagesLeft(scene) === 0 && (await readState(scene)).channel?.state === 'watching',
  );
  assert.equal((await readState(scene)).subjects.length, 5);
  assert.deepEqual(await listQuarantine(scene.desk.read), []);
});

test('a stop in the middle finishes what is under way, and the next start goes on from there', async () => {
  await using scene = await openScene();
  for (let n = 0; n < 400; n++) scene.bench.mailboxes.deliver(address, plainMail(`Number ${n}`));
  const watching = scene.start({ step: 60_000 });
  await waitFor(async () => (await readState(scene)).subjects.length > 0);
  await watching.stop();
  const { unsettled, subjects: found } = await readState(scene);
  assert.equal(unsettled, 0);
  assert.equal(messagesLeft(scene), 404 - found.length);
  scene.start({ step: 60_000 });
  await waitFor(() => messagesLeft(scene) === 0);
  await waitFor(async () => (await readState(scene)).unsettled === 0);
  assert.equal(new Set((await readState(scene)).subjects).size, 404);
});

test('a paused channel is left alone, and a woken one fetched', async () => {
  await using scene = await openScene({ pausedAt: new Date(), state: 'paused' });
  const watching = scene.start();
  watching.wake(scene.channel.id);
  await scene.desk.write((tx) => tx.run(sql`SELECT 1`));
  assert.equal(scene.connects.length, 0);
  await scene.desk.write((tx) => updateChannel(tx, scene.channel.id, { pausedAt: null, state: 'watching' }));
  watching.wake(scene.channel.id);
  await expectAllImported(scene);
});

test('a dead sign-in is asked about twice, with a fresh token, and then not again', async () => {
  await using scene = await openScene();
  scene.bench.verdict.now = { kind: 'invalid' };
  const watching = scene.start();
  await waitFor(async () => (await readState(scene)).channel?.failureCode === 'imap_authenticate_failed');
  assert.deepEqual(scene.connects.slice(0, 2), [false, true]);
  await watching.stop();
});

test('fetching that cannot be started, as the disk is full, starts once there is room', async () => {
  await using scene = await openScene();
  const { desk } = scene;
  const { write } = desk;
  let refused = 0;
  const full: typeof write = (work) => {
    if (++refused > 2) return write(work);
    return Promise.reject(new AppError('unavailable', 'The disk is full.'));
  };
  Object.assign(desk, { write: full });
  scene.start({ startAgain: 20 });
  await expectAllImported(scene);
  assert.ok(refused > 2);
});
