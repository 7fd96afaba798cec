import { and, count, eq, gt, ne, notExists, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { ticketMerges } from './schema/schema-teamwork.ts';
import { articles, customers, outbox, tickets } from './schema/schema-tickets.ts';

type Stored = typeof tickets.$inferSelect;

/** What only some tickets have may be left out of a new one. */
export type TicketRecord = Omit<Stored, 'undeliveredAt'> & Partial<Pick<Stored, 'undeliveredAt'>>;

const firstNumber = 10_001;

/** What threading asks of a ticket. */
export type TicketFacts = Pick<
  TicketRecord,
  'id' | 'number' | 'subject' | 'groupId' | 'channelId' | 'state' | 'lastArticleAt'
> & {
  readonly customerEmail: string;
  /** The ticket that its messages stand in now. */
  readonly mergedInto: number | null;
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
  const { id, number, subject, groupId, channelId, state, lastArticleAt } = tickets;
  return db
    .select({
      id,
      number,
      subject,
      groupId,
      channelId,
      state,
      lastArticleAt,
      customerEmail: customers.email,
      mergedInto: ticketMerges.intoTicketId,
    })
    .from(tickets)
    .leftJoin(ticketMerges, eq(ticketMerges.ticketId, tickets.id))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .where(or(isOneOf(tickets.id, ids), isOneOf(tickets.number, numbers)));
}

/** @returns which of them are not closed, nor merged into another */
export async function listOpenTickets(db: Reader, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const merged = db.select({ one: sql`1` }).from(ticketMerges).where(eq(ticketMerges.ticketId, tickets.id));
  const rows = await db
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(isOneOf(tickets.id, ids), ne(tickets.state, 'closed'), notExists(merged)));
  return rows.map(({ id }) => id);
}

/** Everybody who wrote or got a public article of these tickets. */
export async function listTicketPeople(
  db: Reader,
  ticketIds: readonly number[],
): Promise<{ ticketId: number; addresses: string[] }[]> {
  if (ticketIds.length === 0) return [];
  const { ticketId, fromAddress, to, cc } = articles;
  const rows = await db
    .select({ ticketId, fromAddress, to, cc, envelopeTo: outbox.envelopeTo })
    .from(articles)
    .leftJoin(outbox, eq(outbox.articleId, articles.id))
    .where(sql`${isOneOf(ticketId, ticketIds)} AND ${articles.kind} = 'email'`);
  return rows.map((row) => ({
    ticketId: row.ticketId,
    addresses: [
      row.fromAddress,
      ...[...row.to, ...row.cc].map(({ address }) => address),
      // Who got it in Bcc stands nowhere else.
      ...(row.envelopeTo ?? []),
    ],
  }));
}

/** @returns how many tickets each customer has opened since then with mail that is no older, by address. */
export async function countRecentTickets(
  db: Reader,
  people: readonly { readonly id: number; readonly email: string }[],
  since: Date,
): Promise<Map<string, number>> {
  if (people.length === 0) return new Map();
  const ids = people.map(({ id }) => id);
  const rows = await db
    .select({ customerId: tickets.customerId, count: count() })
    .from(tickets)
    .where(
      and(isOneOf(tickets.customerId, ids), gt(tickets.createdAt, since), gt(tickets.lastArticleAt, since)),
    )
    .groupBy(tickets.customerId);
  const byId = new Map(rows.map((row) => [row.customerId, row.count]));
  return new Map(people.map(({ id, email }) => [email, byId.get(id) ?? 0]));
}

export async function insertTickets(tx: Tx, rows: readonly TicketRecord[]): Promise<void> {
  await insertRows(tx, tickets, rows);
}

export async function updateTicket(
  tx: Tx,
  id: number,
  changes: Partial<Omit<TicketRecord, 'id' | 'number'>>,
): Promise<void> {
  await tx.update(tickets).set(changes).where(eq(tickets.id, id));
}
