import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { updateChannel } from '../../src/db/channels.ts';
import { watchChannels } from '../../src/desk/fetching/watch-channels.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import { isImportChild, readDrain, runImportChild, startImportChild } from '../support/import-child.ts';
import { type ImportDesk, openImportDesk } from '../support/import-desk.ts';
import { type MailWorld, type PreparedMailbox, startMailWorld } from '../support/mail-world.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { hasCommand, isLongRun, look, lookAt, recount } from '../support/recount.ts';
import { waitFor } from '../support/wait-for.ts';

// What a machine does to a program: full and failing disks, locks, power cuts, clocks, an end in the middle.

const mail = isImportChild ? [] : readCorpusMail(isLongRun ? 2000 : 160);
const times = { poll: 100, pollWhileIdle: 300, compare: 200, backoff: 20, longestBackoff: 200, slow: 50 };
const powerCut = 'power cut under a file system (ext4)';
const skip = whyNoDovecot();
const options = { skip, timeout: 600_000 };

let world: MailWorld;

if (isImportChild) await runImportChild();
else {
  before(async () => {
    if (skip === undefined) world = await startMailWorld();
  });
  after(() => world?.[Symbol.asyncDispose]());
  defineTests();
  if (isLongRun) defineLongTests();
}

function defineTests(): void {
  test('SIGTERM in the middle ends it within ten seconds, and the next start goes on', options, async () => {
    const mailbox = await world.prepare(mail);
    const child = startChild(world, mailbox);
    await waitFor(() => (look(mailbox.dataPath)?.receipts ?? 0) > 0);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    // What others do on the machine is not its doing; that it waits for nobody longer, test/scheduler.test.ts shows.
    const drain = readDrain(mailbox.dataPath);
    console.log(`# ${JSON.stringify(drain)}`);
    assert.ok(drain.processorMilliseconds < 10_000);
    assert.equal(look(mailbox.dataPath)?.unsettled, 0);
    const endedAt = performance.now();
    await resume(world, mailbox);
    recount(world, mailbox, { fault: 'SIGTERM during an import', tries: 1, endedAt });
  });

  test(
    'a disk that is full halts the import and blames no message; with room again it goes on',
    options,
    async (t) => {
      const disk = world.mount('small', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs']);
      if (disk === undefined) return t.skip('platform: no mount here');
      const mailbox = await world.prepare(mail, {}, disk);
      let endedAt = 0;
      await withDesk(world, mailbox, async (opened) => {
        await waitFor(async () => {
          const [row] = await opened.desk.read.all<{ code: string | null }>(
            'SELECT failure_code AS code FROM channels',
          );
          return row?.code === 'postroom_unavailable' || isFull(disk);
        });
        await wait(300);
        spawnSync('mount', ['-o', 'remount,size=300m', disk]);
        endedAt = performance.now();
        await untilDone(opened, mailbox);
      });
      const report = recount(world, mailbox, { fault: 'full disk during an import', tries: 1, endedAt });
      assert.equal(report.quarantined, 0);
    },
  );

  test('a clock that jumps by days keeps nothing waiting', options, async () => {
    const random = seeded();
    let offset = 0;
    let jumped = 1;
    const mailbox = await world.prepare(mail);
    const now = () => new Date(Date.now() + offset);
    await withDesk(
      world,
      mailbox,
      async (opened) => {
        offset = 3 * 86_400_000;
        await opened.desk.write((tx) => {
          const at = now();
          const retryAt = new Date(at.getTime() + 1000);
          return updateChannel(tx, 1, { state: 'failing', lastFailureAt: at, retryAt });
        });
        offset = -offset;
        const jumps = setInterval(() => {
          offset = Math.round((random() - 0.5) * 6 * 86_400_000);
          jumped += 1;
        }, 50);
        await untilDone(opened, mailbox).finally(() => clearInterval(jumps));
      },
      now,
    );
    const endedAt = performance.now();
    recount(world, mailbox, { fault: 'clock that jumps', tries: jumped, endedAt });
  });

  test('new UIDVALIDITY in the middle of an import: the same mail, once', options, async () => {
    const mailbox = await world.prepare(mail, { afterImport: 'mark_read' });
    const child = startChild(world, mailbox);
    await waitFor(() => (look(mailbox.dataPath)?.receipts ?? 0) > 20);
    const lookedAt = Date.now();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const stored = look(mailbox.dataPath)?.receipts ?? 0;
    // Dovecot numbers a folder by the second in which it first looks at it.
    await waitFor(() => Math.floor(Date.now() / 1000) > Math.floor(lookedAt / 1000));
    const inbox = world.dovecot.mailFolder(mailbox.address);
    for (const name of readdirSync(inbox)) if (name.startsWith('dovecot')) rmSync(join(inbox, name));
    const endedAt = performance.now();
    await withDesk(world, mailbox, async ({ desk }) => {
      await waitFor(async () => {
        // Each has a receipt by its new UID.
        const { receipts, unsettled } = await lookAt(desk);
        return receipts === stored + mail.length && unsettled === 0;
      });
    });
    recount(world, mailbox, { fault: 'new UIDVALIDITY', tries: 1, endedAt }, ['--renumbered']);
  });

  test('after a power cut each message is in the file or still on the server', options, async (t) => {
    const random = seeded();
    const image = join(world.folder, 'disk.img');
    spawnSync('sh', ['-c', `truncate -s 96M '${image}' && mkfs.ext4 -q '${image}'`]);
    const disk = world.mount('disk', ['-o', 'loop', image]);
    if (disk === undefined) return t.skip('platform: no loop mounts here');
    const mailbox = await world.prepare(mail, {}, join(disk, 'data'));
    spawnSync('sync');
    const child = startChild(world, mailbox);
    for (let cut = 0; cut < (isLongRun ? 25 : 1); cut++) {
      await waitFor(() => (look(mailbox.dataPath)?.receipts ?? 0) > 0);
      await wait(random() * 400);
      child.kill('SIGSTOP');
      // What the file system has not yet written is lost: the image is copied, not the files.
      const copy = join(world.folder, 'cut.img');
      copyFileSync(image, copy);
      const place = world.mount('cut', ['-o', 'loop', copy]);
      assert.ok(place !== undefined);
      const dataPath = join(place, 'data', 'postroom.db');
      const inbox = join(world.dovecot.mailFolder(mailbox.address), 'cur');
      const survived = { fault: powerCut, tries: 1, endedAt: performance.now() };
      recount(world, { ...mailbox, dataPath }, survived, ['--still', inbox]);
      spawnSync('umount', [place]);
      child.kill('SIGCONT');
    }
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    const endedAt = performance.now();
    await resume(world, mailbox);
    recount(world, mailbox, { fault: powerCut, tries: 0, endedAt });
  });
}

/** Half a minute and more each. */
function defineLongTests(): void {
  test('writes that fail (EIO) lose nothing', { ...options, skip: skip ?? noStrace() }, async () => {
    const random = seeded();
    const mailbox = await world.prepare(mail);
    for (let turn = 0; turn < (isLongRun ? 20 : 2); turn++) {
      const first = 20 + Math.floor(random() * 200);
      const call = random() < 0.5 ? 'pwrite64' : 'fdatasync,fsync';
      const files = [mailbox.dataPath, `${mailbox.dataPath}-wal`].flatMap((path) => ['-P', path]);
      const when = call === 'pwrite64' ? `${first}..${first + 10}` : `${2 + (first % 9)}+3`;
      const inject = ['-e', `trace=${call}`, '-e', `inject=${call}:error=EIO:when=${when}`];
      const child = startChild(world, mailbox, [
        'strace',
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        ...files,
        ...inject,
      ]);
      await wait(2500);
      const ended = once(child, 'exit');
      // strace passes its own end on to what it has started only after a detach, so the group is told.
      spawnSync('pkill', ['-KILL', '-P', String(child.pid)]);
      child.kill('SIGKILL');
      await ended;
    }
    const endedAt = performance.now();
    await resume(world, mailbox);
    recount(world, mailbox, { fault: 'writes that fail (EIO)', tries: isLongRun ? 20 : 2, endedAt });
  });

  test('a program that locks the file for seconds is waited for', options, async () => {
    const mailbox = await world.prepare(mail);
    let endedAt = 0;
    await withDesk(world, mailbox, async (opened) => {
      await waitFor(async () => (await lookAt(opened.desk)).receipts > 0);
      const holder = spawn('sqlite3', [mailbox.dataPath], { stdio: ['pipe', 'pipe', 'inherit'] });
      holder.stdin.write(".timeout 9000\nBEGIN IMMEDIATE;\nSELECT 'held';\n");
      await once(holder.stdout, 'data');
      await wait(6500);
      const ended = once(holder, 'exit');
      holder.stdin.end('ROLLBACK;\n');
      await ended;
      endedAt = performance.now();
      await untilDone(opened, mailbox);
    });
    const survived = { fault: 'file locked by another program', tries: 1, endedAt };
    assert.equal(recount(world, mailbox, survived).quarantined, 0);
  });
}

function startChild(world: MailWorld, { dataPath }: PreparedMailbox, before: readonly string[] = []) {
  const cloudPath = world.writeCloud(world.dovecot.port);
  return startImportChild(import.meta.filename, { dataPath, cloudPath }, before);
}

async function resume(world: MailWorld, mailbox: PreparedMailbox): Promise<void> {
  await withDesk(world, mailbox, (opened) => untilDone(opened, mailbox));
}

/** Runs the desk in this process while `use` does. */
async function withDesk(
  world: MailWorld,
  { dataPath }: PreparedMailbox,
  use: (opened: ImportDesk) => Promise<void>,
  now = () => new Date(),
): Promise<void> {
  const cloudPath = world.writeCloud(world.dovecot.port);
  const opened = await openImportDesk(dataPath, {}, { cloudPath, now });
  const scheduler = createScheduler({ log: opened.desk.log, rescueMilliseconds: 200 });
  const watching = watchChannels(opened.desk, scheduler, times);
  try {
    await use(opened);
  } catch (error) {
    console.log(opened.logged.slice(-20).join('\n'));
    throw error;
  } finally {
    await watching.stop();
    await opened.close();
  }
}

async function untilDone({ desk }: ImportDesk, { messages }: PreparedMailbox): Promise<void> {
  await waitFor(async () => {
    const now = await lookAt(desk);
    return now.receipts === messages && now.unsettled === 0;
  });
}

function seeded(): () => number {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  return createRandom(seed);
}

function isFull(place: string): boolean {
  return /\s0$/.test(spawnSync('df', ['--output=avail', place], { encoding: 'utf8' }).stdout.trim());
}

function noStrace(): string | undefined {
  if (process.platform !== 'linux') return 'platform: strace is for Linux';
  return hasCommand('strace') ? undefined : 'no strace on this machine (Debian: strace)';
}
