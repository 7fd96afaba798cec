import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from '../../../src/db/care/connect.ts';
import { migrate, newestVersion, readPragma } from '../../../src/db/care/migrate.ts';
import { migrations } from '../../../src/db/care/migrations.ts';

test('an update that fails midway leaves the file as it was, and is made up for once its cause is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-migration-'));
  const client = connect({ path: join(folder, 'postroom.db') });
  const schema = async () => (await client.execute('SELECT sql FROM sqlite_schema ORDER BY name')).rows;
  try {
    const tablesOf = (text: string) => [...text.matchAll(/^CREATE TABLE "?(\w+)/gim)].map(([, name]) => name);
    const index = migrations.findIndex((text, at) => at > 0 && tablesOf(text).length > 1);
    const last = tablesOf(migrations[index] ?? '').at(-1);
    await migrate(client, index);
    await client.execute(`CREATE TABLE ${last} (in_the_way INTEGER)`);
    const before = await schema();
    await assert.rejects(migrate(client), { message: new RegExp(`^Migration ${index + 1} failed;`) });
    assert.deepEqual(await schema(), before);
    assert.equal(await readPragma(client, 'user_version'), index);
    await client.execute(`DROP TABLE ${last}`);
    await migrate(client);
    assert.equal(await readPragma(client, 'user_version'), newestVersion);
  } finally {
    client.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
