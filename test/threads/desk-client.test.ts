import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startDesk } from '../../src/threads/desk-client.ts';
import { createDeskOptions } from '../../src/threads/desk-options.ts';
import { prepareThread } from '../../src/threads/thread-caller.ts';
import { startTestApp } from '../support/app.ts';
import { runInDesk } from '../support/in-desk-thread.ts';
import { waitFor } from '../support/wait-for.ts';

test('a desk that crashes is started anew: the cause is logged, /readyz says so meanwhile', async () => {
  const postroom = await startTestApp();
  try {
    const readiness = async () => (await fetch(`${postroom.url}/readyz`)).status;
    assert.equal(await readiness(), 200);
    await runInDesk("setTimeout(() => { throw new Error('the desk has a defect') })");
    await waitFor(async () => (await readiness()) === 503);
    const refused = postroom.app.desk.as({ kind: 'command_line' }).call('listUsers', {});
    await assert.rejects(refused, { code: 'unavailable' });
    await waitFor(async () => (await readiness()) === 200);
    const line = postroom.logLines.find((each) => each.includes('desk thread ended'));
    assert.match(line ?? '', /the desk has a defect/);
    // The new one writes: the crash has left no lock behind.
    await postroom.signIn('admin');
    assert.equal((await postroom.app.desk.as({ kind: 'command_line' }).call('listUsers', {})).length, 1);
  } finally {
    await postroom.stop();
  }
});

test('a data file that is moved away while it is open is missed, and nothing is made in its place', async () => {
  const postroom = await startTestApp();
  const move = (from: string, to: string) => {
    for (const end of ['', '-wal', '-shm']) renameSync(from + end, to + end);
  };
  const away = `${postroom.dataPath}.away`;
  const readiness = async () => (await fetch(`${postroom.url}/readyz`)).status;
  try {
    const admin = await postroom.signIn('admin');
    move(postroom.dataPath, away);
    await waitFor(async () => (await readiness()) === 503);
    const page = await admin.get('/tickets');
    assert.equal(page.status, 200);
    assert.match(await page.text(), /The data file is not at its place any more/);
    // One that starts anew looks for the file by its name.
    await runInDesk("setTimeout(() => { throw new Error('the desk has a defect') })");
    await waitFor(() => postroom.logLines.some((line) => line.includes('it was moved while Postroom runs')));
    assert.equal(existsSync(postroom.dataPath), false);
    move(away, postroom.dataPath);
    await waitFor(async () => (await readiness()) === 200);
    assert.equal((await postroom.app.desk.as({ kind: 'command_line' }).call('listUsers', {})).length, 1);
  } finally {
    await postroom.stop();
  }
});

test('a desk whose thread has ended before it was told of a file takes another thread', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-prepared-'));
  const config = readConfig({ data: join(folder, 'postroom.db') }, {});
  const prepared = prepareThread('desk-thread', 'desk');
  await prepared.discard();
  assert.equal(prepared.take(), undefined);
  const options = createDeskOptions(config, 'http://localhost', { isIdle: true });
  const desk = await startDesk(options, createLog('error'), { prepared });
  try {
    assert.deepEqual(await desk.as({ kind: 'command_line' }).call('listUsers', {}), []);
  } finally {
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a desk that is stuck is ended and started anew: the log says how long it was silent', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-stuck-'));
  const config = readConfig({ data: join(folder, 'postroom.db') }, {});
  const logged: string[] = [];
  const log = createLog('info', (line) => logged.push(line));
  // Sixty looks without a heartbeat between them; it beats every second.
  const desk = await startDesk(createDeskOptions(config, 'http://localhost', { isIdle: true }), log, {
    checkMilliseconds: 50,
  });
  try {
    await runInDesk('setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))');
    await waitFor(() => logged.some((line) => line.includes('desk thread is stuck')));
    await waitFor(() => logged.some((line) => line.includes('starting it anew')));
    const answers = () =>
      desk
        .as({ kind: 'command_line' })
        .call('listUsers', {})
        .then(
          () => true,
          () => false,
        );
    await waitFor(answers);
    assert.match(logged.find((line) => line.includes('is stuck')) ?? '', /"silentSeconds":[3-9]/);
  } finally {
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
