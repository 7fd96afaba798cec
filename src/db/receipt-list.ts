import { and, desc, eq, lt } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { receipts } from './schema/schema-mail.ts';

/** What became of a message of a mailbox, as the API lists it. */
export type ReceiptRow = typeof receipts.$inferSelect;

/** @returns what was dealt with, the newest first; one more than `limit` where there are more */
export function listReceipts(
  db: Reader,
  query: { readonly channelId: number; readonly before?: number | undefined; readonly limit: number },
): Promise<ReceiptRow[]> {
  const { channelId, before, limit } = query;
  return db
    .select()
    .from(receipts)
    .where(and(eq(receipts.channelId, channelId), before === undefined ? undefined : lt(receipts.id, before)))
    .orderBy(desc(receipts.id))
    .limit(limit + 1);
}
