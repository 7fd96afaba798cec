import { and, eq } from 'drizzle-orm';
import { mostTags } from '../domain/filters/filter.ts';
import { compareNames } from '../domain/name-order.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { ticketTags } from './schema/schema-filters.ts';

export type TicketTag = typeof ticketTags.$inferSelect;

export async function listTicketTags(db: Reader, ticketId: number): Promise<string[]> {
  const rows = await db.select().from(ticketTags).where(eq(ticketTags.ticketId, ticketId));
  return rows.map(({ tag }) => tag).sort(compareNames);
}

/** A tag that the ticket has already stays as it is. */
export async function insertTicketTags(tx: Tx, rows: readonly TicketTag[]): Promise<void> {
  await insertRows(tx, ticketTags, rows, 'ignore');
}

/** As many as fit: what mail asks for refuses no mail. */
export async function insertFittingTags(tx: Tx, rows: readonly TicketTag[]): Promise<void> {
  if (rows.length === 0) return;
  const wanted = groupByTicket(rows);
  const known = groupByTicket(
    await tx
      .select()
      .from(ticketTags)
      .where(isOneOf(ticketTags.ticketId, [...wanted.keys()])),
  );
  const fitting = [...wanted].flatMap(([ticketId, tags]) => {
    const there = known.get(ticketId) ?? new Set();
    const room = Math.max(0, mostTags - there.size);
    const fresh = [...tags.difference(there)].slice(0, room);
    return fresh.map((tag) => ({ ticketId, tag }));
  });
  await insertTicketTags(tx, fitting);
}

function groupByTicket(rows: readonly TicketTag[]): Map<number, Set<string>> {
  const tags = new Map<number, Set<string>>();
  for (const { ticketId, tag } of rows) tags.set(ticketId, (tags.get(ticketId) ?? new Set()).add(tag));
  return tags;
}

export async function deleteTicketTag(tx: Tx, ticketId: number, tag: string): Promise<void> {
  await tx.delete(ticketTags).where(and(eq(ticketTags.ticketId, ticketId), eq(ticketTags.tag, tag)));
}
