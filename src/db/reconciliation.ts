import { and, asc, count, eq, gt, inArray, isNull, not, or } from 'drizzle-orm';
import type { ReceiptFacts } from '../domain/reconciliation.ts';
import type { Reader } from './care/open.ts';
import type { FolderKey } from './receipts.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles } from './schema/schema-tickets.ts';

/** @returns the receipts of a folder, ascending by UID, those above `after` */
export async function listReceiptFacts(
  db: Reader,
  key: FolderKey,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ReceiptFacts[]> {
  const { uid, outcome, settledAt, settleAction, settleError } = receipts;
  const rows = await db
    .select({
      ...{ uid, outcome, settledAt, settleAction, settleError },
      quarantineId: quarantine.id,
      quarantineKind: quarantine.kind,
    })
    .from(receipts)
    .leftJoin(quarantine, and(eq(quarantine.receiptId, receipts.id), isNull(quarantine.resolvedAt)))
    .where(and(inFolder(key), gt(uid, after)))
    .orderBy(asc(uid))
    .limit(limit);
  return rows.map(({ settledAt: at, ...row }) => ({ ...row, isSettled: at !== null }));
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
): Promise<{ uid: number; folder: string; outcome: string }[]> {
  const { uid, folder, outcome } = receipts;
  return db
    .select({ uid, folder, outcome })
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
}

function inFolder({ channelId, folder, uidValidity }: FolderKey) {
  // SQL's AND is never unknown here: the three columns are never null.
  return and(
    eq(receipts.channelId, channelId),
    eq(receipts.folder, folder),
    eq(receipts.uidValidity, uidValidity),
  ) as NonNullable<ReturnType<typeof and>>;
}
