import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@libsql/client/sqlite3';
import { connect } from './connect.ts';
import { migrate } from './migrate.ts';

/**
 * Compares a file's tables, indexes, triggers and views with those that the migrations make.
 * A trigger from a stranger would run at the next write.
 * @returns what is not Postroom's, by name
 */
export async function findForeignSchema(client: Client, version: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-schema-'));
  const model = connect({ path: join(folder, 'model.db') });
  try {
    await migrate(model, version);
    const known = new Set((await listSchema(model)).map(({ definition }) => definition));
    return (await listSchema(client))
      .filter(({ definition }) => !known.has(definition))
      .map(({ name }) => name);
  } finally {
    model.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function listSchema(client: Client): Promise<{ name: string; definition: string }[]> {
  const { rows } = await client.execute(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  return rows.map(({ type, name, tbl_name, sql }) => ({
    name: `${type} ${name}`,
    definition: JSON.stringify([type, name, tbl_name, sql]),
  }));
}
