import { and, desc, eq, getTableColumns, gte, inArray, lt, or, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { articles, attachments, messageIds, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

export type Article = typeof articles.$inferSelect;
export type Attachment = typeof attachments.$inferSelect;

const refusal = 'There is no such message, or it is not for you.';

/** @throws AppError not_found, also for an article of a ticket that is not for the viewer */
export async function getVisibleArticle(db: Reader, viewer: Viewer, id: number): Promise<Article> {
  const [row] = await db
    .select(getTableColumns(articles))
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(and(eq(articles.id, id), visibleTo(viewer)));
  if (row === undefined) throw new AppError('not_found', refusal);
  return row;
}

/** @returns those of them that stand in a ticket of the viewer's */
export async function listVisibleArticles(
  db: Reader,
  viewer: Viewer,
  ids: readonly number[],
): Promise<{ id: number; ticketId: number }[]> {
  return db
    .select({ id: articles.id, ticketId: articles.ticketId })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(and(isOneOf(articles.id, ids), visibleTo(viewer)));
}

/** For use cases that know that the article is theirs. @throws AppError not_found */
export async function getArticle(db: Reader, id: number): Promise<Article> {
  const [row] = await db.select().from(articles).where(eq(articles.id, id));
  if (row === undefined) throw new AppError('not_found', refusal);
  return row;
}

/** @throws AppError not_found, also for an attachment of a ticket that is not for the viewer */
export async function getVisibleAttachment(
  db: Reader,
  viewer: Viewer,
  id: number,
): Promise<Attachment & { readonly ticketNumber: number }> {
  const [row] = await db
    .select({ ...getTableColumns(attachments), ticketNumber: tickets.number })
    .from(attachments)
    .innerJoin(articles, eq(articles.id, attachments.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(and(eq(attachments.id, id), visibleTo(viewer)));
  if (row === undefined) throw new AppError('not_found', refusal);
  return row;
}

export async function listArticleAttachments(db: Reader, articleId: number): Promise<Attachment[]> {
  return db.select().from(attachments).where(eq(attachments.articleId, articleId));
}

/**
 * @returns the newest mail of a ticket, which an answer answers; `id` asks for one in particular. What is internal
 * never leaves the house, so it cannot be answered or quoted.
 */
export async function findArticleToAnswer(
  db: Reader,
  ticketId: number,
  id?: number,
): Promise<Article | undefined> {
  const isMail = and(
    eq(articles.ticketId, ticketId),
    eq(articles.kind, 'email'),
    eq(articles.isInternal, false),
  );
  const [row] = await db
    .select()
    .from(articles)
    .where(id === undefined ? isMail : and(isMail, eq(articles.id, id)))
    // Nobody answers a mail server, whose report is about the mail before, or what we have sent by ourselves.
    .orderBy(
      sql`${articles.automatic} IN ('report', 'loop') OR (${articles.direction} = 'out' AND ${articles.automatic} <> 'no')`,
      desc(articles.id),
    )
    .limit(1);
  return row;
}

/** @returns the Message-IDs an article is known by: its own, and the one the server gave it instead. */
export async function listIdsOfArticle(
  db: Reader,
  article: Pick<Article, 'id' | 'ticketId'>,
): Promise<string[]> {
  const rows = await db
    .select({ messageId: messageIds.messageId })
    .from(messageIds)
    .where(and(eq(messageIds.ticketId, article.ticketId), eq(messageIds.articleId, article.id)));
  return rows.map((row) => row.messageId);
}

/** @returns the article of a ticket that carries this Message-ID. */
export async function findArticleByMessageId(
  db: Reader,
  ticketId: number,
  messageId: string,
): Promise<Article | undefined> {
  const [row] = await db
    .select()
    .from(articles)
    .where(and(eq(articles.ticketId, ticketId), eq(articles.messageId, messageId)));
  return row;
}

/** @returns the files of a ticket's public mail with these ids */
export function listForwardable(db: Reader, ticketId: number, ids: readonly number[]): Promise<Attachment[]> {
  return db
    .select(getTableColumns(attachments))
    .from(attachments)
    .innerJoin(articles, eq(articles.id, attachments.articleId))
    .where(
      and(
        inArray(attachments.id, [...ids]),
        eq(articles.ticketId, ticketId),
        eq(articles.kind, 'email'),
        eq(articles.isInternal, false),
      ),
    );
}

/** @returns whether a form with this key has become an article of the ticket */
export async function hasArticleOfKey(db: Reader, ticketId: number, key: string): Promise<boolean> {
  const start = `pr.${ticketId}.${key}`;
  // What follows a dot in ASCII is a slash. LIKE would take a percent or an underline of the key for a sign of its own.
  const isMail = and(gte(articles.messageId, `${start}.`), lt(articles.messageId, `${start}/`));
  const [row] = await db
    .select({ id: articles.id })
    .from(articles)
    .where(and(eq(articles.ticketId, ticketId), or(eq(articles.messageId, `note.${key}`), isMail)));
  return row !== undefined;
}

export async function countMails(db: Reader, ticketId: number): Promise<number> {
  return db.$count(articles, and(eq(articles.ticketId, ticketId), eq(articles.kind, 'email')));
}

/** Its attachments and identifiers go with it; what they are stored as does not. */
export async function deleteArticle(tx: Tx, id: number): Promise<void> {
  await tx.delete(articles).where(eq(articles.id, id));
}
