import { and, asc, count, desc, eq, gt, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { NotificationKind } from '../domain/notification.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import type { IdentifiedArticle } from './message-ids.ts';
import type { NewNotification } from './notifications.ts';
import { isOneOf } from './one-of.ts';
import { groups, users } from './schema/schema.ts';
import { notificationMailChoices, notificationMails, notifications } from './schema/schema-teamwork.ts';
import { articles, customers, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

/** Mail to a person about one ticket. What happens on the ticket is collected in it until it is sent. */
export type NotificationMail = typeof notificationMails.$inferSelect;

export async function listMailChoices(db: Reader, userId: number): Promise<NotificationKind[]> {
  const rows = await db
    .select()
    .from(notificationMailChoices)
    .where(eq(notificationMailChoices.userId, userId));
  return rows.map(({ kind }) => kind);
}

export async function replaceMailChoices(
  tx: Tx,
  userId: number,
  kinds: readonly NotificationKind[],
): Promise<void> {
  await tx.delete(notificationMailChoices).where(eq(notificationMailChoices.userId, userId));
  const rows = kinds.map((kind) => ({ userId, kind }));
  if (rows.length > 0) await tx.insert(notificationMailChoices).values(rows);
}

/** Queues a mail for each of these that its person wants by mail; one that waits already takes it in. */
export async function queueNotificationMails(
  tx: Tx,
  told: readonly NewNotification[],
  collectMilliseconds: number,
): Promise<void> {
  if (told.length === 0) return;
  const userIds = [...new Set(told.map(({ userId }) => userId))];
  const choices = await tx
    .select()
    .from(notificationMailChoices)
    .where(inArray(notificationMailChoices.userId, userIds));
  const wanted = new Set(choices.map(({ userId, kind }) => `${userId} ${kind}`));
  const rows = told
    .filter((each) => wanted.has(`${each.userId} ${each.kind}`))
    .map(({ userId, ticketId, at }) => {
      const nextAttemptAt = new Date(at.getTime() + collectMilliseconds);
      return { userId, ticketId, state: 'due' as const, attempts: 0, nextAttemptAt, createdAt: at };
    });
  await insertRows(tx, notificationMails, rows, 'ignore');
}

/** What can be sent now, and what was being sent when the program ended. */
export function listDueNotificationMails(db: Reader, now: Date, limit: number): Promise<NotificationMail[]> {
  const { state, nextAttemptAt, id } = notificationMails;
  return db
    .select()
    .from(notificationMails)
    .where(or(eq(state, 'sending'), and(eq(state, 'due'), lte(nextAttemptAt, now))))
    .orderBy(asc(id))
    .limit(limit);
}

export async function updateNotificationMails(
  tx: Tx,
  ids: readonly number[],
  changes: Partial<Omit<NotificationMail, 'id'>>,
): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(notificationMails)
      .set(changes)
      .where(inArray(notificationMails.id, [...ids]));
}

export async function deleteNotificationMails(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await tx.delete(notificationMails).where(inArray(notificationMails.id, [...ids]));
}

/** Those that wait for the same people and tickets. */
export async function deleteDueNotificationMails(
  tx: Tx,
  places: readonly Pick<NotificationMail, 'userId' | 'ticketId'>[],
): Promise<void> {
  for (const { userId, ticketId } of places) {
    const { state } = notificationMails;
    const isSame = and(eq(notificationMails.userId, userId), eq(notificationMails.ticketId, ticketId));
    await tx.delete(notificationMails).where(and(isSame, eq(state, 'due')));
  }
}

export async function deleteOldNotificationMails(tx: Tx, before: Date): Promise<void> {
  await tx
    .delete(notificationMails)
    .where(and(ne(notificationMails.state, 'due'), lt(notificationMails.endedAt, before)));
}

/** How many mails a person got since then. */
export async function countNotificationMails(db: Reader, userId: number, since: Date): Promise<number> {
  const { endedAt, attempts } = notificationMails;
  const [row] = await db
    .select({ count: count() })
    .from(notificationMails)
    .where(and(eq(notificationMails.userId, userId), gt(endedAt, since), gt(attempts, 0)));
  return row?.count ?? 0;
}

/** What a mail about one ticket tells: what is unread, wanted by mail, and for the viewer to see. */
export async function listUntold(db: Reader, viewer: Viewer, ticketIds: readonly number[]) {
  return db
    .select({
      ticketId: tickets.id,
      number: tickets.number,
      subject: tickets.subject,
      groupId: tickets.groupId,
      channelId: tickets.channelId,
      group: groups.name,
      kind: notifications.kind,
      actor: users.name,
      customer: sql<string>`coalesce(nullif(${customers.name}, ''), ${customers.email})`,
    })
    .from(notifications)
    .innerJoin(tickets, eq(tickets.id, notifications.ticketId))
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .innerJoin(
      notificationMailChoices,
      and(
        eq(notificationMailChoices.userId, notifications.userId),
        eq(notificationMailChoices.kind, notifications.kind),
      ),
    )
    .leftJoin(users, eq(users.id, notifications.actorId))
    .where(
      and(
        eq(notifications.userId, viewer.userId),
        isNull(notifications.readAt),
        inArray(tickets.id, [...ticketIds]),
        visibleTo(viewer),
      ),
    )
    .orderBy(asc(notifications.id));
}
export type Untold = Awaited<ReturnType<typeof listUntold>>[number];

/** @param told of what. @returns the text of the newest message that this can be about */
export async function findNewestText(
  db: Reader,
  ticketId: number,
  told: readonly NotificationKind[],
): Promise<string | undefined> {
  const isMail = eq(articles.kind, 'email');
  const isTold = told.includes('written')
    ? or(isMail, eq(articles.kind, 'note'))
    : or(
        and(isMail, eq(articles.direction, 'in')),
        told.includes('mentioned') ? eq(articles.kind, 'note') : undefined,
      );
  const [row] = await db
    .select({ text: articles.text })
    .from(articles)
    .where(and(eq(articles.ticketId, ticketId), isTold))
    .orderBy(desc(articles.id))
    .limit(1);
  return row?.text;
}

/** @returns mails to people whose Message-IDs Exchange has replaced, in the shape of sent articles */
export async function listNoticesByMessageId(
  db: Reader,
  ids: readonly string[],
): Promise<IdentifiedArticle[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ messageId: notificationMails.assignedId, ticketId: notificationMails.ticketId })
    .from(notificationMails)
    .where(isOneOf(notificationMails.assignedId, ids));
  return rows.flatMap(({ messageId, ticketId }) =>
    messageId === null
      ? []
      : [{ messageId, ticketId, articleId: 0, isOurs: true, channelId: null, authors: [] }],
  );
}
