import { and, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { autoReplies } from './schema/schema-mail.ts';

/** Who got an automatic answer lately; one for each ticket. */
type AutoReplyRow = typeof autoReplies.$inferSelect;

/** A second one for the same ticket is refused by the table. */
export async function insertAutoReply(tx: Tx, row: AutoReplyRow): Promise<void> {
  await tx.insert(autoReplies).values(row);
}

/** @returns when each of these addresses got one, after `since` */
export async function listAutoReplyTimes(
  db: Reader,
  addresses: readonly string[],
  since: Date,
): Promise<Map<string, number[]>> {
  if (addresses.length === 0) return new Map();
  const rows = await db
    .select({ address: autoReplies.address, at: autoReplies.at })
    .from(autoReplies)
    .where(and(inArray(autoReplies.address, [...addresses]), gt(autoReplies.at, since)));
  const times = new Map<string, number[]>();
  for (const { address, at } of rows) times.set(address, [...(times.get(address) ?? []), at.getTime()]);
  return times;
}

export async function countAutoReplies(db: Reader, since: Date): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)` })
    .from(autoReplies)
    .where(gt(autoReplies.at, since));
  return row?.count ?? 0;
}

export async function deleteAutoRepliesBefore(tx: Tx, before: Date): Promise<void> {
  await tx.delete(autoReplies).where(lt(autoReplies.at, before));
}
