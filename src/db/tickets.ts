import { eq, inArray, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from './open.ts';
import { articles, customers, ticketEvents, tickets } from './schema.ts';

export type TicketRecord = typeof tickets.$inferSelect;
export type NewTicketEvent = typeof ticketEvents.$inferInsert;

const firstNumber = 10_001;

/** What threading asks of a ticket. */
export type TicketFacts = Pick<
  TicketRecord,
  'id' | 'number' | 'subject' | 'groupId' | 'state' | 'lastArticleAt'
> & {
  readonly customerEmail: string;
};

/** @returns the number that the next ticket gets. */
export async function nextTicketNumber(tx: Tx): Promise<number> {
  const [row] = await tx.select({ last: sql<number | null>`max(${tickets.number})` }).from(tickets);
  return Math.max(firstNumber, (row?.last ?? 0) + 1);
}

export async function listTicketFacts(
  db: Reader,
  ids: readonly number[],
  numbers: readonly number[],
): Promise<TicketFacts[]> {
  if (ids.length === 0 && numbers.length === 0) return [];
  const { id, number, subject, groupId, state, lastArticleAt } = tickets;
  return db
    .select({ id, number, subject, groupId, state, lastArticleAt, customerEmail: customers.email })
    .from(tickets)
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .where(or(inArray(tickets.id, [...ids]), inArray(tickets.number, [...numbers])));
}

/** Everybody who wrote or got a public article of these tickets. */
export async function listTicketPeople(
  db: Reader,
  ticketIds: readonly number[],
): Promise<{ ticketId: number; addresses: string[] }[]> {
  if (ticketIds.length === 0) return [];
  const { ticketId, fromAddress, to, cc } = articles;
  const rows = await db
    .select({ ticketId, fromAddress, to, cc })
    .from(articles)
    .where(sql`${inArray(ticketId, [...ticketIds])} AND ${articles.kind} = 'email'`);
  return rows.map((row) => ({
    ticketId: row.ticketId,
    addresses: [row.fromAddress, ...[...row.to, ...row.cc].map(({ address }) => address)],
  }));
}

export async function insertTickets(tx: Tx, rows: readonly TicketRecord[]): Promise<void> {
  if (rows.length > 0) await tx.insert(tickets).values([...rows]);
}

export async function updateTicket(
  tx: Tx,
  id: number,
  changes: Partial<Omit<TicketRecord, 'id' | 'number'>>,
): Promise<void> {
  await tx.update(tickets).set(changes).where(eq(tickets.id, id));
}

export async function insertTicketEvents(tx: Tx, rows: readonly NewTicketEvent[]): Promise<void> {
  if (rows.length > 0) await tx.insert(ticketEvents).values([...rows]);
}
