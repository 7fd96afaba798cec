import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { migrate } from '../../src/db/care/migrate.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { createWorkplace } from '../support/command.ts';

const folder = createWorkplace();

test('receipts and quarantine outlive the migration that lets mail come without a channel', async () => {
  const path = join(folder, 'old.db');
  const old = createClient({ url: `file:${path}`, concurrency: 1 });
  await migrate(old, 8);
  await old.executeMultiple(`
    INSERT INTO channels (id, kind, name, address, user_name, group_id, folder, after_import, move_to, only_unread,
      archive_state, state, failure_count, created_at)
    VALUES (3, 'email', 'Support', 'a@x.example', 'a@x.example', 1, '', 'delete', '', 0, 'closed', 'watching', 0, 1);
    INSERT INTO blobs (id, sha256, size) VALUES (5, 'ab', 2);
    INSERT INTO receipts (id, channel_id, folder, uid_validity, uid, sha256, size, outcome, stored_at)
    VALUES (7, 3, 'INBOX', '1', 11, 'ab', 2, 'quarantined', 1), (9, 3, 'INBOX', '1', 12, 'cd', 2, 'ignored', 1);
    DELETE FROM receipts WHERE id = 9;
    INSERT INTO quarantine (id, receipt_id, channel_id, kind, reason, sender, subject, blob_id, created_at)
    VALUES (4, 7, 3, 'unparsable', 'why', 'b@x.example', 'Subject', 5, 1);`);
  old.close();
  const file = await openDataFile({ path });
  await file.close();
  const now = createClient({ url: `file:${path}`, concurrency: 1 });
  const rows = async (sql: string) => (await now.execute(sql)).rows.map((row) => Object.values(row));
  assert.deepEqual(await rows('SELECT id, channel_id, import_group_id, uid, sha256 FROM receipts'), [
    [7, 3, null, 11, 'ab'],
  ]);
  assert.deepEqual(await rows('SELECT id, receipt_id, reason FROM quarantine'), [
    [4, 7, '{"code":"words","text":"why"}'],
  ]);
  assert.deepEqual(await rows('PRAGMA foreign_key_check'), []);
  const insert = (channel: string, group: string, hash: string) =>
    now.execute(
      `INSERT INTO receipts (channel_id, import_group_id, folder, uid_validity, uid, sha256, size, outcome, stored_at)
       VALUES (${channel}, ${group}, 'a.eml', '', 1, '${hash}', 2, 'opened', 1)`,
    );
  await insert('NULL', '1', 'ab');
  await assert.rejects(insert('NULL', '1', 'ab'), /UNIQUE/);
  await assert.rejects(insert('NULL', 'NULL', 'ef'), /CHECK/);
  await assert.rejects(insert('3', '1', 'ef'), /CHECK/);
  assert.deepEqual(await rows('SELECT id FROM receipts ORDER BY id'), [[7], [10]]);
  await now.execute('DELETE FROM receipts WHERE id = 7');
  assert.deepEqual(await rows('SELECT id FROM quarantine'), []);
  now.close();
});
