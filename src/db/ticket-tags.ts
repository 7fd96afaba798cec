import { and, eq } from 'drizzle-orm';
import { mostTags } from '../domain/filters/filter.ts';
import { compareNames } from '../domain/name-order.ts';
import type { Reader, Tx } from './care/open.ts';
import { ticketTags } from './schema/schema-filters.ts';

export type TicketTag = typeof ticketTags.$inferSelect;

export async function listTicketTags(db: Reader, ticketId: number): Promise<string[]> {
  const rows = await db.select().from(ticketTags).where(eq(ticketTags.ticketId, ticketId));
  return rows.map(({ tag }) => tag).sort(compareNames);
}

/** A tag that the ticket has already stays as it is. */
export async function insertTicketTags(tx: Tx, rows: readonly TicketTag[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(ticketTags)
      .values([...rows])
      .onConflictDoNothing();
}

/** As many as fit: what mail asks for refuses no mail. */
export async function insertFittingTags(tx: Tx, rows: readonly TicketTag[]): Promise<void> {
  const wanted = Map.groupBy(rows, ({ ticketId }) => ticketId);
  for (const [ticketId, tags] of wanted) {
    const there = new Set(await listTicketTags(tx, ticketId));
    const fresh = [...new Set(tags.map(({ tag }) => tag))].filter((tag) => !there.has(tag));
    const fitting = fresh.slice(0, Math.max(0, mostTags - there.size));
    await insertTicketTags(
      tx,
      fitting.map((tag) => ({ ticketId, tag })),
    );
  }
}

export async function deleteTicketTag(tx: Tx, ticketId: number, tag: string): Promise<void> {
  await tx.delete(ticketTags).where(and(eq(ticketTags.ticketId, ticketId), eq(ticketTags.tag, tag)));
}
