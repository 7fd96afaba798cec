import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eq, like, sql } from 'drizzle-orm';
import Database from 'libsql';
import { openDataFile, openReader } from '../../../src/db/care/open.ts';
import { insertRows } from '../../../src/db/insert-rows.ts';
import { settings } from '../../../src/db/schema/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'postroom-kept-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const { prepare } = Database.prototype;
const prepared: string[] = [];
Database.prototype.prepare = function (this: Database.Database, text: string) {
  prepared.push(text);
  return prepare.call(this, text);
} as typeof prepare;
after(() => Object.assign(Database.prototype, { prepare }));

test('a reader prepares a text once, sees what is new, and holds back no checkpoint', async () => {
  const file = await openDataFile({ path: join(folder, 'kept.db') });
  const reader = await openReader({ path: join(folder, 'kept.db') });
  const read = (key: string) => reader.read.select().from(settings).where(eq(settings.key, key));
  prepared.length = 0;
  assert.deepEqual(await read('first'), []);
  for (const key of ['first', 'second']) {
    await file.write((tx) => tx.insert(settings).values({ key, value: [key] }));
    assert.deepEqual(await read(key), [{ key, value: [key] }]);
  }
  assert.equal(prepared.filter((text) => /^select/.test(text)).length, 1);
  // Only a statement that has not come to its end would hold what was read.
  const writer = new Database(join(folder, 'kept.db'));
  assert.equal((writer.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[])[0]?.busy, 0);
  writer.close();
  reader.close();
  await file.close();
});

test('a writer prepares an insert for few numbers of rows, and again where it would hold much or has failed', async () => {
  const file = await openDataFile({ path: join(folder, 'rows.db') });
  const put = (from: number, count: number, value = 'x') => {
    const rows = Array.from({ length: count }, (_, n) => ({ key: `k${from + n}`, value }));
    return file.write((tx) => insertRows(tx, settings, rows));
  };
  const inserts = () => prepared.filter((text) => text.startsWith('INSERT INTO "settings"')).length;
  await put(0, 85);
  prepared.length = 0;
  for (let run = 1; run < 8; run++) await put(run * 1000, 400 + run * 11);
  assert.equal(inserts(), 0);
  for (let run = 0; run < 2; run++) await put(10_000 + run, 1, 'x'.repeat(2_000_000));
  assert.equal(inserts(), 2);
  await assert.rejects(put(0, 1), { message: /UNIQUE/ });
  await put(20_000, 1);
  assert.equal(inserts(), 3);
  const limit = async (pages: number) => {
    await file.write((tx) => tx.run(sql.raw(`PRAGMA wal_autocheckpoint=${pages}`)));
    return file.write((tx) => tx.get<{ wal_autocheckpoint: number }>(sql`PRAGMA wal_autocheckpoint`));
  };
  for (const pages of [7, 8, 7]) assert.equal((await limit(pages)).wal_autocheckpoint, pages);
  assert.equal(await file.read.$count(settings, like(settings.key, 'k%')), 85 + 7 * 400 + 11 * 28 + 3);
  await file.close();
});

test('a statement that fails is prepared again, and very many are not all kept', async () => {
  const file = await openDataFile({ path: join(folder, 'many.db') });
  const failing = sql`SELECT json_extract(value, '$[') AS x FROM (SELECT '[1]' AS value)`;
  for (let times = 0; times < 2; times++) await assert.rejects(async () => file.read.all(failing));
  const ask = async (n: number) =>
    assert.deepEqual(await file.read.all(sql.raw(`SELECT ${n} AS n`)), [{ n }]);
  for (let n = 0; n < 400; n++) await ask(n);
  prepared.length = 0;
  await ask(399);
  assert.deepEqual(prepared, []);
  await ask(0);
  assert.deepEqual(prepared, ['SELECT 0 AS n']);
  await file.close();
});
