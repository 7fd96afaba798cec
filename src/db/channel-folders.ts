import { and, eq } from 'drizzle-orm';
import { type Road, roadOf } from '../domain/mail-road.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import type { FolderKey } from './receipts.ts';
import { channelFolders } from './schema/schema-mail.ts';

/** How far a folder of a mailbox has been read, by each of the ways to read it. */
type ChannelFolder = typeof channelFolders.$inferSelect;

export async function findChannelFolder(
  db: Reader,
  channelId: number,
  folder: string,
  road: Road,
): Promise<ChannelFolder | undefined> {
  const [row] = await db
    .select()
    .from(channelFolders)
    .where(
      and(
        eq(channelFolders.channelId, channelId),
        eq(channelFolders.folder, folder),
        eq(channelFolders.road, road),
      ),
    );
  return row;
}

/** Graph's links name the mailbox by the address that it was asked for with: under another one the changes are asked for anew. */
export async function forgetGraphLinks(tx: Tx, channelId: number): Promise<void> {
  await tx
    .update(channelFolders)
    .set({ cursor: '' })
    .where(and(eq(channelFolders.channelId, channelId), eq(channelFolders.road, 'graph')));
}

export async function putChannelFolder(tx: Tx, row: Omit<ChannelFolder, 'road'>): Promise<void> {
  const { numbering, cursor, comparedAt } = row;
  await tx
    .insert(channelFolders)
    .values({ ...row, road: roadOf(numbering) })
    .onConflictDoUpdate({
      target: [channelFolders.channelId, channelFolders.folder, channelFolders.road],
      set: { numbering, cursor, comparedAt },
    });
}

/**
 * For what a run writes about the mailbox that it began with.
 * @throws AppError conflict when the channel was given another mailbox meanwhile
 */
export async function requireChannelFolder(tx: Tx, key: FolderKey): Promise<void> {
  const folder = await findChannelFolder(tx, key.channelId, key.folder, roadOf(key.numbering));
  if (folder?.numbering === key.numbering) return;
  throw new AppError('conflict', 'The channel reads another mailbox now; this run was of the earlier one.');
}
