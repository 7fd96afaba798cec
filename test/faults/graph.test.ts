import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Channel, updateChannel } from '../../src/db/channels.ts';
import { watchChannels } from '../../src/desk/fetching/watch-channels.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { doneFolder, type GraphMailbox, type GraphWorld, startGraphWorld } from '../support/graph-world.ts';
import { isImportChild, isUp, runImportChild, startImportChild } from '../support/import-child.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { startLineCutter } from '../support/line-cutter.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun, look, lookAt } from '../support/recount.ts';
import { waitFor } from '../support/wait-for.ts';

// The import by Graph, killed and cut again and again; a script of its own recounts what is there.
// POSTROOM_TEST_SEED repeats a run.

const modes: NonNullable<Channel['afterImport']>[] = isLongRun ? ['delete', 'mark_read', 'move'] : ['move'];
const messages = isLongRun ? 2000 : 80;
const kills = isLongRun ? 110 : 3;
const cuts = isLongRun ? 110 : 5;
const timeout = isLongRun ? 3_000_000 : 300_000;
/** A long run goes on beside other work of the machine. */
const patience = isLongRun ? 900_000 : 120_000;
const watchdogMilliseconds = isLongRun ? 30_000 : 5000;

if (isImportChild) {
  await runImportChild();
} else {
  for (const afterImport of modes) {
    test(
      `${kills} kills during an import by Graph (${afterImport}): nothing is lost, doubled or changed`,
      {
        timeout,
      },
      () => killAndCount(afterImport),
    );
    test(
      `${cuts} cuts during an import by Graph (${afterImport}): nothing is lost, doubled or changed`,
      {
        timeout,
      },
      () => cutAndCount(afterImport),
    );
  }
}

async function killAndCount(afterImport: Channel['afterImport']): Promise<void> {
  const random = createRandom(announceSeed());
  await using world = await startGraphWorld();
  const prepared = await world.prepare(readCorpusMail(messages), { afterImport });
  const { dataPath } = prepared;
  let child: ChildProcess | undefined;
  try {
    let done = 0;
    for (let kill = 0; kill < kills; kill++) {
      child = startImportChild(import.meta.filename, { dataPath, cloudPath: world.cloudPath });
      const ended = once(child, 'exit');
      const goal = Math.min(messages, done + Math.ceil(random() * (messages / kills)));
      if (kill % 4 === 3) await wait(random() * 900);
      else await waitFor(() => (look(dataPath)?.receipts ?? 0) >= goal, patience);
      await wait(random() * 60);
      child.kill('SIGKILL');
      await ended;
      done = look(dataPath)?.receipts ?? done;
    }
    const endedAt = performance.now();
    child = startImportChild(import.meta.filename, { dataPath, cloudPath: world.cloudPath });
    const last = child;
    await waitFor(() => isOver(look(dataPath)) && isUp(last, dataPath), 2 * patience);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    recount(world, prepared, afterImport, {
      fault: 'kill -9 during an import by Graph',
      tries: kills,
      endedAt,
    });
  } finally {
    child?.kill('SIGKILL');
  }
}

async function cutAndCount(afterImport: Channel['afterImport']): Promise<void> {
  const random = createRandom(announceSeed());
  await using world = await startGraphWorld();
  const prepared = await world.prepare(readCorpusMail(messages), { afterImport });
  const { urls } = world.sandbox.graph;
  const cutter = await startLineCutter(Number(new URL(urls.graph).port), random);
  const cloud = JSON.parse(readFileSync(world.cloudPath, 'utf8'));
  // The links that Graph gives lead the same way.
  urls.graph = `https://localhost:${cutter.port}`;
  const cloudPath = join(prepared.sources, '..', 'cloud.json');
  writeFileSync(cloudPath, JSON.stringify({ ...cloud, graph: urls.graph }));
  const opened = await openImportDesk(prepared.dataPath, {}, { cloudPath });
  const { desk } = opened;
  const scheduler = createScheduler({ log: desk.log, watchdogMilliseconds, rescueMilliseconds: 100 });
  const times = {
    pollGraph: 50,
    pollGraphAtRest: 50,
    compare: 500,
    backoff: 5,
    longestBackoff: 50,
    slow: 50,
  };
  const watching = watchChannels(desk, scheduler, { ...times, step: 700 });
  const count = () => [...cutter.struck.values()].reduce((sum, each) => sum + each, 0);
  let endedAt = 0;
  try {
    await waitFor(() => count() >= cuts, 2 * patience, 'enough cuts');
    cutter.calm();
    endedAt = performance.now();
    await desk.write((tx) => updateChannel(tx, 1, { state: 'watching', retryAt: null }));
    watching.wake(1);
    await waitFor(async () => isOver(await lookAt(desk)), 2 * patience);
  } catch (error) {
    console.log(opened.logged.slice(-20).join('\n'));
    throw error;
  } finally {
    await watching.stop();
    await cutter.stop();
    await opened.close();
  }
  console.log(`# ${JSON.stringify(Object.fromEntries(cutter.struck))}`);
  recount(world, prepared, afterImport, { fault: 'cut line to Graph', tries: count(), endedAt });
}

function announceSeed(): number {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  return seed;
}

function isOver(now: { receipts: number; unsettled: number } | undefined): boolean {
  return now !== undefined && now.receipts === messages && now.unsettled === 0;
}

function recount(
  { sandbox }: GraphWorld,
  { mailbox, dataPath, sources }: GraphMailbox,
  afterImport: Channel['afterImport'],
  { fault, tries, endedAt }: { fault: string; tries: number; endedAt: number },
): void {
  const recoveredSeconds = secondsSince(endedAt);
  const args = ['scripts/verify-import.mjs', dataPath, sources];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  console.log(`# ${stdout.trim()}`);
  const report = JSON.parse(stdout);
  const { lost, doubled, changed } = report;
  noteFault({ fault, tries, lost, doubled, changed, recoveredSeconds });
  assert.equal(status, 0, stderr);
  assert.equal(report.articles + report.duplicates + report.quarantined, messages);
  const inbox = mailbox.folderOf('inbox').messages;
  const read = inbox.filter(({ flags }) => flags.has('\\Seen')).length;
  const there = {
    delete: mailbox.folderOf('deleteditems').messages.length,
    mark_read: read,
    move: mailbox.findFolder(doneFolder)?.messages.length,
  };
  assert.equal(there[afterImport], messages);
  assert.equal(inbox.length, afterImport === 'mark_read' ? messages : 0);
  assert.equal(sandbox.graph.stats.refused, 0, 'never more than four at once');
}
