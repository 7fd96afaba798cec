import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { SenderCheck } from '../domain/sender-check.ts';
import type { Reader } from './care/open.ts';
import { channels } from './schema/schema.ts';
import { blobChunks, blobs } from './schema/schema-mail.ts';
import { articles, attachments, tickets } from './schema/schema-tickets.ts';

/** A stored message, as far as a filter's test needs it. */
export interface FilterSample {
  readonly articleId: number;
  readonly ticketNumber: number;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly to: (typeof articles.$inferSelect)['to'];
  readonly cc: (typeof articles.$inferSelect)['cc'];
  readonly subject: string;
  /** The beginning. */
  readonly text: string;
  readonly sentAt: Date;
  readonly rawBlobId: number | null;
  /** Bytes of the raw message; 0 where it is not kept. */
  readonly size: number;
  readonly channelName: string | null;
  readonly channelAddress: string | null;
  readonly trustsHeaders: boolean | null;
  readonly senderCheck: SenderCheck | null;
}

/** @returns the ids of the newest messages that came in, newest first. */
export async function listNewestArticleIds(db: Reader, limit: number): Promise<number[]> {
  const rows = await db
    .select({ id: articles.id })
    .from(articles)
    .where(and(eq(articles.kind, 'email'), eq(articles.direction, 'in')))
    .orderBy(desc(articles.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** @param textLength characters of each text */
export async function loadFilterSamples(
  db: Reader,
  articleIds: readonly number[],
  textLength: number,
): Promise<FilterSample[]> {
  const { id, fromName, fromAddress, to, cc, subject, text, sentAt, rawBlobId } = articles;
  return db
    .select({
      articleId: id,
      ticketNumber: tickets.number,
      fromName,
      fromAddress,
      to,
      cc,
      subject,
      sentAt,
      rawBlobId,
      text: sql<string>`substr(${text}, 1, ${textLength})`,
      size: sql<number>`coalesce(${blobs.size}, 0)`,
      channelName: channels.name,
      channelAddress: channels.address,
      trustsHeaders: channels.trustsHeaders,
      senderCheck: articles.senderCheck,
    })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .leftJoin(channels, eq(channels.id, articles.channelId))
    .leftJoin(blobs, eq(blobs.id, rawBlobId))
    .where(inArray(id, [...articleIds]))
    .orderBy(desc(id));
}

/** @returns the names of attachments, by article. */
export async function listAttachmentNames(
  db: Reader,
  articleIds: readonly number[],
): Promise<Map<number, string[]>> {
  const rows = await db
    .select({ articleId: attachments.articleId, name: attachments.name })
    .from(attachments)
    .where(inArray(attachments.articleId, [...articleIds]));
  const names = Map.groupBy(rows, ({ articleId }) => articleId);
  return new Map([...names].map(([articleId, list]) => [articleId, list.map(({ name }) => name)]));
}

/** @returns the first bytes of a blob, in which a message has its header. */
export async function loadBlobStart(db: Reader, blobId: number, bytes: number): Promise<Uint8Array> {
  const [row] = await db
    .select({ start: sql<ArrayBuffer | Uint8Array>`substr(${blobChunks.bytes}, 1, ${bytes})` })
    .from(blobChunks)
    .where(and(eq(blobChunks.blobId, blobId), eq(blobChunks.position, 0)));
  return row === undefined ? new Uint8Array() : new Uint8Array(row.start);
}
