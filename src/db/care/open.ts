import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import type { Client } from '@libsql/client/sqlite3';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { DiskRoom } from '../../domain/disk-room.ts';
import { AppError } from '../../errors.ts';
import { connectToStay, type DataFileOptions, describeOpenFailure } from './connect.ts';
import { createDataFile } from './create-file.ts';
import { measureDisk } from './disk-room.ts';
import { describeWorkFailure } from './failure.ts';
import { checkOwner } from './file-facts.ts';
import { assertSameFile, identifyFile } from './file-identity.ts';
import { guardReads } from './guard-reads.ts';
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
  /** What is left for it. */
  disk(): Promise<DiskRoom>;
  /** What the disk said to a write within the last ten seconds; undefined when it took all. */
  diskFailure(): string | undefined;
  /** Runs what is queued, folds the write-ahead log into the one file, and closes. @throws AppError unavailable */
  close(): Promise<void>;
}

/**
 * Opens the data file for the one thread that writes, creating or migrating it first.
 * Exactly one thread of one process may hold this; the instance lock sees to it (db/instance-lock).
 * @param known which file it has to be (file-identity), where it was open before: then none is created
 * @throws AppError unavailable, invalid (wrong key, no Postroom file, newer than this program)
 */
export async function openDataFile(options: DataFileOptions, known?: string): Promise<DataFile> {
  if (known !== undefined) assertSameFile(options.path, known);
  if (!existsSync(options.path)) await create(options);
  const writer = connectToStay(options);
  try {
    // Reading changes nothing; whatever follows does.
    await checkOwner(writer, options.path);
    await chmod(options.path, 0o600);
    await preparePragmas(writer);
    await migrate(writer);
  } catch (error) {
    writer.close();
    throw describeOpenFailure(error, options.path);
  }
  const reader = await openReader(options);
  const queue = createWriteQueue(drizzle(writer));
  const identity = identifyFile(options.path);
  return {
    read: reader.read,
    write: queue.write,
    disk: async () => ({ ...(await measureDisk(options.path, identity)), failure: queue.failure() }),
    diskFailure: queue.failure,
    async close() {
      await queue.close();
      reader.close();
      try {
        await foldLog(writer);
      } finally {
        writer.close();
      }
    },
  };
}

async function create(options: DataFileOptions): Promise<void> {
  try {
    await createDataFile(options);
  } catch (error) {
    throw describeOpenFailure(error, options.path);
  }
}

/**
 * Opens a connection that can only read, for the web thread and for the desk's reads beside its transactions.
 * It never checkpoints: two connections that do so at once can corrupt the file (tursodatabase/libsql#2271).
 * @param cacheKib how much of the file SQLite may keep in memory for it, as long as nothing is written; by default 2,000
 */
export async function openReader(
  options: DataFileOptions,
  cacheKib?: number,
): Promise<{ read: Reader; close(): void }> {
  assertSameFile(options.path, undefined);
  const client = connectToStay(options);
  try {
    await client.execute('PRAGMA wal_autocheckpoint=0');
    // Which words there are in the indexes (sqlite.org/fts5.html, section 8); it is no part of the file.
    for (const statement of vocabularies) await client.execute(statement);
    if (cacheKib !== undefined) await client.execute(`PRAGMA cache_size=-${cacheKib}`);
    await client.execute('PRAGMA query_only=ON');
    await client.execute('PRAGMA trusted_schema=OFF');
  } catch (error) {
    client.close();
    throw describeOpenFailure(error, options.path);
  }
  // With what is put together once for this connection (prepare-once).
  const read = Object.assign(drizzle(guardReads(client)), { prepared: new Map<string, unknown>() });
  return { read, close: () => client.close() };
}

/** Letters of the index of customers; words of that of messages, of which the next one is found without counting the last. */
export const vocabularies = [
  "CREATE VIRTUAL TABLE temp.customer_terms USING fts5vocab ('main', 'customer_index', 'row')",
  "CREATE VIRTUAL TABLE temp.search_terms USING fts5vocab ('main', 'search_index', 'instance')",
];

async function preparePragmas(client: Client): Promise<void> {
  const mode = await client.execute('PRAGMA journal_mode=WAL');
  if (mode.rows[0]?.[0] !== 'wal') {
    throw new AppError(
      'unavailable',
      'The file system does not support write-ahead logging (is it a network share?).',
    );
  }
  await client.execute('PRAGMA trusted_schema=OFF');
  // In a large file each message touches a page of every index: with SQLite's own 2 MB most of them were read and written twice.
  await client.execute('PRAGMA cache_size=-8000');
  // The log of an import may have been larger (write).
  await client.execute('PRAGMA journal_size_limit=8388608');
  // What is deleted, an old password say, does not stay readable in the file's free space.
  await client.execute('PRAGMA secure_delete=ON');
  const synchronous = await client.execute('PRAGMA synchronous');
  if (synchronous.rows[0]?.[0] !== 2) {
    throw new AppError('internal', 'The data file did not accept synchronous=FULL.');
  }
}

async function foldLog(client: Client): Promise<void> {
  const result = await client.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch((error: unknown) => {
    throw describeWorkFailure(error, 'The log of the data file stays beside it and could not be folded in');
  });
  if (result.rows[0]?.[0] !== 0) {
    throw new AppError(
      'unavailable',
      'Another program reads the data file, so its log could not be folded in.',
    );
  }
}
