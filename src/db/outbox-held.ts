import {
  and,
  count,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lte,
  ne,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { heldMilliseconds, type Unsent } from '../domain/outbox-view.ts';
import type { Reader, Tx } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { isFree, writerSince } from './outbox-times.ts';
import { notifications } from './schema/schema-teamwork.ts';
import { articles, outbox, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

// What its author takes for sent and is not: it failed, its fate is unknown, or it waits for longer than a moment.

const unsent = sql<Unsent>`CASE WHEN ${outbox.state} IN ('queued', 'sending') THEN 'held' ELSE ${outbox.state} END`;

function isUnsent(now: Date): SQL | undefined {
  const before = new Date(now.getTime() - heldMilliseconds);
  const isLong = and(lte(outbox.createdAt, before), or(isFree, lte(outbox.sendAt, before)));
  const isAsking = and(eq(outbox.state, 'queued'), not(isFree as SQL), isNotNull(writerSince));
  return or(
    and(inArray(outbox.state, ['queued', 'sending']), isLong),
    isAsking,
    and(inArray(outbox.state, ['failed', 'unknown']), isNull(outbox.dismissedAt)),
  );
}

/** How many messages have not gone out and need somebody to know it. */
export async function countTroubled(db: Reader, viewer: Viewer, now: Date): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(outbox)
    .innerJoin(articles, eq(articles.id, outbox.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(and(isUnsent(now), visibleTo(viewer)));
  return row?.count ?? 0;
}

/** @returns those of these tickets with a message that has not gone out, by the newest one */
export async function listUnsentTickets(
  db: Reader,
  ticketIds: readonly number[],
  now: Date,
): Promise<ReadonlyMap<number, Unsent>> {
  if (ticketIds.length === 0) return new Map();
  const rows = await db
    .select({ ticketId: articles.ticketId, unsent })
    .from(outbox)
    .innerJoin(articles, eq(articles.id, outbox.articleId))
    .where(and(inArray(articles.ticketId, [...ticketIds]), isUnsent(now)))
    .orderBy(articles.id);
  return new Map(rows.map((row) => [row.ticketId, row.unsent]));
}

/** Messages that did not go out, of which people have not been told yet; the newest first. */
export function listUntoldDeliveries(db: Reader, now: Date, limit: number) {
  return selectTold(db)
    .where(and(isUnsent(now), or(isNull(outbox.told), ne(outbox.told, unsent))))
    .orderBy(desc(outbox.id))
    .limit(limit);
}

/** What people were told of and is over: it was sent, or given up. */
export function listOverDeliveries(db: Reader, limit: number) {
  return selectTold(db)
    .where(and(isNotNull(outbox.told), or(eq(outbox.state, 'sent'), isNotNull(outbox.dismissedAt))))
    .limit(limit);
}

function selectTold(db: Reader) {
  return db
    .select({
      id: outbox.id,
      articleId: outbox.articleId,
      ticketId: articles.ticketId,
      groupId: tickets.groupId,
      unsent,
    })
    .from(outbox)
    .innerJoin(articles, eq(articles.id, outbox.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId));
}

/** @param told null: nobody has to know of it any more */
export async function markTold(tx: Tx, ids: readonly number[], told: Unsent | null): Promise<void> {
  await tx
    .update(outbox)
    .set({ told })
    .where(inArray(outbox.id, [...ids]));
}

/** The same for the messages of these articles. */
export async function markArticlesTold(tx: Tx, articleIds: readonly number[], told: Unsent): Promise<void> {
  if (articleIds.length === 0) return;
  await tx.update(outbox).set({ told }).where(isOneOf(outbox.articleId, articleIds));
}

/** That something waits is no news once it does not. @returns who had not read it */
export async function dropHeldNotifications(tx: Tx, ticketIds: readonly number[]): Promise<number[]> {
  const dropped = await tx
    .delete(notifications)
    .where(
      and(
        inArray(notifications.ticketId, [...ticketIds]),
        eq(notifications.kind, 'held'),
        isNull(notifications.readAt),
      ),
    )
    .returning({ userId: notifications.userId });
  return dropped.map(({ userId }) => userId);
}
