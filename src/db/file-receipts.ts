import { and, eq, inArray } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles, tickets } from './schema/schema-tickets.ts';

export type FileReceipt = Awaited<ReturnType<typeof listFileReceipts>>[number];

/** What became of mail that was imported from files for a group, by the SHA-256 of its bytes. */
export async function listFileReceipts(db: Reader, groupId: number, hashes: readonly string[]) {
  if (hashes.length === 0) return [];
  const { sha256, outcome, articleId } = receipts;
  return db
    .select({
      sha256,
      outcome,
      articleId,
      ticketId: articles.ticketId,
      number: tickets.number,
      because: articles.because,
      reason: quarantine.reason,
    })
    .from(receipts)
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .leftJoin(tickets, eq(tickets.id, articles.ticketId))
    .leftJoin(quarantine, eq(quarantine.receiptId, receipts.id))
    .where(and(eq(receipts.importGroupId, groupId), inArray(receipts.sha256, [...hashes])));
}
