import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { indexArticles } from '../../src/db/search-index.ts';
import { startTestApp } from '../support/app.ts';
import { createWorkplace, runPostroom } from '../support/command.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { storeMails } from '../support/store-mails.ts';

const folder = createWorkplace();
let count = 0;

async function makeDataFile(): Promise<string> {
  const place = join(folder, String(++count));
  mkdirSync(place);
  const data = join(place, 'postroom.db');
  const { desk, close } = await openImportDesk(data);
  await storeMails(desk, await addChannel(desk), 4);
  await desk.write((tx) => indexArticles(tx, 4));
  await close();
  return data;
}

/** Changes the file behind the program's back, without its rules. */
async function edit(data: string, ...statements: string[]): Promise<void> {
  const client = createClient({ url: `file:${data}`, concurrency: 1 });
  await client.execute('PRAGMA foreign_keys=OFF');
  for (const statement of statements) await client.execute(statement);
  await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  client.close();
}

test('a sound file is said to be sound, in words and as JSON', async () => {
  const data = await makeDataFile();
  const words = await runPostroom(['check', '--data', data]);
  assert.equal(words.code, 0, words.stdout + words.stderr);
  assert.match(words.stdout, /^Nothing is wrong: 4 tickets, 4 articles, 4 receipts, 0 quarantine, 8 blobs;/);
  const json = await runPostroom(['check', '--json', '--data', data]);
  const report = JSON.parse(json.stdout);
  assert.deepEqual([report.ok, report.findings, report.rows.articles], [true, [], 4]);
});

const damages: [string, string[], RegExp[]][] = [
  [
    'a deleted article row',
    ['DELETE FROM articles WHERE id = 2'],
    [
      /^receipts row 2: its article_id names a row of articles that is not there$/m,
      /^attachments row 2: its article_id/m,
    ],
  ],
  [
    'an article that was deleted by the rules',
    ['PRAGMA foreign_keys=ON', 'DELETE FROM articles WHERE id = 2'],
    [/^receipts row 2: its article is gone$/m],
  ],
  [
    'a deleted receipt',
    ['DELETE FROM receipts WHERE id = 3'],
    [/^articles row 3: came by a channel, but no receipt/m],
  ],
  [
    'a deleted chunk',
    ['DELETE FROM blob_chunks WHERE blob_id = 1'],
    [/^blobs row 1: has 0 bytes instead of \d+$/m],
  ],
  [
    'a moved chunk',
    ['UPDATE blob_chunks SET position = 1 WHERE blob_id = 1'],
    [/^blobs row 1: its chunk 0 is missing$/m],
  ],
  [
    'a deleted blob',
    ['DELETE FROM blobs WHERE id = 1'],
    [
      /^articles row 1: its raw_blob_id names a row of blobs that is not there$/m,
      /^blob_chunks row 1: its blob_id/m,
    ],
  ],
  [
    'another raw mail than the receipt says',
    ['UPDATE articles SET raw_blob_id = 3 WHERE id = 1'],
    [/^receipts row 1: has a hash that is not the one of its article/m],
  ],
  [
    'lost raw mail',
    ['UPDATE articles SET raw_blob_id = NULL WHERE id = 4'],
    [/^articles row 4: .*its raw mail is gone$/m],
  ],
  [
    'a Message-ID that leads to another ticket',
    ['UPDATE message_ids SET ticket_id = 1 WHERE article_id = 2'],
    [/^message_ids row \d+: names another ticket than its article does$/m],
  ],
  [
    'an article that no search finds',
    ['DELETE FROM search_index WHERE rowid = 2'],
    [/^articles row 2: is missing from the search index$/m],
  ],
  [
    'an attachment of another size',
    ['UPDATE attachments SET size = 1 WHERE id = 1'],
    [/^attachments row 1: has another size/m],
  ],
  [
    'quarantine without its row',
    ["UPDATE receipts SET outcome = 'quarantined', article_id = NULL WHERE id = 1"],
    [/^receipts row 1: says quarantined, but there is no such row/m],
  ],
];

for (const [name, statements, lines] of damages) {
  test(`${name} is named, with exit code 1`, async () => {
    const data = await makeDataFile();
    await edit(data, ...statements);
    const result = await runPostroom(['check', '--data', data]);
    assert.equal(result.code, 1);
    for (const line of lines) assert.match(result.stdout, line);
    assert.equal(result.stderr, '');
  });
}

test('a flipped byte in a blob is named', async () => {
  const data = await makeDataFile();
  const bytes = readFileSync(data);
  const at = bytes.indexOf('canary in the raw mail number 2');
  assert.ok(at > 0);
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  writeFileSync(data, bytes);
  const result = await runPostroom(['check', '--data', data]);
  assert.match(result.stdout, /^blobs row \d+: its bytes are damaged: they do not give its SHA-256\n$/);
  assert.equal(result.code, 1);
});

test('a missing index row is named', async () => {
  const data = await makeDataFile();
  // The index is forgotten while a row changes, and remembered as it was.
  await edit(
    data,
    "CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'articles_by_ticket'",
    'PRAGMA writable_schema=ON',
    "DELETE FROM sqlite_schema WHERE name = 'articles_by_ticket'",
    'PRAGMA writable_schema=RESET',
    'UPDATE articles SET ticket_id = 1 WHERE id = 4',
    'UPDATE message_ids SET ticket_id = 1 WHERE article_id = 4',
    'PRAGMA writable_schema=ON',
    'INSERT INTO sqlite_schema SELECT * FROM kept',
    'PRAGMA writable_schema=RESET',
  );
  const result = await runPostroom(['check', '--data', data]);
  assert.equal(result.code, 1, result.stdout);
  assert.match(result.stdout, /^articles row 4: is missing from the index articles_by_ticket$/m);
});

test('a truncated file is said to be damaged', async () => {
  const data = await makeDataFile();
  await edit(data);
  truncateSync(data, Math.floor(readFileSync(data).length * 0.7));
  const result = await runPostroom(['check', '--data', data]);
  assert.equal(result.code, 1);
  assert.match(result.stdout + result.stderr, /is cut short: it has \d+ bytes of at least \d+/);
});

test('it works beside a running instance, and says what it cannot check', async () => {
  const app = await startTestApp();
  const beside = await runPostroom(['check', '--json', '--data', app.dataPath]);
  assert.deepEqual(JSON.parse(beside.stdout).findings, [], beside.stderr);
  await app.stop();
  const missing = await runPostroom(['check', '--data', join(folder, 'none.db')]);
  assert.match(missing.stderr, /There is no data file/);
  const data = await makeDataFile();
  await edit(data, 'PRAGMA user_version=1');
  assert.match(
    (await runPostroom(['check', '--data', data])).stderr,
    /has schema 1, and this Postroom checks schema/,
  );
});
