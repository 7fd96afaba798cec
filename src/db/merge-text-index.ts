import { sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';

/** What holds words of messages and of customers. */
export const textIndexes = ['search_index', 'customer_index'] as const;

export type TextIndex = (typeof textIndexes)[number];

/**
 * Takes one step of merging a full-text index, of about so many of its pages. SQLite ends it between two words only, so that the
 * hits of the most common one are the least that a step can take.
 * @param pages a negative number begins a merge of all there is (sqlite.org/fts5.html, section 6.8), which is how words of what
 * was removed leave it for good
 * @returns how many rows of the index were written, about as many as pages; 0 when there is nothing left to merge
 */
export async function mergeTextIndex(tx: Tx, index: TextIndex, pages: number): Promise<number> {
  const changes = async () => (await tx.all<{ n: number }>(sql`SELECT total_changes() AS n`))[0]?.n ?? 0;
  const before = await changes();
  const name = sql.raw(index);
  // A number that is bound reaches SQLite as REAL, which FTS5 does not take.
  const number = sql.raw(String(Math.trunc(pages)));
  await tx.run(sql`INSERT INTO ${name} (${name}, rank) VALUES ('merge', ${number})`);
  const written = (await changes()) - before;
  return written < 2 ? 0 : written;
}
