import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { asc } from 'drizzle-orm';
import { connect } from '../../src/db/care/connect.ts';
import { migrate } from '../../src/db/care/migrate.ts';
import { migrations } from '../../src/db/care/migrations.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { receipts } from '../../src/db/schema/schema-mail.ts';

test('what servers refused before the update is kept in its words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-settle-'));
  const path = join(folder, 'postroom.db');
  try {
    const old = connect({ path });
    await migrate(
      old,
      migrations.findIndex((text) => text.includes("'words', 'text', settle_error")),
    );
    await old.executeMultiple(`
      INSERT INTO receipts (import_group_id, folder, uid_validity, uid, sha256, size, outcome, stored_at, settle_error)
      VALUES (1, 'INBOX', '1', 1, 'x', 1, 'opened', 0, 'NO "not" now’s'), (1, 'INBOX', '1', 2, 'y', 1, 'opened', 0, NULL);`);
    old.close();
    const file = await openDataFile({ path });
    const { settleError } = receipts;
    assert.deepEqual(await file.read.select({ settleError }).from(receipts).orderBy(asc(receipts.uid)), [
      { settleError: { code: 'words', text: 'NO "not" now’s' } },
      { settleError: null },
    ]);
    await file.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
