import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client/sqlite3';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import { AppError } from '../../errors.ts';
import { unwrapQueryError } from './failure.ts';
import { migrate } from './migrate.ts';
import { createWriteQueue, type Write } from './write.ts';

// biome-ignore lint/complexity/noBannedTypes: drizzle's own word for "no relational schema".
type NoSchema = {};

/** A connection or a transaction to read from. */
// biome-ignore lint/suspicious/noExplicitAny: the result type of `run` differs between the two and is not used for reading.
export type Reader = BaseSQLiteDatabase<'async', any, NoSchema>;

export type { Tx } from './write.ts';

export interface DataFile {
  readonly read: Reader;
  readonly write: Write;
  /** Runs what is queued, folds the write-ahead log into the one file, and closes. @throws AppError unavailable */
  close(): Promise<void>;
}

export interface DataFileOptions {
  readonly path: string;
  /** Encrypts the file, its log and its backups. */
  readonly key?: string | undefined;
}

/**
 * Opens the data file for the one thread that writes, creating or migrating it first.
 * Exactly one thread of one process may hold this; the instance lock sees to it (db/instance-lock).
 * @throws AppError unavailable, invalid (wrong key, no Postroom file, newer than this program)
 */
export async function openDataFile(options: DataFileOptions): Promise<DataFile> {
  const isNew = !existsSync(options.path);
  const writer = connect(options);
  try {
    // Before the first table, or it has no effect.
    if (isNew) await writer.execute('PRAGMA auto_vacuum=INCREMENTAL');
    await chmod(options.path, 0o600);
    await preparePragmas(writer, isNew);
    await migrate(writer);
  } catch (error) {
    writer.close();
    throw describeOpenFailure(error, options.path);
  }
  const reader = await openReader(options);
  const queue = createWriteQueue(drizzle(writer));
  return {
    read: reader.read,
    write: queue.write,
    async close() {
      await queue.close();
      reader.close();
      await foldLog(writer);
      writer.close();
    },
  };
}

/**
 * Opens a connection that can only read, for the web thread and for the desk's reads beside its transactions.
 * It never checkpoints: two connections that do so at once can corrupt the file (tursodatabase/libsql#2271).
 */
export async function openReader(options: DataFileOptions): Promise<{ read: Reader; close(): void }> {
  const client = connect(options);
  try {
    await client.execute('PRAGMA wal_autocheckpoint=0');
    await client.execute('PRAGMA query_only=ON');
    await client.execute('PRAGMA trusted_schema=OFF');
  } catch (error) {
    client.close();
    throw describeOpenFailure(error, options.path);
  }
  return { read: drizzle(client), close: () => client.close() };
}

/** Opens one connection; makes the file when there is none. PRAGMAs belong to a connection, and a pool would carry them on the first only. */
export function connect({ path, key }: DataFileOptions): Client {
  try {
    return createClient({
      url: pathToFileURL(path).href,
      concurrency: 1,
      timeout: 5000,
      ...(key === undefined ? {} : { encryptionKey: key }),
    });
  } catch (error) {
    throw describeOpenFailure(error, path);
  }
}

async function preparePragmas(client: Client, isNew: boolean): Promise<void> {
  const mode = await client.execute('PRAGMA journal_mode=WAL');
  if (mode.rows[0]?.[0] !== 'wal') {
    throw new AppError(
      'unavailable',
      'The file system does not support write-ahead logging (is it a network share?).',
    );
  }
  await client.execute('PRAGMA trusted_schema=OFF');
  // What is deleted, an old password say, does not stay readable in the file's free space.
  await client.execute('PRAGMA secure_delete=ON');
  const synchronous = await client.execute('PRAGMA synchronous');
  const vacuum = await client.execute('PRAGMA auto_vacuum');
  if (synchronous.rows[0]?.[0] !== 2 || (isNew && vacuum.rows[0]?.[0] !== 2)) {
    throw new AppError(
      'internal',
      'The data file did not accept synchronous=FULL and auto_vacuum=INCREMENTAL.',
    );
  }
}

async function foldLog(client: Client): Promise<void> {
  const result = await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  if (result.rows[0]?.[0] !== 0) {
    client.close();
    throw new AppError(
      'unavailable',
      'Another program reads the data file, so its log could not be folded in.',
    );
  }
}

/** @returns what kept a file from being opened, as one sentence. */
export function describeOpenFailure(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const cause = unwrapQueryError(error);
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/NOTADB|not a database/i.test(text)) {
    return new AppError(
      'invalid',
      `${path} is not a Postroom data file, or POSTROOM_KEY does not fit it; expected the file and the key it was made with.`,
      { cause },
    );
  }
  return new AppError('unavailable', `Cannot open the data file ${path}: ${text}`, { cause });
}
