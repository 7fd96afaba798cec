import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createFileJobs } from '../../src/threads/file-jobs.ts';
import { createWorkplace } from '../support/command.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { storeMails } from '../support/store-mails.ts';

const folder = createWorkplace();
const dataPath = join(folder, 'postroom.db');
const out = join(folder, 'out');

async function prepare() {
  const { desk, close } = await openImportDesk(dataPath);
  await storeMails(desk, await addChannel(desk), 5);
  await close();
  mkdirSync(out);
}

test('a backup whose time is over is ended, and nothing is left of it; a later one is whole', async () => {
  await prepare();
  const config = { dataPath, key: undefined };
  const jobs = createFileJobs(config, 0);
  const backup = jobs.backUp(join(out, 'copy.db'));
  const ended = assert.rejects(
    backup,
    /stopping, so this was ended before it was done; nothing is left of it/,
  );
  await setImmediate();
  await jobs.stop();
  await ended;
  assert.deepEqual(readdirSync(out), []);
  const { articles } = await createFileJobs(config).backUp(join(out, 'copy.db'));
  assert.equal(articles, 5);
});

test('whoever waits hears of each step', async () => {
  const steps = new Set<string>();
  await createFileJobs({ dataPath, key: undefined }).check(({ step, done, total }) => {
    assert.ok(done <= total, `${step}: ${done} of ${total}`);
    steps.add(step);
  });
  assert.deepEqual([...steps], ['structure', 'texts', 'bytes']);
});
