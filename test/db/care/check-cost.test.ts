import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkBlobs } from '../../../src/db/care/check-blobs.ts';
import { checkCounts } from '../../../src/db/care/check-counts.ts';
import { checkSeals } from '../../../src/db/care/check-seals.ts';
import type { Finding } from '../../../src/db/care/finding.ts';
import { unwatchedWork } from '../../../src/db/care/long-work.ts';
import { openDataFile, type Reader } from '../../../src/db/care/open.ts';
import { createWorkplace } from '../../support/command.ts';

// A check of very many rows is made of statements for many of them each, and of walks that grow as the rows do.

const folder = createWorkplace();

async function listFindings(findings: AsyncIterable<Finding>): Promise<Finding[]> {
  const listed: Finding[] = [];
  for await (const finding of findings) listed.push(finding);
  return listed;
}

/** @returns the reader, and how often it was asked */
function countAsked(db: Reader): { read: Reader; asked: () => number } {
  let asked = 0;
  const all = ((query: never) => {
    asked += 1;
    return db.all(query);
  }) as Reader['all'];
  return { read: Object.assign(Object.create(db), { all }), asked: () => asked };
}

test('many small files, and one that is damaged among them, are read with a few statements', async () => {
  const file = await openDataFile({ path: join(folder, 'blobs.db') });
  const many = 1_500;
  const bytes = 'a small message';
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const numbers = sql`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${many})`;
  await file.write(async (tx) => {
    await tx.run(
      sql`${numbers} INSERT INTO blobs (id, sha256, size) SELECT n, ${sha256}, ${bytes.length} FROM numbers`,
    );
    await tx.run(
      sql`${numbers} INSERT INTO blob_chunks (blob_id, position, bytes) SELECT n, 0, CAST(${bytes} AS BLOB) FROM numbers`,
    );
  });
  const sound = countAsked(file.read);
  assert.deepEqual(await listFindings(checkBlobs(sound.read, unwatchedWork)), []);
  assert.ok(sound.asked() < 10, `${sound.asked()} statements for ${many}`);
  await file.write(async (tx) => {
    await tx.run(sql`UPDATE blob_chunks SET bytes = CAST('a smell message' AS BLOB) WHERE blob_id = 700`);
    await tx.run(sql`DELETE FROM blob_chunks WHERE blob_id = 900`);
    await tx.run(sql`UPDATE blob_chunks SET position = 1 WHERE blob_id = 1100`);
    await tx.run(
      sql`INSERT INTO blob_chunks (blob_id, position, bytes) VALUES (1300, 1, CAST('more' AS BLOB))`,
    );
  });
  const found = await listFindings(checkBlobs(file.read, unwatchedWork));
  assert.deepEqual(
    found.map(({ row, problem }) => `${row} ${problem}`),
    [
      '700 its bytes are damaged: they do not give its SHA-256',
      '900 has 0 bytes instead of 15',
      '1100 its chunk 0 is missing',
      '1300 has 19 bytes instead of 15',
    ],
  );
  await file.close();
});

test('a seal is compared with others by one statement, also beside a very long text', async () => {
  const file = await openDataFile({ path: join(folder, 'seals.db') });
  const many = 2_000;
  await file.write(async (tx) => {
    await tx.run(sql`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${many})
      INSERT INTO customers (id, name, email, created_at) SELECT n, 'Number ' || n, n || '@x.example', 0 FROM numbers`);
    await tx.run(sql`UPDATE customers SET note = replace(hex(zeroblob(60000)), '0', 'n') WHERE id = 77`);
  });
  const { read, asked } = countAsked(file.read);
  assert.deepEqual(await listFindings(checkSeals(read, unwatchedWork)), []);
  assert.ok(asked() < 20, `${asked()} statements for ${many}`);
  // As a bit that flips does it: no trigger tells of the change.
  await file.write(async (tx) => {
    await tx.run(sql`UPDATE customers SET name = 'Somebody' WHERE id IN (77, 1500)`);
    await tx.run(sql`DELETE FROM seal_pending`);
  });
  assert.deepEqual(
    (await listFindings(checkSeals(file.read, unwatchedWork))).map(({ table, row }) => `${table} ${row}`),
    ['customers 77', 'customers 1500'],
  );
  await file.close();
});

test('counting again takes as many steps for each ticket, however many people own them', async () => {
  const file = await openDataFile({ path: join(folder, 'counts.db') });
  await file.write(async (tx) => {
    await tx.run(sql`INSERT OR IGNORE INTO groups (id, name, is_active) VALUES (1, 'Sales', 1)`);
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, 'Ada', 'ada@x.example', 0)`,
    );
  });
  const steps: number[] = [];
  for (const from of [0, 1_000, 2_000, 3_000]) {
    await file.write(async (tx) => {
      await tx.run(sql`WITH RECURSIVE numbers (n) AS (SELECT ${from} + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${from} + 1000)
        INSERT INTO users (id, email, name, role, password_hash, is_active, created_at)
        SELECT n, n || '@postroom.example', n, 'agent', '', 1, 0 FROM numbers`);
      await tx.run(sql`INSERT INTO tickets (number, subject, group_id, customer_id, owner_id, state, created_at, updated_at, last_article_at)
        SELECT id + 10000, '', 1, 1, id, 'open', 0, 0, 0 FROM users WHERE id > ${from}`);
    });
    const before = await countSteps(file.read);
    assert.deepEqual(await listFindings(checkCounts(file.read)), []);
    steps.push((await countSteps(file.read)) - before);
  }
  const [one = 0, , , four = 0] = steps;
  assert.ok(one > 1_000 && four < 5 * one, `${steps} steps`);
  await file.close();
});

/** @returns what SQLite's machine has done for all statements that the connection keeps (sqlite.org/stmt.html) */
async function countSteps(db: Reader): Promise<number> {
  const [row] = await db.all<{ steps: number }>(
    sql`SELECT coalesce(sum(nstep), 0) AS steps FROM sqlite_stmt`,
  );
  return row?.steps ?? 0;
}
