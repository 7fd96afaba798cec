import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { backUpBeforeUpdate } from '../../src/db/care/backup-before-update.ts';
import { checkFile } from '../../src/db/care/check-file.ts';
import { connect } from '../../src/db/care/connect.ts';
import { describeFinding } from '../../src/db/care/finding.ts';
import { newestVersion, readPragma } from '../../src/db/care/migrate.ts';
import { openDataFile } from '../../src/db/care/open.ts';
import { restoreBackup } from '../../src/db/care/restore.ts';
import { createWorkplace } from '../support/command.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { countRows, makeOldSchemaFiles } from '../support/old-schema-files.ts';
import { isLongRun } from '../support/recount.ts';

// A file of every schema that there ever was is opened, updated and checked, and goes back by the copy that was kept.

const folder = createWorkplace();
/** What no update may lose or double. */
const kept = ['users', 'customers', 'tickets', 'articles', 'receipts', 'quarantine', 'blobs', 'blob_chunks'];
const all = Array.from({ length: newestVersion - 1 }, (_, index) => index + 1);
const versions = isLongRun
  ? all
  : all.filter((version) => version % 13 === 1 || version === newestVersion - 1);

test('a file of every earlier schema is updated, sound, and goes back as it was', {
  timeout: 600_000,
}, async () => {
  const pathOf = await makeOldSchemaFiles(folder);
  const { counts } = await readAll(pathOf(newestVersion - 1));
  const filled = [...counts].filter(([, count]) => count > 0).length;
  console.log(`# ${versions.length} schemas; ${filled} of the last one's ${counts.size} tables hold rows`);
  assert.ok(filled > counts.size * 0.6);
  for (const version of versions) await updateAndReturn(version, pathOf(version));
});

async function updateAndReturn(version: number, old: string): Promise<void> {
  const path = join(folder, String(version), 'postroom.db');
  mkdirSync(dirname(path));
  copyFileSync(old, path);
  await makeOurs(path);
  const before = await readAll(path);
  assert.deepEqual(
    kept.map((table) => before.counts.get(table)),
    [2, 5, 4, 4, 5, 1, 5, 5],
  );
  const endedAt = performance.now();

  const copy = await backUpBeforeUpdate({ path });
  assert.ok(copy !== undefined, `schema ${version} was not kept`);
  await openAndClose(path);
  const { findings } = await checkFile({ path });
  assert.deepEqual(findings.map(describeFinding), [], `schema ${version}`);
  const { version: updated, counts } = await readAll(path);
  assert.equal(updated, newestVersion);
  const changed = kept.filter((table) => counts.get(table) !== before.counts.get(table));
  assert.deepEqual(changed, [], `schema ${version} has other counts after the update`);

  // The older program finds everything as it has left it …
  const back = await readAll(copy);
  assert.deepEqual(back, before, `the kept copy of schema ${version}`);
  // … and this one restores it and updates it again.
  const restored = await restoreBackup({ path }, copy, new Date());
  assert.deepEqual(
    [restored.version, restored.articles, restored.isAccessKept],
    [version, before.counts.get('articles'), true],
  );
  await forgetRestore(path);
  await endSessions(copy);
  assert.deepEqual(await readAll(path), await readAll(copy));
  await openAndClose(path);
  const again = (await readAll(path)).counts;
  // No id is given twice after a restore, so the facts stand in other blocks, and everybody signs in again.
  for (const each of [again, counts]) for (const table of ['fact_blocks', ...ended]) each.delete(table);
  assert.deepEqual(again, counts);
  const recoveredSeconds = secondsSince(endedAt);
  noteFault({ fault: 'older schema', tries: 1, lost: 0, doubled: 0, changed: 0, recoveredSeconds });
}

/** An admin who can sign in, and by what a file is known to have grown out of the same one. */
async function makeOurs(path: string): Promise<void> {
  await change(path, async (client) => {
    await client.execute("UPDATE users SET role = 'admin', is_active = 1 WHERE id = 1");
    await client.execute("INSERT INTO settings (key, value) VALUES ('message_id_secret', '\"s\"')");
  });
}

/** Nothing but that it was restored is new in it. */
async function forgetRestore(path: string): Promise<void> {
  await change(path, async (client) => {
    const { rowsAffected } = await client.execute(
      "DELETE FROM settings WHERE key IN ('restored_at', 'restore')",
    );
    assert.equal(rowsAffected, 2);
  });
}

/** A restore ends them; of letters those that wait. */
const ended = ['sessions', 'sign_ins', 'account_links', 'account_letters'];

async function endSessions(path: string): Promise<void> {
  await change(path, async (client) => {
    const { rows } = await client.execute("SELECT name FROM sqlite_schema WHERE type = 'table'");
    const names = rows.map(({ name }) => String(name));
    for (const name of ended) if (names.includes(name)) await client.execute(`DELETE FROM ${name}`);
  });
}

async function change(
  path: string,
  work: (client: ReturnType<typeof connect>) => Promise<void>,
): Promise<void> {
  const client = connect({ path });
  try {
    await work(client);
  } finally {
    client.close();
    await new Promise(setImmediate);
  }
}

async function openAndClose(path: string): Promise<void> {
  await (await openDataFile({ path })).close();
}

/** The schema and every row of every table, as texts; indexes for searching apart. */
async function readAll(path: string) {
  const client = connect({ path });
  try {
    const tables = await client.execute(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    const counts = new Map<string, number>();
    const rows: [string, string[]][] = [];
    for (const { name } of tables.rows) {
      const table = String(name);
      counts.set(table, await countRows(client, table));
      const found = await client.execute(`SELECT * FROM "${table}"`);
      rows.push([table, found.rows.map((row) => Object.values(row).map(String).join('|')).sort()]);
    }
    return { version: await readPragma(client, 'user_version'), counts, rows };
  } finally {
    client.close();
    await new Promise(setImmediate);
  }
}
