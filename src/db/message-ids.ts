import { and, eq, gte, lt } from 'drizzle-orm';
import type { Article } from './article-read.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { articles, messageIds } from './schema/schema-tickets.ts';

/** Every Message-ID that an article is known by: its own, and the one that Exchange gave it. */
export type MessageIdRow = typeof messageIds.$inferSelect;

export interface IdentifiedArticle extends MessageIdRow {
  /** We sent it. */
  readonly isOurs: boolean;
  /** The channel that it came or went by. */
  readonly channelId: number | null;
  /** Who wrote it, and where answers to it go. */
  readonly authors: readonly string[];
}

export async function listArticlesByMessageId(
  db: Reader,
  ids: readonly string[],
): Promise<IdentifiedArticle[]> {
  if (ids.length === 0) return [];
  const { messageId, articleId, ticketId } = messageIds;
  const rows = await db
    .select({
      messageId,
      articleId,
      ticketId,
      direction: articles.direction,
      channelId: articles.channelId,
      fromAddress: articles.fromAddress,
      replyTo: articles.replyTo,
    })
    .from(messageIds)
    .innerJoin(articles, eq(articles.id, messageIds.articleId))
    .where(isOneOf(messageIds.messageId, ids));
  return rows.map(({ direction, fromAddress, replyTo, ...row }) => ({
    ...row,
    isOurs: direction === 'out',
    authors: [fromAddress, ...replyTo.map(({ address }) => address)],
  }));
}

/**
 * @param messageId one that only we can make (domain/message-id)
 * @returns our message with it, whatever its domain and whichever ticket it stands in by now
 */
export async function findSentArticle(
  db: Reader,
  messageId: string,
): Promise<Pick<Article, 'id' | 'text'> | undefined> {
  const local = messageId.slice(0, messageId.indexOf('@'));
  const [row] = await db
    .select({ id: articles.id, text: articles.text })
    .from(messageIds)
    .innerJoin(articles, eq(articles.id, messageIds.articleId))
    // What follows @ in ASCII is A.
    .where(
      and(
        gte(messageIds.messageId, `${local}@`),
        lt(messageIds.messageId, `${local}A`),
        eq(articles.direction, 'out'),
      ),
    );
  return row;
}

/** What a message is known by: what we have called it, and what the server has. */
export async function listIdsOfArticle(db: Reader, articleId: number): Promise<string[]> {
  const rows = await db
    .select({ messageId: messageIds.messageId })
    .from(messageIds)
    .where(eq(messageIds.articleId, articleId));
  return rows.map(({ messageId }) => messageId);
}

export async function insertMessageIds(tx: Tx, rows: readonly MessageIdRow[]): Promise<void> {
  await insertRows(tx, messageIds, rows, 'ignore');
}
