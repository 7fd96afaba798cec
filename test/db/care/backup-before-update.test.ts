import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { backUpBeforeUpdate } from '../../../src/db/care/backup-before-update.ts';
import { connect } from '../../../src/db/care/connect.ts';
import { newestVersion } from '../../../src/db/care/migrate.ts';
import { openDataFile } from '../../../src/db/care/open.ts';
import { createWorkplace } from '../../support/command.ts';

// What is kept of a file before its schema is updated, where the clock was set meanwhile.

const folder = createWorkplace();
const path = join(folder, 'postroom.db');
const copies = () => readdirSync(folder).filter((name) => name.includes('.schema-')).length;

async function change(statement: string): Promise<void> {
  const client = connect({ path });
  await client.execute(statement);
  client.close();
  await new Promise(setImmediate);
}

test('a file is kept once as it is, and again where it was changed, whatever the clock said then', async () => {
  await (await openDataFile({ path })).close();
  await change(`PRAGMA user_version = ${newestVersion - 1}`);
  assert.notEqual(await backUpBeforeUpdate({ path }), undefined);
  assert.equal(await backUpBeforeUpdate({ path }), undefined, 'it is there already');
  // Somebody went back to the older program, and the clock had been days ahead until then.
  await change("INSERT INTO settings (key, value) VALUES ('later', '1')");
  const daysAgo = new Date(Date.now() - 3 * 86_400_000);
  utimesSync(path, daysAgo, daysAgo);
  assert.notEqual(await backUpBeforeUpdate({ path }), undefined);
  assert.equal(await backUpBeforeUpdate({ path }), undefined);
  assert.equal(copies(), 2);
});
