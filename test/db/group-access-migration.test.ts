import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createClient } from '@libsql/client/sqlite3';
import { migrations } from '../../src/db/care/migrations.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { listAllAccess } from '../../src/db/group-access.ts';
import { listGroups } from '../../src/db/groups.ts';

test('who used Postroom before access was restricted keeps everything', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-migration-'));
  const path = join(folder, 'postroom.db');
  try {
    const old = createClient({ url: pathToFileURL(path).href });
    const before = migrations.slice(0, 3);
    for (const text of before) await old.executeMultiple(text);
    await old.executeMultiple(`
      INSERT INTO users (email, name, role, password_hash, is_active, created_at)
      VALUES ('a@x.example', 'Agent', 'agent', '', 1, 0), ('b@x.example', 'Boss', 'admin', '', 1, 0);
      INSERT INTO groups (name, is_active) VALUES ('Sales', 1);
      PRAGMA user_version=${before.length};
      PRAGMA application_id=${0x506f7374};
    `);
    old.close();
    const file = await openDataFile({ path });
    const access = await listAllAccess(file.read);
    assert.deepEqual(access.map(({ userId, group, level }) => `${userId} ${group} ${level}`).sort(), [
      '1 Sales full',
      '1 Support full',
      '2 Sales full',
      '2 Support full',
    ]);
    assert.deepEqual(
      (await listGroups(file.read)).map(({ signature, followUp }) => [signature, followUp]),
      [
        ['', 'reopen'],
        ['', 'reopen'],
      ],
    );
    await file.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
