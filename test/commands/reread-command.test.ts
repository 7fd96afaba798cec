import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { createWorkplace, runPostroom } from '../support/command.ts';

const folder = createWorkplace();
const data = join(folder, 'postroom.db');

/** Articles, files and reports as they stand in the data file. */
async function look() {
  const client = createClient({ url: `file:${data}` });
  const rows = async (sql: string) => (await client.execute(sql)).rows.map((row) => ({ ...row }));
  const found = {
    articles: await rows('SELECT id, ticket_id, subject, text, answer, protection, created_at FROM articles'),
    files: await rows('SELECT id, article_id, name, type, size FROM attachments'),
    reports: await rows('SELECT id, address, state, reason FROM bounces'),
    renderings: await rows('SELECT article_id FROM renderings'),
    receipts: await rows('SELECT id, article_id, outcome FROM receipts'),
  };
  client.close();
  return found;
}

test('stored mail is read again: text, files and facts come right, ids and threads stay', async () => {
  const cases = [
    '001-iso2022jp-no-charset',
    '057-smime-opaque-signed',
    '118-slashes-in-name',
    '102-delayed-dsn',
  ];
  const paths = cases.map((name) => `test/fixtures/mail-cases/${name}.eml`);
  assert.equal((await runPostroom(['import', ...paths, '--data', data])).code, 0);
  const good = await look();
  // As an older version has left them.
  const client = createClient({ url: `file:${data}` });
  await client.execute("UPDATE articles SET text = '$B$*@$OC', answer = NULL WHERE id = 1");
  await client.execute("UPDATE articles SET text = '', protection = 'smime-encrypted' WHERE id = 2");
  await client.execute("UPDATE attachments SET name = '5648.pdf' WHERE article_id = 3");
  await client.execute('DELETE FROM attachments WHERE article_id = 2');
  await client.execute("UPDATE bounces SET state = 'failed'");
  client.close();
  const old = await look();

  const rehearsed = await runPostroom(['reread', '--rehearse', '--data', data]);
  assert.equal(
    rehearsed.stdout,
    '4 messages to read again.\n4 messages read again, 4 would change.\n',
    rehearsed.stderr,
  );
  assert.deepEqual(await look(), old);

  const done = await runPostroom(['reread', '--data', data]);
  assert.equal(done.stdout, '4 messages to read again.\n4 messages read again, 4 changed.\n', done.stderr);
  const now = await look();
  const withoutIds = (rows: Record<string, unknown>[]) =>
    rows.map(({ id, ...rest }) => JSON.stringify(rest)).sort();
  assert.deepEqual(now.articles, good.articles);
  assert.deepEqual(withoutIds(now.files), withoutIds(good.files));
  assert.deepEqual(now.reports, good.reports);
  assert.deepEqual(now.receipts, good.receipts);
  const slashes = (rows: Record<string, unknown>[]) => rows.filter((row) => row.article_id === 3);
  assert.deepEqual(slashes(now.files), slashes(good.files), 'a file whose bytes are there keeps its id');

  const again = await runPostroom(['reread', '--data', data]);
  assert.match(again.stdout, /4 messages read again, 0 changed/);
  const check = await runPostroom(['check', '--data', data]);
  assert.equal(check.code, 0, check.stdout + check.stderr);
});

test('a day, a place to go on from, and what is neither', async () => {
  const later = await runPostroom(['reread', '--since', '2999-01-01', '--data', data]);
  assert.match(later.stdout, /^0 messages to read again/);
  assert.match(
    (await runPostroom(['reread', '--after', '2', '--data', data])).stdout,
    /^2 messages to read again/,
  );
  const wrong = await runPostroom(['reread', '--since', 'yesterday', '--data', data]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--since is "yesterday"; expected a day/);
});
