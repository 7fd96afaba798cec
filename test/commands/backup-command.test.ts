import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createClient } from '@libsql/client/sqlite3';
import { partialNameOf } from '../../src/db/care/leftovers.ts';
import { migrate } from '../../src/db/care/migrate.ts';
import { startTestApp } from '../support/app.ts';
import { createWorkplace, runPostroom, runProgram } from '../support/command.ts';
import { importByFile } from '../support/import-by-file.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { storeMails } from '../support/store-mails.ts';

const folder = createWorkplace();
let count = 0;
const place = (name: string) => {
  const path = join(folder, `${name}-${++count}`);
  mkdirSync(path);
  return path;
};

async function makeDataFile(mails = 5): Promise<string> {
  const made = join(place('made'), 'postroom.db');
  const { desk, close } = await openImportDesk(made);
  await storeMails(desk, await addChannel(desk), mails);
  await close();
  // This process may hold the one that it has made until its connection is collected.
  const data = join(place('data'), 'postroom.db');
  copyFileSync(made, data);
  return data;
}

test('a backup holds what the file holds, is for its owner only and never overwrites', async () => {
  const data = await makeDataFile();
  const out = join(place('out'), 'copy.db');
  const done = await runPostroom(['backup', out, '--data', data]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(
    done.stdout,
    /^Wrote and verified .*copy\.db: \d+\.\d MB, 5 tickets, 5 articles, schema \d+\.\n$/,
  );
  assert.equal(statSync(out).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(out, '..')), ['copy.db']);
  assert.deepEqual(await dump(out), await dump(data));
  writeFileSync(join(out, '..', 'other.db-wal'), '');
  const beside = await runPostroom(['backup', join(out, '..', 'other.db'), '--data', data]);
  assert.equal(beside.code, 0, beside.stderr);
  const before = readFileSync(out);
  const again = await runPostroom(['backup', out, '--data', data]);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /copy\.db exists already; expected a new name/);
  assert.deepEqual(readFileSync(out), before);
});

test('what cannot be backed up, or written, is said in one line and leaves nothing behind', async () => {
  const data = await makeDataFile(1);
  const out = place('out');
  const foreign = join(out, 'foreign.db');
  const client = createClient({ url: `file:${foreign}` });
  await client.execute('CREATE TABLE notes (text TEXT)');
  client.close();
  const cases: [string[], RegExp][] = [
    [[join(out, 'a.db'), '--data', join(out, 'none.db')], /There is no data file .*none\.db; expected one/],
    [[join(out, 'a.db'), '--data', foreign], /belongs to another program/],
    [
      [join(out, 'no', 'a.db'), '--data', data],
      /could not be written to .*: its folder is not there; nothing was left/,
    ],
    [[join(data, 'a.db'), '--data', data], /: what its path names as a folder is a file; nothing was left/],
    [['/proc/a.db', '--data', data], /could not be written to \/proc\/a\.db/],
    [[data, '--data', data], /exists already/],
    [[`${data}-wal`, '--data', data], /-wal ends in -wal, as what belongs to another file.*another name/],
    [[join(out, 'a.postroom-partial'), '--data', data], /ends in \.postroom-partial/],
    [[out, '--data', data], /is a folder; expected the name of a new file, such as .*postroom-backup\.db/],
    [[join(out, 'link.db'), '--data', data], /link\.db exists already/],
    [[join(out, 'lost.db'), '--data', data], /lost\.db-wal is the log of a file that is not there/],
  ];
  symlinkSync(join(out, 'nowhere'), join(out, 'link.db'));
  writeFileSync(join(out, 'lost.db-wal'), 'what another file has left');
  for (const [words, message] of cases) {
    const result = await runPostroom(['backup', ...words]);
    assert.equal(result.code, 1, words.join(' '));
    assert.match(result.stderr, message);
    assert.equal(result.stderr.trimEnd().split('\n').length, 1, result.stderr);
  }
  assert.deepEqual(
    readdirSync(out)
      .filter((name) => !name.includes('.lock'))
      .sort(),
    ['foreign.db', 'link.db', 'lost.db-wal'],
  );
});

test('a disk that is full while the backup is written leaves no half file', {
  skip: whyNoLimit(),
}, async () => {
  const data = await makeDataFile(1);
  const out = join(place('out'), 'copy.db');
  const limited = await runProgram(['backup', out, '--data', data], {}, '', { fileBlocks: 64 });
  assert.equal(limited.code, 1, limited.stdout);
  assert.match(limited.stderr, /could not be written to .*; nothing was left there/);
  assert.deepEqual(readdirSync(join(out, '..')), []);
});

test('backups beside a writer are sound and hold every commit before they began', async () => {
  const app = await startTestApp();
  const out = place('out');
  let acknowledged = 0;
  let isOver = false;
  const write = async () => {
    while (!isOver) {
      const raw = `From: a@x.example\nSubject: ${acknowledged}\nMessage-ID: <${acknowledged}@x.example>\n\nText`;
      const [result] = await importByFile(app, raw);
      assert.equal(result?.outcome, 'opened');
      acknowledged += 1;
    }
  };
  const writing = write();
  try {
    // Until enough has come between the pages of the copies, also on a slow machine.
    for (let round = 0; round < 3 || acknowledged <= 25; round += 1) {
      const before = acknowledged;
      const copy = join(out, `${round}.db`);
      const done = await runPostroom(['backup', copy, '--data', app.dataPath]);
      assert.equal(done.code, 0, done.stderr);
      const check = await runPostroom(['check', '--json', '--data', copy]);
      const report = JSON.parse(check.stdout);
      assert.deepEqual(report.findings, []);
      assert.equal(report.rows.articles, report.rows.receipts);
      assert.ok(report.rows.articles >= before, `${report.rows.articles} of ${before}`);
    }
  } finally {
    isOver = true;
    await writing;
    await app.stop();
  }
  console.log(`# ${acknowledged} commits beside the backups`);
});

test('who is told that a running instance cannot write a backup is told that it is the instance', async () => {
  const app = await startTestApp();
  const out = place('out');
  try {
    const { code, stderr } = await runPostroom(['backup', join(out, 'none', 'a.db'), '--data', app.dataPath]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /its folder is not there; nothing was left there\. The running Postroom writes it, as its own user .*; expected a path that/,
    );
    const taken = await runPostroom(['backup', out, '--data', app.dataPath]);
    assert.doesNotMatch(taken.stderr, /The running Postroom/);
  } finally {
    await app.stop();
  }
});

test('an instance that stops meanwhile finishes the backup first, or leaves nothing of it', async () => {
  const app = await startTestApp();
  const copy = join(place('out'), 'copy.db');
  const backup = runPostroom(['backup', copy, '--data', app.dataPath]);
  const deadline = Date.now() + 20_000;
  while (!existsSync(partialNameOf(copy)) && !existsSync(copy) && Date.now() < deadline) await setImmediate();
  await app.stop();
  const done = await backup;
  if (done.code === 0) {
    assert.equal((await runPostroom(['check', '--data', copy])).code, 0);
    return;
  }
  // On a busy machine its time may be over.
  assert.match(done.stderr, /^postroom: Postroom is stopping, so this was ended before it was done/);
  assert.deepEqual(readdirSync(join(copy, '..')), []);
});

test('an encrypted file gives an encrypted backup, which restores with its key only', async () => {
  const data = join(place('data'), 'secret.db');
  const key = { POSTROOM_KEY: 'schl\u00fcssel' };
  // Another keyboard writes the same word with a letter and its mark.
  const written = { POSTROOM_KEY: 'schlu\u0308ssel' };
  const words = ['user', 'add', '--email', 'a@x.example', '--password-stdin', '--data', data];
  assert.equal((await runPostroom(words, key, 'long enough')).code, 0);
  const out = join(place('out'), 'copy.db');
  assert.equal((await runPostroom(['backup', out, '--data', data], key)).code, 0);
  assert.equal(readFileSync(out).includes('a@x.example'), false);
  assert.equal(readFileSync(out).subarray(0, 15).toString() === 'SQLite format 3', false);
  const target = join(place('target'), 'postroom.db');
  const wrong = await runPostroom(['restore', out, '--data', target], { POSTROOM_KEY: 'other' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /POSTROOM_KEY does not fit it/);
  assert.equal(existsSync(target), false);
  assert.equal((await runPostroom(['restore', out, '--data', target], written)).code, 0);
  assert.match((await runPostroom(['user', 'list', '--data', target], key)).stdout, /a@x\.example/);
});

test('a restore brings back the day of the backup and keeps the later file', async () => {
  const data = await makeDataFile(3);
  const out = join(place('out'), 'copy.db');
  assert.equal((await runPostroom(['backup', out, '--data', data])).code, 0);
  const then = await dump(data);
  const { desk, close } = await openImportDesk(data);
  await storeMails(desk, await addChannel(desk, { address: 'later@test' }), 2);
  await close();
  const later = await dump(data);
  const done = await runPostroom(['restore', out, '--data', data]);
  assert.equal(done.code, 0, done.stderr);
  const kept = /kept as (.*)\.\n$/.exec(done.stdout)?.[1] ?? '';
  assert.deepEqual(await dump(data), then);
  assert.deepEqual(await dump(kept), later);
  assert.equal(statSync(data).mode & 0o777, 0o600);
  assert.deepEqual(await dump(out), then);
  assert.equal((await runPostroom(['check', '--data', data])).code, 0);
});

test('the log of a killed instance is kept with the file that a restore replaces', async () => {
  const data = await makeDataFile(2);
  const out = join(place('out'), 'copy.db');
  assert.equal((await runPostroom(['backup', out, '--data', data])).code, 0);
  const client = createClient({ url: `file:${data}`, concurrency: 1 });
  await client.execute('PRAGMA journal_mode=WAL');
  await client.execute("UPDATE tickets SET subject = 'only in the log'");
  const abandoned = join(place('killed'), 'postroom.db');
  for (const end of ['', '-wal']) writeFileSync(abandoned + end, readFileSync(data + end));
  client.close();
  const done = await runPostroom(['restore', out, '--data', abandoned]);
  assert.equal(done.code, 0, done.stderr);
  const kept = /kept as (.*)\.\n$/.exec(done.stdout)?.[1] ?? '';
  assert.match(JSON.stringify(await dump(kept)), /only in the log/);
  assert.doesNotMatch(JSON.stringify(await dump(abandoned)), /only in the log/);
});

test('a file of an older version is kept before it is updated, once', async () => {
  const data = join(place('data'), 'postroom.db');
  const old = createClient({ url: `file:${data}`, concurrency: 1 });
  await migrate(old, 5);
  await old.execute("UPDATE groups SET name = 'Before'");
  old.close();
  assert.equal((await runPostroom(['user', 'list', '--data', data])).code, 0);
  const names = readdirSync(join(data, '..')).filter((name) => name.includes('.schema-'));
  assert.deepEqual(names, ['postroom.db.schema-5']);
  const kept = createClient({ url: `file:${data}.schema-5`, concurrency: 1 });
  assert.equal((await kept.execute('PRAGMA user_version')).rows[0]?.[0], 5);
  assert.equal((await kept.execute('SELECT name FROM groups')).rows[0]?.[0], 'Before');
  kept.close();
  const back = await runPostroom(['restore', `${data}.schema-5`, '--data', data]);
  assert.match(back.stdout, /schema 5\.\n/, back.stderr);
  assert.equal((await runPostroom(['user', 'list', '--data', data])).code, 0);
  assert.equal((await runPostroom(['check', '--data', data])).code, 0);
});

test('what is no sound backup changes nothing and is refused in one line', async () => {
  const data = await makeDataFile(2);
  const before = readFileSync(data);
  const out = place('out');
  const good = join(out, 'good.db');
  assert.equal((await runPostroom(['backup', good, '--data', data])).code, 0);
  const damaged = (name: string, change: (bytes: Buffer) => Buffer) => {
    writeFileSync(join(out, name), change(readFileSync(good)));
  };
  writeFileSync(join(out, 'text.db'), 'Dear reader, this is no database at all.\n'.repeat(50));
  writeFileSync(join(out, 'empty.db'), '');
  damaged('short.db', (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  damaged('flipped.db', flipBlobByte);
  const edits: [string, string][] = [
    ['newer.db', 'PRAGMA user_version=9999'],
    ['foreign.db', 'PRAGMA application_id=1'],
    ['trigger.db', 'CREATE TRIGGER evil AFTER INSERT ON users BEGIN DELETE FROM tickets; END'],
  ];
  for (const [name, statement] of edits) {
    damaged(name, (bytes) => bytes);
    const client = createClient({ url: `file:${join(out, name)}` });
    await client.execute(statement);
    client.close();
  }
  const cases: [string, RegExp][] = [
    ['missing.db', /missing\.db cannot be read: it is not there; expected a backup/],
    ['.', /is no file; expected a backup/],
    ['text.db', /is not a Postroom data file, or POSTROOM_KEY does not fit/],
    ['empty.db', /empty\.db is empty; expected a backup/],
    ['short.db', /is damaged/],
    ['flipped.db', /is damaged: blobs row \d+: its bytes are damaged/],
    ['newer.db', /has schema 9999, but this Postroom knows only/],
    ['foreign.db', /belongs to another program/],
    ['trigger.db', /holds what no Postroom made: trigger evil/],
  ];
  for (const [name, message] of cases) {
    const result = await runPostroom(['restore', join(out, name), '--data', data]);
    assert.equal(result.code, 1, `${name}: ${result.stdout}`);
    assert.match(result.stderr, message, name);
    assert.equal(result.stderr.trimEnd().split('\n').length, 1, result.stderr);
  }
  assert.match((await runPostroom(['restore', data, '--data', data])).stderr, /is the data file itself/);
  assert.deepEqual(readFileSync(data), before);
  assert.deepEqual(readdirSync(join(data, '..')).sort(), ['postroom.db', 'postroom.db.lock']);
});

test('nothing is restored under a running instance', async () => {
  const app = await startTestApp();
  const out = join(place('out'), 'copy.db');
  assert.equal((await runPostroom(['backup', out, '--data', app.dataPath])).code, 0);
  const refused = await runPostroom(['restore', out, '--data', app.dataPath]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Another Postroom already runs/);
  await app.stop();
});

function flipBlobByte(bytes: Buffer): Buffer {
  const at = bytes.indexOf('canary in the raw mail');
  assert.ok(at > 0);
  bytes[at + 3] = (bytes[at + 3] ?? 0) ^ 1;
  return bytes;
}

async function dump(path: string): Promise<unknown> {
  const client = createClient({ url: `file:${path}`, concurrency: 1 });
  const tables = [
    'users',
    'tickets',
    'articles',
    'receipts',
    'blobs',
    'blob_chunks',
    'message_ids',
    'customers',
  ];
  const rows = [];
  for (const table of tables) {
    const result = await client.execute(`SELECT * FROM ${table} ORDER BY rowid`);
    rows.push([table, result.rows.map((row) => Object.values(row).map(String))]);
  }
  client.close();
  return rows;
}

function whyNoLimit(): string | undefined {
  return process.platform === 'linux' ? undefined : 'platform: a shell limits the file size';
}
