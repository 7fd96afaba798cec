import { and, eq } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import type { FolderKey } from './receipts.ts';
import { channelFolders } from './schema/schema-mail.ts';

export type ChannelFolder = typeof channelFolders.$inferSelect;

export async function findChannelFolder(
  db: Reader,
  channelId: number,
  folder: string,
): Promise<ChannelFolder | undefined> {
  const [row] = await db
    .select()
    .from(channelFolders)
    .where(and(eq(channelFolders.channelId, channelId), eq(channelFolders.folder, folder)));
  return row;
}

export async function putChannelFolder(tx: Tx, row: ChannelFolder): Promise<void> {
  const { uidValidity, cursor, comparedAt } = row;
  await tx
    .insert(channelFolders)
    .values(row)
    .onConflictDoUpdate({
      target: [channelFolders.channelId, channelFolders.folder],
      set: { uidValidity, cursor, comparedAt },
    });
}

/**
 * For what a run writes about the mailbox that it began with.
 * @throws AppError conflict when the channel was given another mailbox meanwhile
 */
export async function requireChannelFolder(tx: Tx, key: FolderKey): Promise<void> {
  const folder = await findChannelFolder(tx, key.channelId, key.folder);
  if (folder?.uidValidity === key.uidValidity) return;
  throw new AppError('conflict', 'The channel reads another mailbox now; this run was of the earlier one.');
}
