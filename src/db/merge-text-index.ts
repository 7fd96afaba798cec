import { sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';

/** What holds words of messages and of customers. */
export const textIndexes = ['search_index', 'customer_index'] as const;

/**
 * Takes one step of merging a full-text index, which is how words of what was removed leave it for good.
 * @returns false when there is nothing left to merge
 */
export async function mergeTextIndex(
  tx: Tx,
  index: (typeof textIndexes)[number],
  isFirst: boolean,
): Promise<boolean> {
  const changes = async () => (await tx.all<{ n: number }>(sql`SELECT total_changes() AS n`))[0]?.n ?? 0;
  const before = await changes();
  // A negative number begins a merge of all there is (sqlite.org/fts5.html, section 6.8).
  const name = sql.raw(index);
  await tx.run(sql`INSERT INTO ${name} (${name}, rank) VALUES ('merge', ${isFirst ? -200 : 200})`);
  const after = await changes();
  return after - before >= 2;
}
