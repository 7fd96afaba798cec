import { sql } from 'drizzle-orm';
import type { TicketState } from '../domain/ticket.ts';
import type { Reader } from './care/open.ts';
import { isOneOfTexts } from './text-match.ts';
import { findHead } from './ticket-merges.ts';

/** A merge that has put a ticket of the erased customer and one of somebody else into one. */
export interface MixedMerge {
  readonly ticketId: number;
  readonly number: number;
  /** False where it is the erased customer's ticket that was merged into somebody else's. */
  readonly isTheirs: boolean;
  readonly into: { readonly id: number; readonly number: number };
  /** Where its messages stand now. */
  readonly headId: number;
  readonly headState: TicketState;
  /** What goes back into it: what the merge has moved, and what its customer wrote and alone was written since. */
  readonly articleIds: readonly number[];
}

type Row = Omit<MixedMerge, 'into' | 'headId' | 'headState' | 'articleIds' | 'isTheirs'> & {
  readonly isTheirs: number;
  readonly intoId: number;
  readonly intoNumber: number;
  readonly customerId: number;
};

/** @returns how many messages of others go back, and into which tickets, by number */
export function describeReturned(merges: readonly MixedMerge[]): {
  readonly returned: number;
  readonly returnedTo: readonly number[];
} {
  const theirs = merges.filter(({ isTheirs }) => isTheirs);
  return {
    returned: theirs.reduce((sum, { articleIds }) => sum + articleIds.length, 0),
    returnedTo: theirs.map(({ number }) => number),
  };
}

/** @returns the earliest first: what was merged twice belongs to the ticket that it came from */
export async function listMixedMerges(db: Reader, customerId: number): Promise<MixedMerge[]> {
  // From the customer's tickets on: else all tickets are walked through in their order.
  const own = sql`SELECT id FROM tickets WHERE customer_id = ${customerId}`;
  const rows = await db.all<Row>(sql`
    SELECT merged.id AS "ticketId", merged.number, merged.customer_id AS "customerId",
      merged.customer_id <> ${customerId} AS "isTheirs", target.id AS "intoId", target.number AS "intoNumber"
    FROM ticket_merges
    CROSS JOIN tickets AS merged ON merged.id = ticket_merges.ticket_id
    CROSS JOIN tickets AS target ON target.id = ticket_merges.into_ticket_id
    WHERE ticket_merges.ticket_id IN (${own}
        UNION SELECT ticket_id FROM ticket_merges WHERE into_ticket_id IN (${own}))
      AND merged.customer_id <> target.customer_id
    ORDER BY merged_at, merged.id`);
  const given = new Set<number>();
  const merges: MixedMerge[] = [];
  for (const { intoId, intoNumber, ...row } of rows) {
    const headId = await findHead(db, row.ticketId);
    const [head] = await db.all<{ state: TicketState }>(sql`SELECT state FROM tickets WHERE id = ${headId}`);
    const articleIds = (await listArticlesOf(db, row, headId)).filter((id) => !given.has(id));
    for (const id of articleIds) given.add(id);
    merges.push({
      ticketId: row.ticketId,
      number: row.number,
      isTheirs: row.isTheirs === 1,
      into: { id: intoId, number: intoNumber },
      headId,
      headState: head?.state ?? 'closed',
      articleIds,
    });
  }
  return merges;
}

async function listArticlesOf(
  db: Reader,
  { ticketId, customerId }: Pick<Row, 'ticketId' | 'customerId'>,
  headId: number,
): Promise<number[]> {
  const known = await db.all<{ address: string }>(sql`
    SELECT email AS address FROM customers WHERE id = ${customerId}
    UNION SELECT address FROM customer_addresses WHERE customer_id = ${customerId}`);
  const own = known.map(({ address }) => address);
  const others = (column: string) =>
    sql`EXISTS (SELECT 1 FROM json_each(articles.${sql.raw(column)}) WHERE NOT ${isOneOfTexts(sql`(value ->> 'address')`, own)})`;
  const rows = await db.all<{ id: number }>(sql`SELECT id FROM articles WHERE ticket_id = ${headId} AND (
    id IN (SELECT value FROM ticket_merges, json_each(article_ids) WHERE ticket_merges.ticket_id = ${ticketId})
    OR (direction = 'in' AND ${isOneOfTexts(sql`from_address`, own)})
    OR (direction = 'out' AND kind = 'email' AND json_array_length("to") > 0
      AND NOT ${others('"to"')} AND NOT ${others('cc')})) ORDER BY id`);
  return rows.map(({ id }) => id);
}
