import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';

/** A ticket of which something goes, and who may be told. */
export interface TouchedTicket {
  readonly ticketId: number;
  readonly groupId: number;
}

/** @returns the tickets that these messages stand in, and these tickets: to be asked for before anything is removed */
export function listTouched(tx: Tx, articles: SQL, tickets: SQL): Promise<TouchedTicket[]> {
  return tx.all<TouchedTicket>(sql`SELECT id AS "ticketId", group_id AS "groupId" FROM tickets
    WHERE id IN (SELECT ticket_id FROM articles WHERE id IN (${articles}) UNION SELECT id FROM (${tickets}))`);
}
