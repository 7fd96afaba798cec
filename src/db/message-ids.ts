import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Article } from './article-read.ts';
import type { Reader, Tx } from './care/open.ts';
import { listEndsOfEach, usualRows } from './ends-of-each.ts';
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

/** Of one Message-ID, so many of the oldest and of the newest articles. */
const endsOfOne = 16;

/** @returns in the order in which they were stored; of a Message-ID that very many articles have, the oldest and the newest */
export async function listArticlesByMessageId(
  db: Reader,
  ids: readonly string[],
): Promise<IdentifiedArticle[]> {
  if (ids.length === 0) return [];
  const most = usualRows(ids);
  const { messageId, articleId } = messageIds;
  const rows = await selectIdentified(db)
    .where(isOneOf(messageId, ids))
    .limit(most + 1);
  if (rows.length <= most) return rows.map(describe);
  const ends = await listEndsOfEach(db, {
    values: ids,
    rows: sql`${messageIds} WHERE ${messageId} = wanted.value`,
    id: sql`${messageIds}.rowid`,
    order: sql`${articleId}`,
    most: endsOfOne,
  });
  const found = await selectIdentified(db)
    .where(sql`${messageIds}.rowid IN (SELECT value FROM json_each(${JSON.stringify(ends)}))`)
    .orderBy(articleId);
  return found.map(describe);
}

function selectIdentified(db: Reader) {
  const { messageId, articleId, ticketId } = messageIds;
  return db
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
    .innerJoin(articles, eq(articles.id, messageIds.articleId));
}

function describe({
  direction,
  fromAddress,
  replyTo,
  ...row
}: Awaited<ReturnType<typeof selectIdentified>>[number]): IdentifiedArticle {
  return {
    ...row,
    isOurs: direction === 'out',
    authors: [fromAddress, ...replyTo.map(({ address }) => address)],
  };
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
