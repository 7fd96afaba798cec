import { and, eq, notLike, sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';
import { channelFolders, receipts } from './schema/schema-mail.ts';

const mark = 'old-';

/**
 * For a channel that reads another mailbox from now on: a UID means something within one mailbox only, and two
 * mailboxes may well have the same UIDVALIDITY. The receipts stay to know messages by their identifier and content; by
 * UID they name nothing any more, and what was unsettled can never be.
 */
export async function retireReceipts(tx: Tx, channelId: number, at: Date): Promise<void> {
  await tx.delete(channelFolders).where(eq(channelFolders.channelId, channelId));
  await tx
    .update(receipts)
    .set({
      numbering: sql`${`${mark}${at.getTime()}:`} || ${receipts.numbering}`,
      settledAt: sql`coalesce(${receipts.settledAt}, ${at.getTime()})`,
      settleAction: sql`coalesce(${receipts.settleAction}, 'gone')`,
    })
    .where(and(eq(receipts.channelId, channelId), notLike(receipts.numbering, `${mark}%`)));
}
