import { and, asc, count, eq, gt, gte, inArray, isNotNull } from 'drizzle-orm';
import { deleteBlobs } from './blobs.ts';
import type { Reader, Tx } from './care/open.ts';
import { bounces } from './schema/schema-bounces.ts';
import { blobs } from './schema/schema-mail.ts';
import { articles, attachments, renderings, tickets } from './schema/schema-tickets.ts';

/** A stored message with its group, to be read again by a newer version. */
export type StoredMail = typeof articles.$inferSelect & { readonly groupId: number };

/** Which mail is read again: what came in, and is kept whole. */
interface RereadRange {
  readonly since: Date | undefined;
  /** Articles up to this id are done. */
  readonly after: number;
}

function inRange({ since, after }: RereadRange) {
  return and(
    gt(articles.id, after),
    eq(articles.direction, 'in'),
    isNotNull(articles.rawBlobId),
    since === undefined ? undefined : gte(articles.createdAt, since),
  );
}

export async function countStoredMail(db: Reader, range: RereadRange): Promise<number> {
  const [row] = await db.select({ n: count() }).from(articles).where(inRange(range));
  return row?.n ?? 0;
}

export async function listStoredMail(db: Reader, range: RereadRange, limit: number): Promise<StoredMail[]> {
  const rows = await db
    .select({ article: articles, groupId: tickets.groupId })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(inRange(range))
    .orderBy(asc(articles.id))
    .limit(limit);
  return rows.map(({ article, groupId }) => ({ ...article, groupId }));
}

/** What was made of the article for its readers goes: it is made anew when it is wanted. */
export async function changeStoredMail(
  tx: Tx,
  id: number,
  changes: Partial<Omit<typeof articles.$inferInsert, 'id' | 'ticketId'>>,
): Promise<void> {
  if (Object.keys(changes).length > 0) await tx.update(articles).set(changes).where(eq(articles.id, id));
  await tx.delete(renderings).where(eq(renderings.articleId, id));
}

export type StoredFile = typeof attachments.$inferSelect & { readonly sha256: string };

export async function listStoredFiles(db: Reader, articleIds: readonly number[]): Promise<StoredFile[]> {
  const rows = await db
    .select({ attachment: attachments, sha256: blobs.sha256 })
    .from(attachments)
    .innerJoin(blobs, eq(blobs.id, attachments.blobId))
    .where(inArray(attachments.articleId, [...articleIds]))
    .orderBy(asc(attachments.id));
  return rows.map(({ attachment, sha256 }) => ({ ...attachment, sha256 }));
}

export async function renameStoredFile(
  tx: Tx,
  id: number,
  changes: Partial<Pick<StoredFile, 'name' | 'type' | 'contentId' | 'isInline'>>,
): Promise<void> {
  await tx.update(attachments).set(changes).where(eq(attachments.id, id));
}

/** With their bytes, where nothing else shares these. */
export async function removeStoredFiles(tx: Tx, files: readonly StoredFile[]): Promise<void> {
  const ids = files.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.delete(attachments).where(inArray(attachments.id, ids));
  await deleteBlobs(tx, [...new Set(files.map(({ blobId }) => blobId))]);
}

export type StoredReport = typeof bounces.$inferSelect;

export async function listStoredReports(db: Reader, articleIds: readonly number[]): Promise<StoredReport[]> {
  return db
    .select()
    .from(bounces)
    .where(inArray(bounces.reportArticleId, [...articleIds]));
}

export async function changeStoredReport(
  tx: Tx,
  id: number,
  changes: Partial<Pick<StoredReport, 'status' | 'state' | 'problem' | 'retriesUntil' | 'marksAddress'>>,
): Promise<void> {
  await tx.update(bounces).set(changes).where(eq(bounces.id, id));
}
