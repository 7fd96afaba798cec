import { hash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@libsql/client/sqlite3';
import { AppError } from '../../errors.ts';
import { backUp } from './backup.ts';
import { connect, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { quoteName, readFileFacts, readSequences } from './file-facts.ts';
import { chooseFreeName, keptMarks } from './kept-name.ts';
import { newestVersion, readPragma } from './migrate.ts';

/**
 * Keeps a data file of an older schema as it is, before it is migrated: the way back to the older program.
 * For the holder of the instance lock, before it opens the file.
 * @returns the backup's path; undefined when nothing is to be migrated, or the backup is there already
 * @throws AppError unavailable when there is no room for it
 */
export async function backUpBeforeUpdate(options: DataFileOptions): Promise<string | undefined> {
  if (!existsSync(options.path)) return undefined;
  const version = await readVersion(options);
  if (version === 0 || version >= newestVersion) return undefined;
  const wanted = `${options.path}${keptMarks.update}${version}`;
  if (await isKept(options, wanted)) return undefined;
  try {
    return (await backUp(options, chooseFreeName(wanted))).path;
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'invalid') throw cause;
    const why = cause instanceof AppError ? cause.message : String(cause);
    throw new AppError(
      'unavailable',
      `The data file is not updated, because it cannot be kept first: ${why}`,
      {
        cause,
      },
    );
  }
}

/**
 * Whether a copy of this schema is of the file as it is: an update that failed is tried again without another. By what is in
 * them, as times tell nothing: a clock is put back, and the log of a file is made anew by whoever only reads it.
 */
async function isKept(options: DataFileOptions, wanted: string): Promise<boolean> {
  const base = basename(wanted);
  const copies = readdirSync(dirname(wanted)).filter(
    (name) => name === base || (name.startsWith(`${base}-`) && /^\d+$/.test(name.slice(base.length + 1))),
  );
  if (copies.length === 0) return false;
  // Where it cannot be read, as on a full disk, the copy that follows says why.
  const own = await readContent(options).catch(() => undefined);
  if (own === undefined) return false;
  for (const name of copies) {
    const path = join(dirname(wanted), name);
    // One that cannot be read is no way back.
    const content = await readContent({ ...options, path }).catch(() => undefined);
    if (isDeepStrictEqual(content, own)) return true;
  }
  return false;
}

/** Larger ones grow with each change, by a fact at least. */
const smallRows = 2_000;

/** @returns what no work of an older program leaves as it is: how many rows there are, and what those of small tables say */
async function readContent(options: DataFileOptions): Promise<unknown> {
  const client = connect(options);
  try {
    const { version, rows } = await readFileFacts(client);
    const texts = new Map<string, string>();
    for (const [name, count] of rows) if (count <= smallRows) texts.set(name, await digestRows(client, name));
    return { version, rows, texts, sequences: await readSequences(client) };
  } finally {
    client.close();
  }
}

async function digestRows(client: Client, table: string): Promise<string> {
  const { rows } = await client.execute(`SELECT * FROM ${quoteName(table)}`);
  const values = rows.map((row) =>
    Array.from(row, (value) =>
      value instanceof ArrayBuffer ? Buffer.from(value).toString('base64') : String(value),
    ),
  );
  return hash('sha256', JSON.stringify(values), 'hex');
}

async function readVersion(options: DataFileOptions): Promise<number> {
  try {
    const client = connect(options);
    try {
      return await readPragma(client, 'user_version');
    } finally {
      client.close();
    }
  } catch (error) {
    throw describeOpenFailure(error, options.path);
  }
}
