import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { users } from './schema/schema.ts';
import { articles } from './schema/schema-tickets.ts';

const mostListed = 20;

/**
 * What others have written in a ticket after the article `seen`, in the order it came, 20 at most. What Postroom answers by
 * itself is left out: the mail that it answers is there.
 */
export function listArticleNews(
  db: Reader,
  { ticketId, seen, userId }: { readonly ticketId: number; readonly seen: number; readonly userId: number },
) {
  const isPersons = or(eq(articles.direction, 'in'), eq(articles.automatic, 'no'));
  return db
    .select({
      id: articles.id,
      kind: articles.kind,
      direction: articles.direction,
      author: users.name,
      fromName: articles.fromName,
      fromAddress: articles.fromAddress,
      at: articles.createdAt,
    })
    .from(articles)
    .leftJoin(users, eq(users.id, articles.userId))
    .where(
      and(
        eq(articles.ticketId, ticketId),
        gt(articles.id, seen),
        isPersons,
        sql`${articles.userId} IS NOT ${userId}`,
      ),
    )
    .orderBy(asc(articles.id))
    .limit(mostListed);
}
