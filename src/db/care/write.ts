import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { LibSQLDatabase, LibSQLTransaction } from 'drizzle-orm/libsql';
import type { NewFact } from '../../domain/facts/fact.ts';
import { AppError } from '../../errors.ts';
import {
  describeStorageFailure,
  isDiskFailure,
  isLockedOut,
  isReadFailure,
  isStorageFailure,
  normalizeDbError,
} from './failure.ts';
import { forgetStatements } from './forget-statements.ts';
import { forgetPages } from './guard-reads.ts';
import { sealChanged } from './seals.ts';

// biome-ignore lint/complexity/noBannedTypes: drizzle's own word for "no relational schema".
type NoSchema = {};

type Transaction = LibSQLTransaction<NoSchema, Record<string, never>>;

/** An open transaction: what every function of db/ that changes something takes. Made by `write` alone. */
export type Tx = Transaction & {
  /** The facts that were stored in it so far (db/facts), for what follows them. */
  readonly recorded: NewFact[];
  /** Texts that were put together once for all transactions (db/insert-rows). */
  readonly texts: Map<string, string>;
};

/**
 * Who waits for a transaction. A person does not wait behind mail that comes in, nor mail behind what can be done at
 * any time. `bulk` is mail while nobody is there who would wait for anything.
 */
type Urgency = 'person' | 'mail' | 'bulk' | 'idle';

/**
 * A commit that leaves more pages in the log than this copies them into the file, and all who write wait for that. To do so
 * for every batch took an import a third of what its commits take; then the next mail or idle work does it, once.
 */
const mostLogPages = { usual: 1_000, bulk: 16_384 } as const;

/** Runs `fn` in a transaction of its own, after all of its urgency that were asked for earlier; durable when the promise resolves. */
export type Write = <T>(fn: (tx: Tx) => Promise<T>, urgency?: Urgency) => Promise<T>;

interface WriteQueue {
  readonly write: Write;
  /** What the disk said to a write within the last ten seconds; undefined when it took all. */
  failure(): string | undefined;
  /** Waits for the transactions asked for so far; later ones are refused. */
  close(): Promise<void>;
}

/** A success says nothing: a transaction that changes nothing needs no room. */
const failureMilliseconds = 10_000;

/** libSQL freezes when two transactions of one connection overlap, so they pass one by one. */
export function createWriteQueue(db: LibSQLDatabase<Record<string, never>>): WriteQueue {
  const turns = createTurns();
  const writer: Writer = { db, limitLog: createLogLimit(db), texts: new Map() };
  let running: Promise<void> | undefined;
  let isClosed = false;
  let failed = { at: Number.NEGATIVE_INFINITY, text: '' };
  const noteFailure = async (error: unknown) => {
    if (isLockedOut(error)) await forgetWaiting(error);
    if (isDiskFailure(error)) failed = { at: performance.now(), text: describeStorageFailure(error) };
    throw error;
  };

  async function runAll(): Promise<void> {
    for (;;) {
      const next = turns.next();
      if (next === undefined) break;
      await next();
      // Whoever writes in a loop waits for nothing else: what came in meanwhile gets its turn.
      await setImmediate();
    }
    running = undefined;
  }

  return {
    write(fn, urgency = 'person') {
      if (isClosed) return Promise.reject(new AppError('unavailable', 'The data file is closed.'));
      return new Promise((resolve, reject) => {
        const run = () => transact(writer, fn, urgency).catch(noteFailure).then(resolve, reject);
        turns.add(urgency, run);
        running ??= runAll();
      });
    },
    failure: () => (performance.now() - failed.at < failureMilliseconds ? failed.text : undefined),
    async close() {
      isClosed = true;
      await running;
    },
  };
}

/** The one connection that writes. */
interface Writer {
  readonly db: LibSQLDatabase<Record<string, never>>;
  readonly limitLog: (urgency: Urgency) => Promise<void>;
  readonly texts: Map<string, string>;
}

function createTurns() {
  type Waiting = (() => Promise<unknown>)[];
  const person: Waiting = [];
  const mail: Waiting = [];
  const idle: Waiting = [];
  const all: Readonly<Record<Urgency, Waiting>> = { person, mail, bulk: mail, idle };
  return {
    add: (urgency: Urgency, run: Waiting[number]) => all[urgency].push(run),
    next: () => person.shift() ?? mail.shift() ?? idle.shift(),
  };
}

function createLogLimit(db: LibSQLDatabase<Record<string, never>>): (urgency: Urgency) => Promise<void> {
  // As SQLite has it where nobody has said anything.
  let now: number = mostLogPages.usual;
  return async (urgency) => {
    // To copy a log of 64 MB takes a quarter of a second, which nobody is to wait for: the next mail or idle work does it.
    if (urgency === 'person' && now === mostLogPages.bulk) return;
    const pages = urgency === 'bulk' ? mostLogPages.bulk : mostLogPages.usual;
    if (pages === now) return;
    await db.run(sql.raw(`PRAGMA wal_autocheckpoint=${pages}`));
    now = pages;
  };
}

/**
 * Until V8 has collected the statement that waited in vain, SQLite takes it for one under way and ends no later transaction.
 */
async function forgetWaiting(error: unknown): Promise<void> {
  // A stack that nobody has read yet holds what its functions were called on.
  for (let each = error; each instanceof Error; each = each.cause) String(each.stack);
  await setImmediate();
  await forgetStatements('major');
}

/**
 * Runs `fn` so that a failure undoes only what `fn` did, and the transaction goes on.
 * A full or failing disk closes the whole transaction; then its first error is thrown, not the follow-up.
 */
export async function savepoint<T>(tx: Tx, fn: () => Promise<T>): Promise<T> {
  await tx.run(sql`SAVEPOINT one`);
  const recorded = tx.recorded.length;
  let result: T;
  try {
    result = await fn();
  } catch (error) {
    if (isStorageFailure(error)) throw normalizeDbError(error);
    await tx.run(sql`ROLLBACK TO one`);
    await tx.run(sql`RELEASE one`);
    tx.recorded.length = recorded;
    throw normalizeDbError(error);
  }
  await tx.run(sql`RELEASE one`);
  return result;
}

async function transact<T>(
  { db, limitLog, texts }: Writer,
  fn: (tx: Tx) => Promise<T>,
  urgency: Urgency,
): Promise<T> {
  let first: unknown;
  try {
    await limitLog(urgency);
    return await db.transaction(async (opened) => {
      const tx: Tx = Object.assign(opened as unknown as Transaction, { recorded: [], texts });
      try {
        const result = await fn(tx);
        await sealChanged(tx);
        return result;
      } catch (error) {
        first = error;
        throw error;
      }
    });
  } catch (error) {
    const failure = first ?? error;
    if (isReadFailure(failure)) await forgetPages((statement) => db.run(statement));
    throw normalizeDbError(failure);
  }
}
