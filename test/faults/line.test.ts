import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, updateChannel } from '../../src/db/channels.ts';
import { watchChannels } from '../../src/desk/fetching/watch-channels.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { startMailWorld } from '../support/mail-world.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun, lookAt, recount } from '../support/recount.ts';
import { waitFor } from '../support/wait-for.ts';

// Every line to the server is cut, reset, stalled, delayed, truncated or garbled somewhere; then a calm one finishes.
// POSTROOM_TEST_SEED repeats a run.

const modes: Partial<Channel>[] = isLongRun
  ? [{ afterImport: 'delete' }, { afterImport: 'mark_read' }, { afterImport: 'move' }]
  : [{ afterImport: 'move' }];
const cuts = isLongRun ? 110 : 5;
const messages = isLongRun ? 2000 : 120;

for (const mode of modes) {
  const name = `${cuts} faults of the line (${mode.afterImport}): nothing is lost, doubled or changed`;
  test(name, { skip: whyNoDovecot(), timeout: isLongRun ? 3_000_000 : 600_000 }, () => cutAndCount(mode));
}

async function cutAndCount(mode: Partial<Channel>): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  await using world = await startMailWorld();
  const mailbox = await world.prepare(readCorpusMail(messages), mode);
  const proxy = await startFaultProxy(world.dovecot.port, createRandom(seed));
  const count = () => [...proxy.struck.values()].reduce((sum, each) => sum + each, 0);
  const cloudPath = world.writeCloud(proxy.port);
  const opened = await openImportDesk(mailbox.dataPath, {}, { cloudPath });
  const { desk } = opened;
  let endedAt = 0;
  const scheduler = createScheduler({ log: desk.log, watchdogMilliseconds: 5000, rescueMilliseconds: 100 });
  const times = { poll: 50, pollWhileIdle: 300, compare: 200, backoff: 5, longestBackoff: 50, slow: 50 };
  // On a machine with other things to do an answer may take its time.
  const step = isLongRun ? 3000 : 1500;
  const watching = watchChannels(desk, scheduler, { ...times, step });
  try {
    // A sign-in that was garbled asks for a person; here none is at hand.
    const mend = setInterval(() => {
      void desk
        .write((tx) => updateChannel(tx, 1, { state: 'watching', retryAt: null }))
        .then(() => watching.wake(1));
    }, 500);
    await waitFor(() => count() >= cuts, isLongRun ? 1_200_000 : 120_000, 'enough faults');
    clearInterval(mend);
    proxy.calm();
    endedAt = performance.now();
    await desk.write((tx) => updateChannel(tx, 1, { state: 'watching', retryAt: null }));
    watching.wake(1);
    await waitFor(
      async () => {
        const now = await lookAt(desk);
        return now.receipts === messages && now.unsettled === 0;
      },
      isLongRun ? 300_000 : 90_000,
    );
  } catch (error) {
    console.log(opened.logged.slice(-20).join('\n'));
    throw error;
  } finally {
    await watching.stop();
    await proxy.stop();
    await opened.close();
  }
  console.log(`# ${JSON.stringify(Object.fromEntries(proxy.struck))}`);
  const report = recount(world, mailbox, { fault: 'cut, stalled or garbled line', tries: count(), endedAt });
  assert.equal(report.quarantined, 0);
  assert.equal(report.articles + report.duplicates, messages);
}
