import { and, desc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { NotificationKind } from '../domain/notification.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { users } from './schema/schema.ts';
import { groupAccess } from './schema/schema-access.ts';
import { notificationMutes, notifications } from './schema/schema-teamwork.ts';
import { articles, customers, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';
import { listFollowers } from './ticket-followers.ts';

export type NewNotification = Omit<typeof notifications.$inferInsert, 'id' | 'readAt'>;

/** What a person is told twice while it is unread counts once, with its newest date. */
export async function insertNotifications(tx: Tx, rows: readonly NewNotification[]): Promise<void> {
  await insertRows(
    tx,
    notifications,
    rows,
    'ON CONFLICT (user_id, ticket_id, kind) WHERE read_at IS NULL DO UPDATE SET at = excluded.at, actor_id = excluded.actor_id',
  );
}

/** The newest first. What the viewer may not see any more is left out. */
export function listNotifications(db: Reader, viewer: Viewer, limit: number) {
  return db
    .select({
      id: notifications.id,
      kind: notifications.kind,
      at: notifications.at,
      readAt: notifications.readAt,
      actor: users.name,
      number: tickets.number,
      subject: tickets.subject,
      customer: sql<string>`coalesce(nullif(${customers.name}, ''), ${customers.email})`,
    })
    .from(notifications)
    .innerJoin(tickets, eq(tickets.id, notifications.ticketId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(users, eq(users.id, notifications.actorId))
    .where(and(eq(notifications.userId, viewer.userId), visibleTo(viewer)))
    .orderBy(desc(notifications.id))
    .limit(limit);
}

export async function countUnreadNotifications(db: Reader, viewer: Viewer): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)` })
    .from(notifications)
    .innerJoin(tickets, eq(tickets.id, notifications.ticketId))
    .where(and(isUnreadOf(viewer.userId), visibleTo(viewer)));
  return row?.count ?? 0;
}

/** @param ticketId undefined: all of the user's */
export async function readNotifications(
  tx: Tx,
  userId: number,
  readAt: Date,
  ticketId?: number,
): Promise<number> {
  const read = await tx
    .update(notifications)
    .set({ readAt })
    .where(and(isUnreadOf(userId), ticketId === undefined ? undefined : eq(notifications.ticketId, ticketId)))
    .returning({ id: notifications.id });
  return read.length;
}

export async function hasUnreadNotifications(db: Reader, userId: number, ticketId: number): Promise<boolean> {
  const [row] = await db
    .select({ id: notifications.id })
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, userId),
        eq(notifications.ticketId, ticketId),
        isNull(notifications.readAt),
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** So many are looked at in one transaction. */
const sweptAtOnce = 2_000;

/**
 * Deletes the oldest of what was told before that time. Nothing is older than what comes before it, unless it was told once more.
 * @param after the result of the last call, 0 in the first
 * @returns up to which of them it has looked; undefined when there may be no more old ones
 */
export async function deleteOldNotifications(
  tx: Tx,
  before: Date,
  after: number,
): Promise<number | undefined> {
  const { id, at } = notifications;
  const rows = await tx
    .select({ id, at })
    .from(notifications)
    .where(gt(id, after))
    .orderBy(id)
    .limit(sweptAtOnce);
  const old = rows.filter((row) => row.at < before).map((row) => row.id);
  if (old.length === 0) return undefined;
  await tx.delete(notifications).where(isOneOf(id, old));
  return rows.at(-1)?.id;
}

/** Active users who see each of these groups and want to be told of such things. */
export async function listWatchers(
  db: Reader,
  groupIds: readonly number[],
  kind: NotificationKind,
): Promise<{ userId: number; groupId: number | null; isAdmin: boolean }[]> {
  if (groupIds.length === 0) return [];
  const rows = await db
    .select({ userId: users.id, role: users.role, groupId: groupAccess.groupId })
    .from(users)
    .leftJoin(groupAccess, and(eq(groupAccess.userId, users.id), inArray(groupAccess.groupId, [...groupIds])))
    .where(
      and(
        eq(users.isActive, true),
        or(eq(users.role, 'admin'), isNotNull(groupAccess.groupId)),
        sql`${users.id} NOT IN (SELECT ${notificationMutes.userId} FROM ${notificationMutes}
          WHERE ${notificationMutes.kind} = ${kind})`,
      ),
    );
  return rows.map(({ userId, role, groupId }) => ({ userId, groupId, isAdmin: role === 'admin' }));
}

export async function listMutes(db: Reader, userId: number): Promise<NotificationKind[]> {
  const rows = await db.select().from(notificationMutes).where(eq(notificationMutes.userId, userId));
  return rows.map(({ kind }) => kind);
}

export async function replaceMutes(
  tx: Tx,
  userId: number,
  kinds: readonly NotificationKind[],
): Promise<void> {
  await tx.delete(notificationMutes).where(eq(notificationMutes.userId, userId));
  if (kinds.length > 0) await tx.insert(notificationMutes).values(kinds.map((kind) => ({ userId, kind })));
}

/** Asking for any ticket makes SQLite take the index of what is unread, instead of walking all that the user was told. */
function isUnreadOf(userId: number) {
  return and(eq(notifications.userId, userId), gt(notifications.ticketId, 0), isNull(notifications.readAt));
}

/** @returns who is to know that a message did not arrive: the ticket's owner and followers, and the agent who wrote it */
export async function listConcerned(
  db: Reader,
  { ticketId, articleId }: { ticketId: number; articleId: number | undefined },
): Promise<number[]> {
  const [ticket] = await db.select({ userId: tickets.ownerId }).from(tickets).where(eq(tickets.id, ticketId));
  const [article] =
    articleId === undefined
      ? []
      : await db.select({ userId: articles.userId }).from(articles).where(eq(articles.id, articleId));
  const found = [ticket?.userId, article?.userId].filter((id) => id !== null && id !== undefined);
  const followers = (await listFollowers(db, ticketId)).map(({ id }) => id);
  return [...new Set([...found, ...followers])];
}

/** @returns those of these tickets that are not closed */
export async function findOpenTickets(
  db: Reader,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, { readonly groupId: number; readonly ownerId: number | null }>> {
  const rows = await db
    .select({ id: tickets.id, groupId: tickets.groupId, ownerId: tickets.ownerId })
    .from(tickets)
    .where(and(isOneOf(tickets.id, ticketIds), ne(tickets.state, 'closed')));
  return new Map(rows.map(({ id, ...ticket }) => [id, ticket]));
}
