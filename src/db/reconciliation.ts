import { and, asc, count, eq, gt, inArray, isNull, max, not, or } from 'drizzle-orm';
import type { Place } from '../domain/mail-reading.ts';
import { roadOf } from '../domain/mail-road.ts';
import type { ReceiptFacts } from '../domain/reconciliation.ts';
import type { Reader } from './care/open.ts';
import { type FolderKey, inFolder, placeColumns, placeOf } from './receipts.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles } from './schema/schema-tickets.ts';

/** @returns the receipts of a folder in the order of their places, those above `after`; '' begins */
export async function listReceiptFacts(
  db: Reader,
  key: FolderKey,
  { after, limit }: { readonly after: Place; readonly limit: number },
): Promise<ReceiptFacts[]> {
  const { id, outcome, settledAt, settleAction, settleError } = receipts;
  const isItem = roadOf(key.numbering) === 'graph';
  const column = isItem ? receipts.itemId : receipts.uid;
  const above = isItem ? gt(receipts.itemId, after) : gt(receipts.uid, Number(after));
  const rows = await db
    .select({
      id,
      outcome,
      settledAt,
      settleAction,
      settleError,
      ...placeColumns,
      quarantineId: quarantine.id,
      quarantineKind: quarantine.kind,
    })
    .from(receipts)
    .leftJoin(quarantine, and(eq(quarantine.receiptId, receipts.id), isNull(quarantine.resolvedAt)))
    .where(and(inFolder(key), above))
    .orderBy(asc(column))
    .limit(limit);
  return rows.map(({ settledAt: at, uid, itemId, ...row }) => ({
    ...row,
    place: placeOf({ uid, itemId }),
    isSettled: at !== null,
  }));
}

/** @returns the id of the receipt that was written last; 0 when there is none */
export async function findNewestReceipt(db: Reader): Promise<number> {
  const [row] = await db.select({ id: max(receipts.id) }).from(receipts);
  return row?.id ?? 0;
}

/** Receipts of a channel that belong to another folder, or to an earlier numbering of this one. */
export async function countEarlierReceipts(db: Reader, key: FolderKey): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(receipts)
    .where(and(eq(receipts.channelId, key.channelId), not(inFolder(key))));
  return row?.count ?? 0;
}

/** Receipts of a channel, of any folder, that say what is not so. */
export async function listBrokenReceipts(
  db: Reader,
  channelId: number,
): Promise<{ place: Place; folder: string; outcome: string }[]> {
  const { folder, outcome } = receipts;
  const rows = await db
    .select({ ...placeColumns, folder, outcome })
    .from(receipts)
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .leftJoin(quarantine, eq(quarantine.receiptId, receipts.id))
    .where(
      and(
        eq(receipts.channelId, channelId),
        or(
          and(inArray(outcome, ['opened', 'appended', 'archived']), isNull(articles.id)),
          and(eq(outcome, 'quarantined'), isNull(quarantine.id)),
        ),
      ),
    )
    .limit(1000);
  return rows.map(({ uid, itemId, ...row }) => ({ ...row, place: placeOf({ uid, itemId }) }));
}
