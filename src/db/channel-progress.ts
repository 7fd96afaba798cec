import { eq } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { channelProgress } from './schema/schema.ts';

/** How far the import that runs now has come; no row while nothing is imported. */
type ChannelProgress = typeof channelProgress.$inferSelect;

/** @returns how far the running import has come; undefined when none runs */
export async function findChannelProgress(
  db: Reader,
  channelId: number,
): Promise<ChannelProgress | undefined> {
  const [row] = await db.select().from(channelProgress).where(eq(channelProgress.channelId, channelId));
  return row;
}

export async function putChannelProgress(tx: Tx, row: ChannelProgress): Promise<void> {
  const { done, total, updatedAt } = row;
  await tx
    .insert(channelProgress)
    .values(row)
    .onConflictDoUpdate({ target: channelProgress.channelId, set: { done, total, updatedAt } });
}

/** @param channelId of every channel when left out */
export async function clearChannelProgress(tx: Tx, channelId?: number): Promise<void> {
  await tx
    .delete(channelProgress)
    .where(channelId === undefined ? undefined : eq(channelProgress.channelId, channelId));
}
