import { and, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { outbox } from './schema/schema-tickets.ts';

// Messages that go out at a time that somebody has chosen.

/** Who else has sent a mail in its ticket since its time was chosen, the customer before a colleague: its author is asked first. */
export const writerSince: SQL<'customer' | 'colleague' | null> = sql`(
  SELECT CASE min(words.direction) WHEN 'in' THEN 'customer' WHEN 'out' THEN 'colleague' END FROM articles AS mine
  JOIN articles AS words ON words.ticket_id = mine.ticket_id AND words.id > coalesce(${outbox.seenArticleId}, ${outbox.articleId})
  WHERE mine.id = ${outbox.articleId} AND words.kind = 'email' AND words.automatic = 'no'
  AND (words.direction = 'in' OR words.user_id IS NOT mine.user_id))`;

/** It has no time of its own, or none any more. */
export const isFree: SQL | undefined = or(isNull(outbox.sendAt), isNotNull(outbox.releasedAt));

/** Its time has come, and nobody has to be asked. */
export function isTimeTo(now: Date): SQL | undefined {
  return or(isFree, and(lte(outbox.sendAt, now), isNull(writerSince)));
}
