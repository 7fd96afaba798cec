import { and, eq, ne, notExists, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { listEndsOfEach } from './ends-of-each.ts';
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

/**
 * @returns the number that the next ticket gets. One of a ticket that is gone, with a customer who was erased, say, is never given
 * again: whoever still has it would come upon a ticket of somebody else. As many were given as ids, which AUTOINCREMENT counts.
 */
export async function nextTicketNumber(tx: Tx): Promise<number> {
  const given = sql<number | null>`(SELECT seq FROM sqlite_sequence WHERE name = 'tickets')`;
  const last = sql<number | null>`max(${tickets.number})`;
  const [row] = await tx.select({ last, given }).from(tickets);
  return Math.max(firstNumber + (row?.given ?? 0), (row?.last ?? 0) + 1);
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

/** Of a ticket with more messages, so many of the oldest and of the newest say who belongs to it. */
const endsOfTicket = 500;

/** Everybody who wrote or got a public article of these tickets. */
export async function listTicketPeople(
  db: Reader,
  ticketIds: readonly number[],
): Promise<{ ticketId: number; addresses: string[] }[]> {
  if (ticketIds.length === 0) return [];
  const isEmail = eq(articles.kind, 'email');
  const large = await listLongTickets(db, ticketIds);
  const others = large.length === 0 ? ticketIds : ticketIds.filter((id) => !large.includes(id));
  const rows = await selectPeople(db).where(and(isOneOf(articles.ticketId, others), isEmail));
  if (large.length > 0) {
    const ends = await listEndsOfEach(db, {
      values: large,
      rows: sql`${articles} WHERE ${articles.ticketId} = wanted.value AND ${isEmail}`,
      id: sql`${articles.id}`,
      order: sql`${articles.id}`,
      most: endsOfTicket,
    });
    rows.push(...(await selectPeople(db).where(isOneOf(articles.id, ends))));
  }
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

/** What is the same in many messages of a ticket is given once. */
function selectPeople(db: Reader) {
  const { ticketId, fromAddress, to, cc } = articles;
  return db
    .selectDistinct({ ticketId, fromAddress, to, cc, envelopeTo: outbox.envelopeTo })
    .from(articles)
    .leftJoin(outbox, eq(outbox.articleId, articles.id));
}

async function listLongTickets(db: Reader, ticketIds: readonly number[]): Promise<number[]> {
  const rows = await db.all<{
    id: number;
  }>(sql`SELECT value AS id FROM json_each(${JSON.stringify(ticketIds)})
    WHERE EXISTS (SELECT 1 FROM ${articles} WHERE ${articles.ticketId} = value LIMIT 1 OFFSET ${2 * endsOfTicket})`);
  return rows.map(({ id }) => id);
}

/** So many tickets of one customer are looked at. */
const recentOfOne = 2_000;

/**
 * @param asked.most so many are enough to know
 * @returns how many tickets each customer has opened since then with mail that is no older, by address
 */
export async function countRecentTickets(
  db: Reader,
  people: readonly { readonly id: number; readonly email: string }[],
  { since, most }: { readonly since: Date; readonly most: number },
): Promise<Map<string, number>> {
  if (people.length === 0) return new Map();
  const ids = JSON.stringify(people.map(({ id }) => id));
  const rows = await db.all<{ id: number; count: number }>(sql`SELECT value AS id,
      (SELECT count(*) FROM (SELECT 1 FROM (SELECT created_at FROM tickets
          WHERE customer_id = value AND last_article_at > ${since.getTime()}
          ORDER BY last_article_at DESC LIMIT ${Math.max(most, recentOfOne)})
        WHERE created_at > ${since.getTime()} LIMIT ${most})) AS count
    FROM json_each(${ids})`);
  const byId = new Map(rows.map((row) => [row.id, row.count]));
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
