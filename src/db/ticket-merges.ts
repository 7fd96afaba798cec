import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { followMerges } from '../domain/merge-chain.ts';
import type { Reader, Tx } from './care/open.ts';
import { ticketMerges } from './schema/schema-teamwork.ts';
import { articles, messageIds, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

type TicketMerge = typeof ticketMerges.$inferSelect;

export async function findMerge(db: Reader, ticketId: number): Promise<TicketMerge | undefined> {
  const [row] = await db.select().from(ticketMerges).where(eq(ticketMerges.ticketId, ticketId));
  return row;
}

/** @returns where the messages of a ticket stand now: the last of a chain of merges, or the ticket itself */
export async function findHead(db: Reader, ticketId: number): Promise<number> {
  const chain = await db.all<{ id: number; target: number }>(sql`
    WITH RECURSIVE chain (id, target) AS (
      SELECT ticket_id, into_ticket_id FROM ticket_merges WHERE ticket_id = ${ticketId}
      UNION SELECT next.ticket_id, next.into_ticket_id FROM chain JOIN ticket_merges AS next ON next.ticket_id = chain.target
    ) SELECT id, target FROM chain`);
  const targets = new Map(chain.map(({ id, target }) => [id, target]));
  return followMerges(ticketId, (id) => targets.get(id));
}

/** @returns the ticket that a ticket was merged into, where the viewer may see it */
export async function findMergedInto(db: Reader, viewer: Viewer, ticketId: number) {
  const [row] = await db
    .select({ number: tickets.number, subject: tickets.subject, state: tickets.state })
    .from(ticketMerges)
    .innerJoin(tickets, eq(tickets.id, ticketMerges.intoTicketId))
    .where(and(eq(ticketMerges.ticketId, ticketId), visibleTo(viewer)));
  return row;
}

/** The tickets that were merged into this one, the newest first. */
export function listMergedTickets(db: Reader, viewer: Viewer, ticketId: number) {
  return db
    .select({ number: tickets.number, subject: tickets.subject, state: tickets.state })
    .from(ticketMerges)
    .innerJoin(tickets, eq(tickets.id, ticketMerges.ticketId))
    .where(and(eq(ticketMerges.intoTicketId, ticketId), visibleTo(viewer)))
    .orderBy(desc(ticketMerges.mergedAt));
}

export async function insertMerge(tx: Tx, merge: TicketMerge): Promise<void> {
  await tx.insert(ticketMerges).values(merge);
}

export async function deleteMerge(tx: Tx, ticketId: number): Promise<void> {
  await tx.delete(ticketMerges).where(eq(ticketMerges.ticketId, ticketId));
}

/** Since when the customer waits, after its messages have changed. */
async function recountWaiting(tx: Tx, ticketId: number): Promise<void> {
  await tx.run(sql`UPDATE tickets SET waiting_since = (
    SELECT min(min(sent_at, created_at)) FROM articles
    WHERE ticket_id = ${ticketId} AND kind = 'email' AND direction = 'in' AND automatic = 'no' AND id > coalesce(
      (SELECT max(id) FROM articles AS answer WHERE answer.ticket_id = ${ticketId} AND answer.kind = 'email'
        AND answer.direction = 'out' AND answer.automatic = 'no'), 0))
    WHERE id = ${ticketId}`);
}

/** Moves articles, and the Message-IDs they are known by, so that answers to them follow. @returns which there were */
export async function moveArticles(
  tx: Tx,
  from: number,
  to: number,
  only?: readonly number[],
): Promise<number[]> {
  const isOne = only === undefined ? undefined : inArray(articles.id, [...only]);
  const moved = await tx
    .update(articles)
    .set({ ticketId: to })
    .where(and(eq(articles.ticketId, from), isOne))
    .returning({ id: articles.id });
  const ids = moved.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await recountWaiting(tx, from);
  await recountWaiting(tx, to);
  await tx.update(messageIds).set({ ticketId: to }).where(inArray(messageIds.articleId, ids));
  return ids;
}
