import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import type { KeptFile } from '../../src/db/care/kept-files.ts';
import { migrate } from '../../src/db/care/migrate.ts';
import { createWorkplace, runPostroom } from '../support/command.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { storeMails } from '../support/store-mails.ts';

// Copies that updates and restores keep: each is a way back, so none may replace another.

const folder = createWorkplace();
let count = 0;
const place = () => {
  const path = join(folder, String(++count));
  mkdirSync(path);
  return join(path, 'postroom.db');
};

async function makeDataFile(mails: number): Promise<string> {
  const data = place();
  const { desk, close } = await openImportDesk(data);
  await storeMails(desk, await addChannel(desk), mails);
  await close();
  return data;
}

async function listKept(data: string, action = 'list'): Promise<KeptFile[]> {
  const done = await runPostroom(['kept', action, '--json', '--data', data]);
  return JSON.parse(done.stdout || '[]');
}

test('restores within one second keep each file that they replace', async () => {
  const data = await makeDataFile(4);
  const backup = `${data}.backup`;
  const empty = await makeDataFile(0);
  assert.equal((await runPostroom(['backup', backup, '--data', empty])).code, 0);
  // A name that is taken already, whoever made it: the next seconds' names, too.
  const taken = Array.from({ length: 90 }, (_, second) =>
    new Date(Date.now() + second * 1000).toISOString().replace(/[-:]|\.\d+/g, ''),
  ).map((stamp) => `${data}.before-restore-${stamp}`);
  for (const name of taken) writeFileSync(name, 'kept before');
  const words = ['restore', backup, '--data', data];
  const done = [await runPostroom(words), await runPostroom(words), await runPostroom(words)];
  const names = done.map(({ stdout, stderr }) => /kept as (.*)\.\n$/.exec(stdout)?.[1] ?? stderr);
  assert.equal(new Set(names).size, 3, names.join('\n'));
  assert.match(done[0]?.stdout ?? '', /which holds 4 tickets and 4 articles/);
  for (const name of taken) assert.equal(readFileSync(name, 'utf8'), 'kept before');
  const kept = (await listKept(data)).filter(({ problem }) => problem === undefined);
  assert.deepEqual(kept.map(({ articles }) => articles).sort(), [0, 0, 4]);
  const back = kept.find(({ articles }) => articles === 4)?.path ?? '';
  const last = await runPostroom(['restore', back, '--data', data]);
  assert.equal(last.code, 0, last.stderr);
  assert.equal((await listKept(data)).filter(({ problem }) => problem === undefined).length, 4);
});

test('what came after an earlier copy of the same schema is in the way back, too', async () => {
  const data = place();
  const old = createClient({ url: `file:${data}`, concurrency: 1 });
  await migrate(old, 5);
  await old.execute("UPDATE groups SET name = 'First'");
  assert.equal((await runPostroom(['backup', `${data}.schema-5`, '--data', data])).code, 0);
  // The copy of an earlier update that was taken back; then the older program worked on.
  const earlier = new Date(Date.now() - 60_000);
  utimesSync(`${data}.schema-5`, earlier, earlier);
  await old.execute("UPDATE groups SET name = 'Second'");
  old.close();
  assert.equal((await runPostroom(['user', 'list', '--data', data])).code, 0);
  const kept = await listKept(data, 'verify');
  assert.deepEqual(
    kept.map(({ reason, version, problem }) => [reason, version, problem]),
    [
      ['update', 5, undefined],
      ['update', 5, undefined],
    ],
  );
  const names = [`${data}.schema-5`, `${data}.schema-5-2`];
  assert.deepEqual(kept.map(({ path }) => path).sort(), names);
  const groups = await Promise.all(names.map(readGroup));
  assert.deepEqual(groups, ['First', 'Second']);
});

test('each copy is listed with its age and counts, and a damaged one is named', async () => {
  const data = await makeDataFile(2);
  const none = await runPostroom(['kept', 'list', '--data', data]);
  assert.deepEqual([none.code, none.stdout], [0, `Nothing is kept beside ${data}.\n`]);
  const backup = `${data}.backup`;
  await runPostroom(['backup', backup, '--data', data]);
  await runPostroom(['restore', backup, '--data', data]);
  const sound = await runPostroom(['kept', 'verify', '--data', data]);
  assert.equal(sound.code, 0, sound.stderr);
  assert.match(
    sound.stdout,
    /^.*before-restore-\S+: kept before a restore on \d{4}-\d\d-\d\d \d\d:\d\d UTC, \d+\.\d MB, schema \d+, 2 tickets, 2 articles, every stored byte was read\n$/,
  );
  const [first] = await listKept(data);
  const before = readdirSync(join(data, '..')).sort();
  appendFileSync(first?.path ?? '', 'x');
  writeFileSync(`${data}.schema-3`, 'Dear reader, this is no database.'.repeat(50));
  const bytes = readFileSync(first?.path ?? '');
  const found = await runPostroom(['kept', 'list', '--data', data]);
  assert.equal(found.code, 1);
  assert.match(found.stdout, /schema-3: kept before an update .* is not a Postroom data file/);
  assert.deepEqual(readFileSync(first?.path ?? ''), bytes);
  assert.deepEqual(readdirSync(join(data, '..')).sort(), [...before, 'postroom.db.schema-3'].sort());
  const wrong = await runPostroom(['kept', 'all', '--data', data]);
  assert.deepEqual([wrong.code, /expected one of list, verify/.test(wrong.stderr)], [2, true]);
});

async function readGroup(path: string): Promise<unknown> {
  const client = createClient({ url: `file:${path}`, concurrency: 1 });
  try {
    return (await client.execute('SELECT name FROM groups')).rows[0]?.[0];
  } finally {
    client.close();
  }
}
