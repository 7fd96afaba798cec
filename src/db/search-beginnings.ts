import { sql } from 'drizzle-orm';
import { foldToken } from '../domain/search-excerpt.ts';
import type { SearchWords } from '../domain/search-query.ts';
import type { Reader } from './care/open.ts';
import { findBeginning, type LongerWords } from './search-match.ts';

/** Each costs a look into the index, and one more for each message that a walk jumps to. */
const mostWords = { ofOne: 64, together: 256 };

/** Letters that JavaScript and FTS5's unicode61 fold alike where that leaves a letter of ASCII; a test compares them. */
const foldedAlike = /^[A-Za-z0-9\u00c0-\u017f]+$/;

interface Beginnings {
  readonly longer: LongerWords;
  /** FTS5 has to put together all hits of one of the beginnings, however few are wanted: that it should do once. */
  readonly areAssembled: boolean;
}

/**
 * FTS5 reads the hits of all words with a beginning before it gives the first one; along words that are spelled out it walks
 * from the newest on, and jumps. So beginnings that stand for few words of the index are replaced by these.
 */
export async function spellOutBeginnings(
  db: Reader,
  words: readonly SearchWords[],
  withBeginnings: boolean,
): Promise<Beginnings> {
  const begun = words.flatMap((each) => (each.isNegated ? [] : (findBeginning(each, withBeginnings) ?? [])));
  const tokens = [...new Set(begun.map(({ token }) => token))];
  const longer = new Map<string, readonly string[]>();
  let left = mostWords.together;
  for (const token of tokens) {
    const listed = await listLongerWords(db, token, Math.min(left, mostWords.ofOne));
    if (listed === undefined) continue;
    longer.set(token, listed);
    left -= listed.length;
  }
  return { longer, areAssembled: longer.size < tokens.length };
}

/** @returns the words of the index that begin so, it among them; undefined where there are too many */
async function listLongerWords(
  db: Reader,
  token: string,
  most: number,
): Promise<readonly string[] | undefined> {
  const folded = foldToken(token);
  if (!foldedAlike.test(token) || !/^[a-z0-9]+$/.test(folded)) return undefined;
  // The next word is looked for from behind the last one on: the index would list all hits of each.
  const rows = await db.all<{ term: string }>(sql`
    WITH RECURSIVE longer (term) AS (
      SELECT (SELECT term FROM search_terms WHERE term >= ${folded} LIMIT 1)
      UNION ALL
      SELECT (SELECT term FROM search_terms WHERE term >= longer.term || char(1) LIMIT 1) FROM longer
      WHERE substr(longer.term, 1, ${folded.length}) = ${folded}
    )
    SELECT term FROM longer WHERE substr(term, 1, ${folded.length}) = ${folded} LIMIT ${most + 1}`);
  return rows.length > most ? undefined : rows.map(({ term }) => term);
}
