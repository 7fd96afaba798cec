import { and, eq, notLike, type SQL, sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';
import { type FolderKey, inFolder } from './receipts.ts';
import { channelFolders, receipts } from './schema/schema-mail.ts';

const mark = 'old-';

/**
 * For a channel that reads another mailbox from now on: a UID means something within one mailbox only, and two
 * mailboxes may well have the same UIDVALIDITY. The receipts stay to know messages by their identifier and content; by
 * UID they name nothing any more, and what was unsettled can never be.
 */
export async function retireReceipts(tx: Tx, channelId: number, at: Date): Promise<void> {
  await tx.delete(channelFolders).where(eq(channelFolders.channelId, channelId));
  await retire(tx, and(eq(receipts.channelId, channelId), notLike(receipts.numbering, `${mark}%`)), at);
}

/** The same for a folder that was made anew under its name and its UIDVALIDITY, as with a mailbox that is another one now. */
export async function retireFolder(tx: Tx, key: FolderKey, at: Date): Promise<void> {
  await retire(tx, inFolder(key), at);
}

async function retire(tx: Tx, which: SQL | undefined, at: Date): Promise<void> {
  await tx
    .update(receipts)
    .set({
      numbering: sql`${`${mark}${at.getTime()}:`} || ${receipts.numbering}`,
      settledAt: sql`coalesce(${receipts.settledAt}, ${at.getTime()})`,
      settleAction: sql`coalesce(${receipts.settleAction}, 'gone')`,
    })
    .where(which);
}
