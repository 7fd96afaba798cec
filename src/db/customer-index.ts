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

/**
 * One or two letters stand at the beginning of three of the index wherever they stand in a name or address: two spaces follow
 * the last of these (customer_documents).
 * @returns the same for words that are too short by themselves: undefined where they are part of too much to say it, null where
 * one of them is in no customer of the index
 */
export async function matchShortWords(
  db: Reader,
  words: readonly string[],
): Promise<string | undefined | null> {
  const short = [...new Set(words)].filter((word) => [...word].length < leastLetters);
  const found = await Promise.all(short.map((word) => listTerms(db, word)));
  if (found.some((terms) => terms.length === 0)) return null;
  const narrow = found.filter((terms) => terms.length <= mostTerms);
  if (narrow.length === 0) return undefined;
  return narrow.map((terms) => `(${terms.map(quoteText).join(' OR ')})`).join(' AND ');
}

/** What is in more of them is in very many customers. */
const mostTerms = 200;

async function listTerms(db: Reader, word: string): Promise<string[]> {
  const found = await Promise.all(
    writeInCases(word).map((beginning) =>
      db.all<{ term: string }>(sql`SELECT term FROM customer_terms
        WHERE term BETWEEN ${beginning} AND ${beginning + lastLetter} LIMIT ${mostTerms + 1}`),
    ),
  );
  return [...new Set(found.flat().map(({ term }) => term))];
}

const lastLetter = '\u{10ffff}';

/** The index knows small letters, but of some scripts it does not know which ones these are. */
function writeInCases(word: string): string[] {
  const ways = [...word].map((letter) => [...new Set([letter, letter.toLowerCase()])]);
  return ways.reduce(
    (before, letters) => before.flatMap((begun) => letters.map((each) => begun + each)),
    [''],
  );
}
