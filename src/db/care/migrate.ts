import type { Client } from '@libsql/client/sqlite3';
import { AppError } from '../../errors.ts';
import { describeWorkFailure } from './failure.ts';
import { conversions, migrations } from './migrations.ts';

/** Marks the file as ours in SQLite's header: "Post" in ASCII. */
export const applicationId = 0x506f7374;

/** The schema version that this program writes: the number of its newest migration. */
export const newestVersion = migrations.length;

/**
 * Brings the file to the newest schema (or to `target`), each migration once, in a transaction of its own.
 * @throws AppError invalid when the file belongs to another program or a newer Postroom
 */
export async function migrate(client: Client, target = newestVersion): Promise<void> {
  const version = await readPragma(client, 'user_version');
  const owner = await readPragma(client, 'application_id');
  if (owner !== applicationId && (owner !== 0 || version !== 0 || (await hasTables(client)))) {
    throw new AppError(
      'invalid',
      'This file belongs to another program; expected a Postroom data file or none.',
    );
  }
  if (version > newestVersion) {
    throw new AppError(
      'invalid',
      `The data file has schema ${version}, but this Postroom knows only ${newestVersion}: start the newer program that wrote it, or restore a backup from before the update.`,
    );
  }
  for (const [index, text] of migrations.slice(0, target).entries()) {
    if (index >= version) await apply(client, index + 1, text);
  }
}

/** @returns the statements that make the newest schema in an empty file. */
export function writeNewestSchema(): string {
  const marks = `PRAGMA user_version=${newestVersion}; PRAGMA application_id=${applicationId};`;
  return `${migrations.join('\n')}\n${marks}`;
}

async function apply(client: Client, version: number, text: string): Promise<void> {
  const transaction = await client.transaction('write');
  try {
    await transaction.executeMultiple(text);
    await conversions.get(text)?.(transaction);
    await transaction.execute(`PRAGMA user_version=${version}`);
    await transaction.execute(`PRAGMA application_id=${applicationId}`);
    await transaction.commit();
  } catch (error) {
    const cause = describeWorkFailure(error, `The data file could not be updated (migration ${version})`);
    if (cause instanceof AppError) throw cause;
    throw new AppError('internal', `Migration ${version} failed; the data file is as it was before it.`, {
      cause,
    });
  } finally {
    transaction.close();
  }
}

export async function readPragma(client: Client, name: string): Promise<number> {
  const result = await client.execute(`PRAGMA ${name}`);
  return Number(result.rows[0]?.[0] ?? 0);
}

async function hasTables(client: Client): Promise<boolean> {
  const result = await client.execute('SELECT count(*) FROM sqlite_schema');
  return Number(result.rows[0]?.[0]) > 0;
}
