import type { Client } from '@libsql/client/sqlite3';
import { AppError } from '../../errors.ts';
import { foreignFile } from './look-at-file.ts';
import { applicationId, newestVersion, readPragma } from './migrate.ts';

/** What a Postroom file says of itself. */
export interface FileFacts {
  /** The schema version. */
  readonly version: number;
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
}

/** @throws AppError invalid when the file is not Postroom's or from a newer one */
export async function checkOwner(client: Client, path: string): Promise<number> {
  if ((await readPragma(client, 'application_id')) !== applicationId) {
    throw foreignFile(path);
  }
  const version = await readPragma(client, 'user_version');
  if (version > newestVersion) {
    throw new AppError(
      'invalid',
      `${path} has schema ${version}, but this Postroom knows only ${newestVersion}: start the newer program that wrote it, or restore a backup from before the update.`,
    );
  }
  return version;
}

export async function readFileFacts(client: Client): Promise<FileFacts> {
  const tables = await client.execute(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
  );
  const rows = new Map<string, number>();
  for (const [name] of tables.rows.map((row) => [String(row[0])])) {
    const counted = await client.execute(`SELECT count(*) FROM ${quoteName(String(name))}`);
    rows.set(String(name), Number(counted.rows[0]?.[0]));
  }
  return { version: await readPragma(client, 'user_version'), rows };
}

/** @returns a name of a table as SQL writes it */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @returns the highest ids ever given out, by table: they only grow */
export async function readSequences(client: Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.execute('SELECT name, seq FROM sqlite_sequence');
  return new Map(rows.map((row) => [String(row[0]), Number(row[1])]));
}
