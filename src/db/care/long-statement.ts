import { setTimeout as wait } from 'node:timers/promises';
import Database from 'libsql/promise';
import type { DataFileOptions } from './connect.ts';
import { forgetStatements } from './forget-statements.ts';
import { assertGoingOn, type LongWork } from './long-work.ts';

const lookMilliseconds = 100;

/**
 * Runs one statement that may take minutes on a connection of its own, beside this thread, so that it can be ended and its
 * progress be told: @libsql/client holds the thread until a statement is done.
 * @param tick called now and then while it runs
 * @throws AppError unavailable when the work was cancelled
 */
export async function runLong(
  options: DataFileOptions,
  statement: string,
  work: Pick<LongWork, 'isCancelled'>,
  tick: () => Promise<void>,
): Promise<void> {
  const db = await openLong(options);
  try {
    await runOn(db, statement, work, tick);
  } finally {
    await closeLong(db);
  }
}

/**
 * The same for SELECTs, one after the other.
 * @param selects their columns have names; a PRAGMA in them is for 'main', because the table of their rows is in another schema
 * @returns the rows of each
 */
export async function* readLong<Row>(
  options: DataFileOptions,
  selects: readonly string[],
  work: Pick<LongWork, 'isCancelled'>,
): AsyncGenerator<Row[]> {
  const db = await openLong(options);
  try {
    await db.exec('PRAGMA temp_store=MEMORY');
    for (const select of selects) {
      // Rows would be stepped through in this thread; a table is filled beside it.
      await runOn(db, `CREATE TEMP TABLE long_rows AS ${select}`, work);
      yield (await (await db.prepare('SELECT * FROM long_rows')).all()) as Row[];
      await db.exec('DROP TABLE temp.long_rows');
    }
  } finally {
    await closeLong(db);
  }
}

async function openLong({ path, key }: DataFileOptions): Promise<Database> {
  const db = new Database(path, { timeout: 5000, ...(key === undefined ? {} : { encryptionKey: key }) });
  await db.exec('PRAGMA wal_autocheckpoint=0; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON');
  // Rows are looked for in indexes at any place: with SQLite's own 2 MB twice as many pages were read again.
  await db.exec('PRAGMA cache_size=-16000');
  return db;
}

async function closeLong(db: Database): Promise<void> {
  db.close();
  // Until V8 has collected its last statement the connection holds the file all the same.
  await forgetStatements('major');
}

async function runOn(
  db: Database,
  statement: string,
  work: Pick<LongWork, 'isCancelled'>,
  tick?: () => Promise<void>,
): Promise<void> {
  const ended = new AbortController();
  const running = db.exec(statement).finally(() => ended.abort());
  const watching = watch(db, work, tick, ended.signal);
  const [result] = await Promise.allSettled([running, watching]);
  assertGoingOn(work);
  if (result.status === 'rejected') throw result.reason;
}

async function watch(
  db: Database,
  work: Pick<LongWork, 'isCancelled'>,
  tick: (() => Promise<void>) | undefined,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await wait(lookMilliseconds, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (work.isCancelled()) db.interrupt();
    else await tick?.();
  }
}
