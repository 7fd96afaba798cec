import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeInstanceLock } from '../../src/db/care/instance-lock.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { articles } from '../../src/db/schema/schema-tickets.ts';
import { createWorkplace, runPostroom } from '../support/command.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { storeMails } from '../support/store-mails.ts';

const folder = createWorkplace();
let places = 0;

async function makeDataFile(mails: number): Promise<string> {
  const place = join(folder, String(++places));
  mkdirSync(place);
  const data = join(place, 'postroom.db');
  const { desk, close } = await openImportDesk(data);
  await storeMails(desk, await addChannel(desk), mails);
  await close();
  return data;
}

const isPlain = (path: string) => readFileSync(path).toString('latin1', 0, 15) === 'SQLite format 3';
const keptOf = (data: string) =>
  readdirSync(join(data, '..')).filter((name) => name.includes('.before-key-') && !name.endsWith('.lock'));

async function countArticles(path: string, key?: string): Promise<number> {
  const file = await openDataFile({ path, key });
  const count = await file.read.$count(articles);
  await file.close();
  return count;
}

test('a plain file is encrypted, its key is changed, and it is taken away again; each time the file is kept as it was', async () => {
  const data = await makeDataFile(5);
  const first = { POSTROOM_KEY: "a key with 'quotes' and ü" };
  const set = await runPostroom(['key', 'set', '--data', data], first);
  assert.equal(set.code, 0, set.stderr);
  assert.match(set.stdout, /5 articles\) is encrypted now/);
  assert.doesNotMatch(set.stdout, /quotes/);
  assert.equal(isPlain(data), false);
  assert.equal(await countArticles(data, first.POSTROOM_KEY), 5);
  const [plain = ''] = keptOf(data);
  assert.ok(isPlain(join(data, '..', plain)));

  const change = await runPostroom(['key', 'change', '--data', data], first, 'the second key\n');
  assert.equal(change.code, 0, change.stderr);
  const second = { POSTROOM_KEY: 'the second key' };
  await assert.rejects(countArticles(data, first.POSTROOM_KEY), { code: 'invalid' });
  assert.equal(await countArticles(data, second.POSTROOM_KEY), 5);

  const remove = await runPostroom(['key', 'remove', '--data', data], second);
  assert.equal(remove.code, 0, remove.stderr);
  assert.ok(isPlain(data));
  assert.equal(await countArticles(data), 5);
  assert.equal(keptOf(data).length, 3);
  const listed = await runPostroom(['kept', 'list', '--data', data]);
  assert.match(listed.stdout, /kept before a change of the key/);
  assert.equal((await runPostroom(['check', '--data', data])).code, 0);
  assert.deepEqual(
    readdirSync(join(data, '..')).filter((name) => name.includes('rekeying')),
    [],
  );
});

test('what came last and stands in the log alone has the new key, too', async () => {
  const data = await makeDataFile(3);
  // As a program leaves it that was killed: the log beside the file.
  const { desk, close } = await openImportDesk(data);
  await storeMails(desk, await addChannel(desk, { address: 'second@example.com' }), 4);
  const copy = join(data, '..', 'killed.db');
  for (const end of ['', '-wal']) writeFileSync(copy + end, readFileSync(data + end));
  await close();
  const done = await runPostroom(['key', 'set', '--data', copy], { POSTROOM_KEY: 'k' });
  assert.equal(done.code, 0, done.stderr);
  assert.equal(existsSync(`${copy}-wal`), false);
  assert.equal(await countArticles(copy, 'k'), 7);
});

test('a key to a plain file says what to do, wherever it is opened', async () => {
  const data = await makeDataFile(1);
  const env = { POSTROOM_KEY: 'a key' };
  for (const words of [['check'], ['backup', `${data}.copy`], ['user', 'list']]) {
    const done = await runPostroom([...words, '--data', data], env);
    assert.notEqual(done.code, 0);
    assert.match(
      done.stderr,
      /is not encrypted, and POSTROOM_KEY is set\. Encrypt it, once, with "postroom key set"/,
    );
  }
  assert.equal(await countArticles(data), 1);
});

test('a wrong key, no key, no new key and a running instance change nothing', async () => {
  const data = await makeDataFile(2);
  assert.equal((await runPostroom(['key', 'set', '--data', data], { POSTROOM_KEY: 'right' })).code, 0);
  const before = readFileSync(data);
  const tries: [string[], Record<string, string>, string, RegExp][] = [
    [['key', 'change'], { POSTROOM_KEY: 'wrong' }, 'new', /does not fit/],
    [['key', 'remove'], { POSTROOM_KEY: 'wrong' }, '', /does not fit/],
    [['key', 'remove'], {}, '', /POSTROOM_KEY .* is not set/],
    [['key', 'change'], { POSTROOM_KEY: 'right' }, '', /standard input/],
    [['key', 'change'], { POSTROOM_KEY: 'right' }, 'right', /is the one that the file has/],
    [['key', 'set'], { POSTROOM_KEY: 'other' }, '', /does not fit|encrypted/],
    [['key', 'turn'], { POSTROOM_KEY: 'right' }, '', /expected one of set, change, remove/],
  ];
  for (const [words, env, input, said] of tries) {
    const done = await runPostroom([...words, '--data', data], env, input);
    assert.notEqual(done.code, 0, words.join(' '));
    assert.match(done.stderr, said);
  }
  const lock = await takeInstanceLock(data);
  const running = await runPostroom(['key', 'remove', '--data', data], { POSTROOM_KEY: 'right' });
  await lock.release();
  assert.match(running.stderr, /runs|instance/);
  assert.deepEqual(readFileSync(data), before);
});
