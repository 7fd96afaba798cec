import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { TicketState } from '../domain/ticket.ts';
import type { Reader, Tx } from './care/open.ts';
import { ticketViews } from './schema/schema-teamwork.ts';
import { articles, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

/** How far each person has read a ticket: what came later, from others, is unread. */
type TicketView = typeof ticketViews.$inferSelect;

const unfinished: readonly TicketState[] = ['new', 'open', 'waiting'];
/** Beyond it nobody asks how many exactly, and the count must not hold up the page. */
const mostCounted = 2000;

/**
 * Something has come that the viewer has not seen, and not from himself. Closed tickets wait for nobody's eyes:
 * else an imported archive would be unread for ever.
 */
export function isUnread(viewer: Viewer): SQL<number> {
  const seen = sql`coalesce((SELECT ${ticketViews.articleId} FROM ${ticketViews}
    WHERE ${ticketViews.userId} = ${viewer.userId} AND ${ticketViews.ticketId} = ${tickets.id}), 0)`;
  return sql<number>`(${tickets.state} <> 'closed' AND EXISTS (SELECT 1 FROM ${articles}
    WHERE ${articles.ticketId} = ${tickets.id} AND ${articles.id} > ${seen} AND ${articles.userId} IS NOT ${viewer.userId}))`;
}

/** @returns state and owner of the viewer's unread tickets, of 2000 at most */
export function listUnread(
  db: Reader,
  viewer: Viewer,
  groupId?: number,
): Promise<{ state: TicketState; ownerId: number | null }[]> {
  return db
    .select({ state: tickets.state, ownerId: tickets.ownerId })
    .from(tickets)
    .where(
      and(
        inArray(tickets.state, [...unfinished]),
        visibleTo(viewer),
        groupId === undefined ? undefined : eq(tickets.groupId, groupId),
        isUnread(viewer),
      ),
    )
    .limit(mostCounted);
}

/** @returns the newest article of a ticket that the user has seen; 0 where he has seen none */
export async function findSeenArticle(db: Reader, userId: number, ticketId: number): Promise<number> {
  const [row] = await db
    .select({ articleId: ticketViews.articleId })
    .from(ticketViews)
    .where(and(eq(ticketViews.userId, userId), eq(ticketViews.ticketId, ticketId)));
  return row?.articleId ?? 0;
}

/** An older page does not take back what a newer one has shown. */
export async function putTicketView(tx: Tx, view: TicketView): Promise<void> {
  await tx
    .insert(ticketViews)
    .values(view)
    .onConflictDoUpdate({
      target: [ticketViews.userId, ticketViews.ticketId],
      set: {
        articleId: sql`max(excluded.article_id, ${ticketViews.articleId})`,
        seenAt: view.seenAt,
      },
    });
}

/** @returns 0 for a ticket without articles */
export async function findNewestArticle(db: Reader, ticketId: number): Promise<number> {
  const [row] = await db
    .select({ id: sql<number | null>`max(${articles.id})` })
    .from(articles)
    .where(eq(articles.ticketId, ticketId));
  return row?.id ?? 0;
}
