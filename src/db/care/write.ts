import { sql } from 'drizzle-orm';
import type { LibSQLDatabase, LibSQLTransaction } from 'drizzle-orm/libsql';
import { AppError } from '../../errors.ts';
import { isStorageFailure, normalizeDbError } from './failure.ts';

// biome-ignore lint/complexity/noBannedTypes: drizzle's own word for "no relational schema".
type NoSchema = {};

/** An open transaction: what every function of db/ that changes something takes. Made by `write` alone. */
export type Tx = LibSQLTransaction<NoSchema, Record<string, never>>;

/** Runs `fn` in a transaction of its own, after all that were asked for earlier; durable when the promise resolves. */
export type Write = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>;

export interface WriteQueue {
  readonly write: Write;
  /** Waits for the transactions asked for so far; later ones are refused. */
  close(): Promise<void>;
}

/** libSQL freezes when two transactions of one connection overlap, so they pass one by one. */
export function createWriteQueue(db: LibSQLDatabase<Record<string, never>>): WriteQueue {
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;
  return {
    write(fn) {
      if (isClosed) return Promise.reject(new AppError('unavailable', 'The data file is closed.'));
      const run = last.then(() => transact(db, fn));
      last = run.catch(() => undefined);
      return run;
    },
    async close() {
      isClosed = true;
      await last;
    },
  };
}

/**
 * Runs `fn` so that a failure undoes only what `fn` did, and the transaction goes on.
 * A full or failing disk closes the whole transaction; then its first error is thrown, not the follow-up.
 */
export async function savepoint<T>(tx: Tx, fn: () => Promise<T>): Promise<T> {
  await tx.run(sql`SAVEPOINT one`);
  let result: T;
  try {
    result = await fn();
  } catch (error) {
    if (isStorageFailure(error)) throw normalizeDbError(error);
    await tx.run(sql`ROLLBACK TO one`);
    await tx.run(sql`RELEASE one`);
    throw normalizeDbError(error);
  }
  await tx.run(sql`RELEASE one`);
  return result;
}

async function transact<T>(
  db: LibSQLDatabase<Record<string, never>>,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  let first: unknown;
  try {
    return await db.transaction(async (tx) => {
      try {
        const result = await fn(tx as unknown as Tx);
        await indexChanged(tx as unknown as Tx);
        return result;
      } catch (error) {
        first = error;
        throw error;
      }
    });
  } catch (error) {
    throw normalizeDbError(first ?? error);
  }
}

/**
 * Brings the full-text index up to date with what the transaction has changed; triggers have noted which articles.
 * Every transaction ends with it, so no use case can forget it.
 */
async function indexChanged(tx: Tx): Promise<void> {
  const [pending] = await tx.all(sql`SELECT 1 FROM search_pending LIMIT 1`);
  if (pending === undefined) return;
  await tx.run(sql`
    INSERT OR REPLACE INTO search_index (rowid, subject, body, sender, recipients, customer, files)
    SELECT document_id, subject, body, sender, recipients, customer, files
    FROM search_documents WHERE article_id IN (SELECT article_id FROM search_pending)`);
  await tx.run(sql`DELETE FROM search_pending`);
}
