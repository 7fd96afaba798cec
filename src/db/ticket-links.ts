import type { Tx } from './open.ts';
import { ticketLinks } from './schema-tickets.ts';

export type TicketLink = typeof ticketLinks.$inferSelect;

export async function insertTicketLinks(tx: Tx, rows: readonly TicketLink[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insert(ticketLinks)
      .values([...rows])
      .onConflictDoNothing();
}
