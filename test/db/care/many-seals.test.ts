import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { sealKinds } from '../../../src/db/care/seal-kinds.ts';
import { compareSeals } from '../../../src/db/care/seals.ts';
import { openImportDesk } from '../../support/import-desk.ts';

/** More than are looked up at once, and some whose content does not come together with others. */
const customers = 11_000;
const longNote = 'long '.repeat(20_000);

test('a transaction that changes thousands of rows seals each of them, short or long', async () => {
  const { desk, close } = await openImportDesk();
  await desk.write(async (tx) => {
    const inserted = sql`INSERT INTO customers (name, email, note, created_at)
      SELECT 'Customer ' || value, 'c' || value || '@customer.example', iif(value % 1000 = 7, ${longNote}, ''), 1
      FROM generate_series`;
    await tx.run(sql`WITH RECURSIVE generate_series (value) AS
      (SELECT 1 UNION ALL SELECT value + 1 FROM generate_series LIMIT ${sql.raw(String(customers))}) ${inserted}`);
  });
  assert.deepEqual(await desk.read.all(sql`SELECT * FROM seal_pending`), []);
  for (const kind of sealKinds) {
    for (let after: number | undefined = 0; after !== undefined; ) {
      const { broken, last } = await compareSeals(desk.read, kind, after);
      assert.deepEqual(broken, []);
      after = last;
    }
  }
  const [long] = await desk.read.all<{ content: ArrayBuffer; sha256: ArrayBuffer }>(
    sql`SELECT part.content, seals.sha256 FROM (${sealKinds.find(({ kind }) => kind === 'customer')?.read} WHERE id = 7) AS part
      JOIN seals ON seals.kind = 'customer' AND seals.row_id = 7`,
  );
  assert.ok(long !== undefined && long.content.byteLength > 65_536);
  const digest = createHash('sha256').update(new Uint8Array(long.content)).digest();
  assert.deepEqual(Buffer.from(long.sha256), digest);
  const [sealed] = await desk.read.all<{ count: number }>(
    sql`SELECT count(*) AS count FROM seals WHERE kind = 'customer'`,
  );
  assert.equal(sealed?.count, customers);
  await close();
});
