import { asc, eq, gt, lte, min, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { ticketWaits } from './schema/schema-teamwork.ts';
import { tickets } from './schema/schema-tickets.ts';

/** Part of a query over tickets: when a waiting one opens again, in milliseconds; null for all others. */
export const waitsUntil = sql<number | null>`(SELECT ${ticketWaits.until} FROM ${ticketWaits}
  WHERE ${ticketWaits.ticketId} = ${tickets.id})`;

export async function findWait(db: Reader, ticketId: number): Promise<Date | undefined> {
  const [row] = await db.select().from(ticketWaits).where(eq(ticketWaits.ticketId, ticketId));
  return row?.until;
}

export async function putWait(tx: Tx, ticketId: number, until: Date | undefined): Promise<void> {
  if (until === undefined) {
    await tx.delete(ticketWaits).where(eq(ticketWaits.ticketId, ticketId));
    return;
  }
  await tx
    .insert(ticketWaits)
    .values({ ticketId, until })
    .onConflictDoUpdate({ target: ticketWaits.ticketId, set: { until } });
}

/** @returns the tickets whose time has come, those that have waited longest first */
export async function listDueWaits(db: Reader, now: Date, limit: number): Promise<number[]> {
  const rows = await db
    .select({ ticketId: ticketWaits.ticketId })
    .from(ticketWaits)
    .where(lte(ticketWaits.until, now))
    .orderBy(asc(ticketWaits.until))
    .limit(limit);
  return rows.map(({ ticketId }) => ticketId);
}

/** @returns when the next ticket opens, after `now` */
export async function findNextWait(db: Reader, now: Date): Promise<Date | undefined> {
  const [row] = await db
    .select({ at: min(ticketWaits.until) })
    .from(ticketWaits)
    .where(gt(ticketWaits.until, now));
  return row?.at ?? undefined;
}
