import { and, eq } from 'drizzle-orm';
import type { Reader, Tx } from './open.ts';
import { channelFolders } from './schema-mail.ts';

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
