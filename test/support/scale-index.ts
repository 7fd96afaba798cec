import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { connect } from '../../src/db/care/connect.ts';
import { createWriteQueue, type Tx, type Write } from '../../src/db/care/write.ts';
import { indexCustomers } from '../../src/db/customer-index.ts';
import { mergeTextIndex, textIndexes } from '../../src/db/merge-text-index.ts';
import { indexArticles } from '../../src/db/search-index.ts';

/**
 * For a connection to a file that is of no use when it ends halfway: each page is written once, in its place. Without a
 * journal in memory, node:sqlite writes what each statement's triggers change to a temporary file too.
 */
export const fastPragmas = [
  'PRAGMA journal_mode=DELETE',
  'PRAGMA journal_mode=OFF',
  'PRAGMA locking_mode=EXCLUSIVE',
  'PRAGMA synchronous=OFF',
  'PRAGMA temp_store=MEMORY',
  'PRAGMA cache_size=-1500000',
];

/** Fewer and larger pieces of the index, so that less is merged; what migrations set again at the end. */
const sizes = {
  bulk: { hashsize: 64 * 1024 * 1024, automerge: 16, crisismerge: 16 },
  usual: { hashsize: 1024 * 1024, automerge: 0, crisismerge: 256 },
};
const articlesAtOnce = { count: 40_000, bytes: 64 * 1024 * 1024 };
const customersAtOnce = 100_000;
const pagesAtOnce = 10_000;

/** Processor seconds. */
export interface CaughtUp {
  readonly sealSeconds: number;
  readonly indexSeconds: number;
  readonly customerIndexSeconds: number;
}

/** Seals and indexes what was written past the program, by the program's own code. */
export async function catchUp(path: string): Promise<CaughtUp> {
  const client = connect({ path });
  for (const pragma of fastPragmas) await client.execute(pragma);
  const { write, close } = createWriteQueue(drizzle(client));
  // Every transaction seals what has changed before it.
  const sealSeconds = await measure(() => write(async () => undefined));
  await write((tx) => setSizes(tx, sizes.bulk));
  const indexSeconds = await measure(() =>
    repeat(write, (tx) => indexArticles(tx, articlesAtOnce.count, articlesAtOnce.bytes)),
  );
  const customerIndexSeconds = await measure(() =>
    repeat(write, (tx) => indexCustomers(tx, customersAtOnce)),
  );
  await write((tx) => setSizes(tx, sizes.usual));
  // As the program leaves them once it has had time.
  for (const index of textIndexes) await repeat(write, (tx) => mergeTextIndex(tx, index, pagesAtOnce));
  await close();
  // The next statement gives the lock back; closing does not before V8 has collected all statements.
  await client.execute('PRAGMA locking_mode=NORMAL');
  await client.execute('SELECT 1 FROM users LIMIT 1');
  client.close();
  return { sealSeconds, indexSeconds, customerIndexSeconds };
}

async function measure(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1e6);
}

async function repeat(write: Write, step: (tx: Tx) => Promise<number>): Promise<void> {
  let done = 0;
  do done = await write(step);
  while (done > 0);
}

async function setSizes(tx: Tx, wanted: Readonly<Record<string, number>>): Promise<void> {
  // A number that is bound reaches SQLite as REAL, which FTS5 does not take.
  for (const index of textIndexes)
    for (const [name, value] of Object.entries(wanted))
      await tx.run(
        sql`INSERT INTO ${sql.raw(index)} (${sql.raw(index)}, rank) VALUES (${name}, ${sql.raw(String(value))})`,
      );
}
