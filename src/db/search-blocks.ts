import { sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';

// Triggers keep, for each ten thousand numbers of articles, between which times these were sent.

export interface DateRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

/** As in the triggers. */
const blockSize = 10_000;
/** A walk looks at so many blocks with one statement. */
const mostTogether = 25;

/**
 * @param below a number of an article
 * @returns the next stretch of numbers below it, from the newest on, that can hold messages of these dates: `top` is
 * the last number in it and `bottom` the one before its first; undefined where there is none
 */
export async function findStretch(
  db: Reader,
  below: number,
  { before, after }: DateRange,
): Promise<{ top: number; bottom: number } | undefined> {
  const isEarly = before === undefined ? sql`` : sql` AND earliest < ${before}`;
  const isLate = after === undefined ? sql`` : sql` AND latest >= ${after}`;
  const rows = await db.all<{ block: number }>(sql`
    SELECT block FROM article_blocks WHERE block <= ${Math.floor((below - 1) / blockSize)}${isEarly}${isLate}
    ORDER BY block DESC LIMIT ${mostTogether}`);
  const first = rows[0]?.block;
  if (first === undefined || below <= 1) return undefined;
  const others = rows.findIndex(({ block }, at) => block !== first - at);
  const end = first - (others < 0 ? rows.length : others) + 1;
  return { top: Math.min(below - 1, (first + 1) * blockSize - 1), bottom: end * blockSize - 1 };
}
