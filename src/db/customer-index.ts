import { sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { quoteText } from './search-match.ts';

// Triggers note in customers_unindexed whose names and addresses have changed, in the same transaction.

/** What the index can be asked for: it knows nothing shorter. */
const leastLetters = 3;
const mostParts = 60;

/** Brings customers that have changed into their index. @returns how many those were */
export async function indexCustomers(tx: Tx, most: number): Promise<number> {
  const rows = await tx.all<{ id: number }>(
    sql`SELECT customer_id AS id FROM customers_unindexed ORDER BY customer_id LIMIT ${most}`,
  );
  if (rows.length === 0) return 0;
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(rows.map(({ id }) => id))}))`;
  await tx.run(sql`INSERT OR REPLACE INTO customer_index (rowid, words)
    SELECT customer_id, words FROM customer_documents WHERE customer_id IN ${ids}`);
  await tx.run(sql`DELETE FROM customers_unindexed WHERE customer_id IN ${ids}`);
  return rows.length;
}

export async function hasUnindexedCustomers(db: Reader): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM customers_unindexed LIMIT 1`);
  return rows.length > 0;
}

/**
 * What the index finds has all three letters that follow each other in a word, but perhaps not one after the other.
 * @returns in FTS5's query language; undefined where each word is too short
 */
export function matchCustomers(words: readonly string[]): string | undefined {
  const parts = words.flatMap((word) => {
    const letters = [...word];
    return letters.slice(leastLetters - 1).map((_, at) => letters.slice(at, at + leastLetters).join(''));
  });
  // The customer himself is compared, so that a part of a very long word is enough.
  const asked = [...new Set(parts)].slice(0, mostParts);
  if (asked.length === 0) return undefined;
  return asked.map(quoteText).join(' AND ');
}
