import { and, eq, inArray } from 'drizzle-orm';
import type { FolderUse } from '../domain/change-notification.ts';
import type { Reader, Tx } from './care/open.ts';
import { graphSubscriptions } from './schema/schema-roads.ts';

/** Where Graph tells of new mail by itself; no row: nothing has been asked of it. */
export type GraphSubscription = typeof graphSubscriptions.$inferSelect;

export async function listSubscriptions(db: Reader, channelId: number): Promise<GraphSubscription[]> {
  return db.select().from(graphSubscriptions).where(eq(graphSubscriptions.channelId, channelId));
}

/** Of all channels. */
export async function listAllSubscriptions(db: Reader): Promise<GraphSubscription[]> {
  return db.select().from(graphSubscriptions);
}

/** @param ids Graph's own */
export async function findSubscriptions(db: Reader, ids: readonly string[]): Promise<GraphSubscription[]> {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(graphSubscriptions)
    .where(inArray(graphSubscriptions.subscriptionId, [...ids]));
}

export async function findSubscriptionOf(
  db: Reader,
  channelId: number,
  folderUse: FolderUse,
): Promise<GraphSubscription | undefined> {
  const [row] = await db.select().from(graphSubscriptions).where(isThis({ channelId, folderUse }));
  return row;
}

export async function putSubscription(tx: Tx, row: GraphSubscription): Promise<void> {
  const { channelId: _, folderUse: __, ...set } = row;
  await tx
    .insert(graphSubscriptions)
    .values(row)
    .onConflictDoUpdate({ target: [graphSubscriptions.channelId, graphSubscriptions.folderUse], set });
}

export async function updateSubscription(
  tx: Tx,
  key: Pick<GraphSubscription, 'channelId' | 'folderUse'>,
  set: Partial<GraphSubscription>,
): Promise<void> {
  await tx.update(graphSubscriptions).set(set).where(isThis(key));
}

export async function removeSubscription(
  tx: Tx,
  key: Pick<GraphSubscription, 'channelId' | 'folderUse'>,
): Promise<void> {
  await tx.delete(graphSubscriptions).where(isThis(key));
}

/** Whether Graph tells of new mail now, as far as is known here. */
export function isTelling(row: GraphSubscription | undefined, now: Date): boolean {
  if (row === undefined || row.subscriptionId === null) return false;
  return row.code === null && row.event === null && row.expiresAt !== null && row.expiresAt > now;
}

function isThis({ channelId, folderUse }: Pick<GraphSubscription, 'channelId' | 'folderUse'>) {
  return and(eq(graphSubscriptions.channelId, channelId), eq(graphSubscriptions.folderUse, folderUse));
}
