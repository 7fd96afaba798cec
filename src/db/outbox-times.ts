import { and, isNotNull, isNull, lte, not, or, type SQL, sql } from 'drizzle-orm';
import { outbox } from './schema/schema-tickets.ts';

// Messages that go out at a time that somebody has chosen.

/** Somebody outside has written in its ticket since its time was chosen: whoever wrote it is asked first. */
export const hasWordsSince: SQL<number> = sql<number>`EXISTS (
  SELECT 1 FROM articles AS words WHERE words.ticket_id = (SELECT mine.ticket_id FROM articles AS mine WHERE mine.id = ${outbox.articleId})
  AND words.id > coalesce(${outbox.seenArticleId}, ${outbox.articleId})
  AND words.direction = 'in' AND words.kind = 'email' AND words.automatic = 'no')`;

/** It has no time of its own, or none any more. */
export const isFree: SQL | undefined = or(isNull(outbox.sendAt), isNotNull(outbox.releasedAt));

/** Its time has come, and nobody has to be asked. */
export function isTimeTo(now: Date): SQL | undefined {
  return or(isFree, and(lte(outbox.sendAt, now), not(hasWordsSince)));
}
