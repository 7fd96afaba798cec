import { and, eq, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { ticketLinks } from './schema/schema-tickets.ts';

export type TicketLink = typeof ticketLinks.$inferSelect;

export async function insertTicketLinks(tx: Tx, rows: readonly TicketLink[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(ticketLinks)
      .values([...rows])
      .onConflictDoNothing();
}

/** As it stands in the rows; the index of these links has the same words. */
const acrossGroups = sql`substr(${ticketLinks.reason}, 1, 21) = '{"code":"other_group"'`;

/** Those between tickets of different groups in which one conversation goes on, in whichever direction they stand. */
export async function listGroupLinks(
  db: Reader,
  ticketIds: readonly number[],
): Promise<Pick<TicketLink, 'ticketId' | 'linkedTicketId'>[]> {
  if (ticketIds.length === 0) return [];
  const { ticketId, linkedTicketId } = ticketLinks;
  const listFrom = (column: typeof ticketId | typeof linkedTicketId) =>
    db
      .select({ ticketId, linkedTicketId })
      .from(ticketLinks)
      .where(and(acrossGroups, isOneOf(column, ticketIds)));
  const links = [...(await listFrom(ticketId)), ...(await listFrom(linkedTicketId))];
  return [...new Map(links.map((link) => [`${link.ticketId} ${link.linkedTicketId}`, link])).values()];
}

export async function hasTicketLink(db: Reader, first: number, second: number): Promise<boolean> {
  const rows = await db.select().from(ticketLinks).where(isBetween(first, second)).limit(1);
  return rows.length > 0;
}

/** In whichever direction it stands. @returns whether there was one */
export async function deleteTicketLink(tx: Tx, first: number, second: number): Promise<boolean> {
  const rows = await tx.delete(ticketLinks).where(isBetween(first, second)).returning();
  return rows.length > 0;
}

function isBetween(first: number, second: number) {
  const { ticketId, linkedTicketId } = ticketLinks;
  return or(
    and(eq(ticketId, first), eq(linkedTicketId, second)),
    and(eq(ticketId, second), eq(linkedTicketId, first)),
  );
}
