import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { connectInstance } from '../../src/commands/control-socket.ts';
import { prepareSocketPath } from '../../src/commands/socket-path.ts';
import type { FileResult } from '../../src/domain/file-batch.ts';
import { startTestApp } from '../support/app.ts';

// Passwords go through it: only its owner's instance may hear them.

const folder = mkdtempSync(join(tmpdir(), 'postroom-socket-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const isRoot = process.getuid?.() === 0;

test('a socket that somebody else has put there is not talked to', {
  skip: !isRoot && 'platform: needs root',
}, async () => {
  const dataPath = join(folder, 'postroom.db');
  const heard: string[] = [];
  const server = createServer((socket) =>
    socket.on('data', (data) => {
      heard.push(String(data));
      socket.write('{"ok":true,"value":null}\n');
    }),
  );
  // A test that fails ends, too.
  server.unref();
  server.listen(`${dataPath}.sock`);
  await once(server, 'listening');
  chownSync(`${dataPath}.sock`, 65_534, 65_534);
  const refused = await connectInstance(dataPath).then(
    (instance) => instance?.close() ?? 'it was talked to',
    (error: Error) => error.message,
  );
  assert.match(refused, /belongs to the system's user 65534/);
  assert.deepEqual(heard, []);
  // That of the owner of the data file is the instance's own, for root too.
  writeFileSync(dataPath, '');
  chownSync(dataPath, 65_534, 65_534);
  const instance = await connectInstance(dataPath);
  assert.notEqual(instance, undefined);
  instance?.close();
  server.close();
});

test('an instance that takes no connection is asked again, and what was not asked is said to be not done', async () => {
  const dataPath = join(folder, 'full.db');
  const heard: string[] = [];
  // The first are closed unread, as where no file descriptor is left; one goes in the midst of the work.
  let refusals = 2;
  const server = createServer((socket) => {
    if (refusals-- > 0) return void socket.destroy();
    socket.on('data', (data) => {
      heard.push(JSON.parse(String(data)).command);
      if (heard.length > 2) socket.destroy();
      else socket.write('{"ok":true,"value":7}\n');
    });
  });
  server.unref();
  server.listen(`${dataPath}.sock`);
  await once(server, 'listening');
  const instance = await connectInstance(dataPath);
  assert.equal(await instance?.ask('listUsers', {}), 7);
  await assert.rejects(async () => instance?.ask('addUser', {}), /Whether it has done .* is not known/);
  assert.deepEqual(heard, ['greet', 'listUsers', 'addUser']);
  refusals = Number.POSITIVE_INFINITY;
  await assert.rejects(connectInstance(dataPath), /takes no connection: .* Nothing was done/);
  server.close();
});

test('a running instance listens where its owner alone may connect', async () => {
  const running = await startTestApp();
  try {
    assert.equal(statSync(`${running.dataPath}.sock`).mode & 0o777, 0o600);
    const instance = await connectInstance(running.dataPath);
    assert.deepEqual(await instance?.ask('listUsers', {}), []);
    // Large ones take another form on the way.
    const texts = ['Short.', 'All of it is read. '.repeat(20_000).trim()];
    const mails = texts.map((text, n) => {
      const raw = Buffer.from(`From: c${n}@customer.example\r\nSubject: ${n}\r\n\r\n${text}\r\n`);
      return { path: `${n}.eml`, raw: raw.toString('base64'), size: raw.length, isOversized: false };
    });
    const results = (await instance?.ask('importFiles', { withText: true, mails })) as FileResult[];
    assert.deepEqual(
      results.map(({ outcome, text }) => [outcome, text]),
      texts.map((text) => ['opened', text]),
    );
    await assert.rejects(async () => instance?.ask('importFiles', { withText: true, mails: 7 }), /mails/);
    instance?.close();
  } finally {
    await running.stop();
  }
});

test('a command that is killed while it is answered takes nothing along', async () => {
  const running = await startTestApp();
  try {
    for (let n = 0; n < 5; n += 1) {
      const socket = connect(`${running.dataPath}.sock`).on('error', () => undefined);
      await once(socket, 'connect');
      socket.write('{"command":"listUsers","input":{}}\n'.repeat(200));
      // Its answers lie there unread: the line is reset, and not only closed.
      await (await fetch(`${running.url}/healthz`)).text();
      await once(socket, 'readable');
      socket.destroy();
    }
    const instance = await connectInstance(running.dataPath);
    assert.deepEqual(await instance?.ask('listUsers', {}), []);
    instance?.close();
    assert.equal((await fetch(`${running.url}/healthz`)).status, 200);
  } finally {
    await running.stop();
  }
});

test('under a long path the socket lies in a folder that only its owner may look into', async () => {
  const long = join(folder, 'x'.repeat(90), 'y'.repeat(60), 'postroom.db');
  const path = await prepareSocketPath(long);
  assert.ok(path.length < 100 && !path.startsWith(folder), path);
  assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
  assert.equal(await connectInstance(long), undefined);
  rmSync(dirname(path), { recursive: true });
});

test('a folder in the temporary one that others may write to is refused', async () => {
  const long = join(folder, 'z'.repeat(90), 'y'.repeat(60), 'postroom.db');
  const place = dirname(await prepareSocketPath(long));
  chmodSync(place, 0o777);
  await assert.rejects(prepareSocketPath(long), /is not a folder of our own/);
  rmSync(place, { recursive: true });
});

test('what lies in the way is not removed', async () => {
  const dataPath = join(folder, 'other.db');
  writeFileSync(`${dataPath}.sock`, 'letters of the owner');
  await assert.rejects(prepareSocketPath(dataPath), /is in the way/);
});
