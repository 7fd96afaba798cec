import { and, desc, eq, sql } from 'drizzle-orm';
import { fatesOf } from '../domain/recipient-fate.ts';
import type { TraceFact } from '../domain/trace.ts';
import type { Reader } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { bounces } from './schema/schema-bounces.ts';
import { facts } from './schema/schema-facts.ts';
import { ticketMerges } from './schema/schema-teamwork.ts';
import { articles, outbox, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

/** How many tickets one trace tells of, and how many messages of each. */
export const mostTickets = 20;
const mostArticles = 200;

type TracedTicket = Awaited<ReturnType<typeof listTracedTickets>>[number];

/** Those of these that the viewer may see. */
export function listTracedTickets(db: Reader, viewer: Viewer, ids: readonly number[]) {
  const { id, number, subject, state, createdAt } = tickets;
  return db
    .select({ id, number, subject, state, createdAt })
    .from(tickets)
    .where(and(isOneOf(id, ids), visibleTo(viewer)));
}

/** @returns the tickets of customers, the newest first; one more than are told of where there are more */
export async function listTracedTicketsOf(
  db: Reader,
  viewer: Viewer,
  customerIds: readonly number[],
): Promise<number[]> {
  const found: { id: number; at: Date }[] = [];
  for (const customerId of customerIds) {
    const rows = await db
      .select({ id: tickets.id, at: tickets.lastArticleAt })
      .from(tickets)
      .where(and(eq(tickets.customerId, customerId), visibleTo(viewer)))
      .orderBy(desc(tickets.lastArticleAt))
      .limit(mostTickets + 1);
    found.push(...rows);
  }
  return found.sort((left, right) => right.at.getTime() - left.at.getTime()).map(({ id }) => id);
}

interface Told {
  readonly facts: TraceFact[];
  readonly articleIds: number[];
  readonly isCut: boolean;
}

/** What is known of tickets: merges and splits, the answers on their way out, and what did not arrive. */
export async function listTicketFacts(
  db: Reader,
  viewer: Viewer,
  traced: readonly TracedTicket[],
): Promise<Told> {
  const numbers = new Map(traced.map(({ id, number }) => [id, number]));
  const found: { id: number; ticketId: number; subject: string }[] = [];
  for (const { id } of traced) {
    const { subject, ticketId } = articles;
    const rows = await db
      .select({ id: articles.id, ticketId, subject })
      .from(articles)
      .where(eq(ticketId, id))
      .orderBy(desc(articles.id))
      .limit(mostArticles);
    found.push(...rows);
  }
  const opened: TraceFact[] = traced.map(({ number, subject, state, createdAt }) => ({
    kind: 'ticket',
    at: createdAt,
    ticket: number,
    subject,
    state,
  }));
  return {
    facts: [
      ...opened,
      ...(await listMoves(db, viewer, numbers)),
      ...(await listDeliveries(db, found, numbers)),
      ...(await listReports(db, found, numbers)),
    ],
    articleIds: found.map(({ id }) => id),
    isCut: traced.some(({ id }) => found.filter(({ ticketId }) => ticketId === id).length === mostArticles),
  };
}

type Numbers = ReadonlyMap<number, number>;
type Found = readonly { readonly id: number; readonly ticketId: number; readonly subject: string }[];

/** Another ticket is named only to who may see it. */
async function listMoves(db: Reader, viewer: Viewer, numbers: Numbers): Promise<TraceFact[]> {
  const ids = [...numbers.keys()];
  const merges = await db
    .select({ ticketId: ticketMerges.ticketId, at: ticketMerges.mergedAt, into: tickets.number })
    .from(ticketMerges)
    .innerJoin(tickets, eq(tickets.id, ticketMerges.intoTicketId))
    .where(and(isOneOf(ticketMerges.ticketId, ids), visibleTo(viewer)));
  const merged: TraceFact[] = merges.map(({ ticketId, at, into }) => ({
    kind: 'merged',
    at,
    ticket: numbers.get(ticketId) ?? null,
    into,
  }));
  const splits = await db
    .select({ ticketId: facts.ticketId, at: facts.at, data: facts.data, other: tickets.number })
    .from(facts)
    .innerJoin(tickets, eq(tickets.number, sql`json_extract(${facts.data}, '$.other.number')`))
    .where(and(isOneOf(facts.ticketId, ids), sql`+${facts.kind} = 'ticket.split'`, visibleTo(viewer)));
  const split: TraceFact[] = splits.map(({ ticketId, at, data, other }) => {
    const { direction } = data as { direction: 'to' | 'from' };
    return { kind: 'split', at, ticket: numbers.get(ticketId ?? 0) ?? null, direction, other };
  });
  return [...merged, ...split];
}

async function listDeliveries(db: Reader, found: Found, numbers: Numbers): Promise<TraceFact[]> {
  const rows = await db
    .select()
    .from(outbox)
    .where(
      isOneOf(
        outbox.articleId,
        found.map(({ id }) => id),
      ),
    );
  return rows.map((row) => {
    const article = found.find(({ id }) => id === row.articleId);
    return {
      kind: 'sent',
      at: row.sentAt ?? row.createdAt,
      ticket: numberOf(numbers, article),
      subject: article?.subject ?? '',
      state: row.state,
      isDismissed: row.dismissedAt !== null,
      recipients: [...fatesOf(row)],
      nextAttemptAt: row.nextAttemptAt,
      failureCode: row.failureCode,
    };
  });
}

async function listReports(db: Reader, found: Found, numbers: Numbers): Promise<TraceFact[]> {
  const rows = await db
    .select()
    .from(bounces)
    .where(
      isOneOf(
        bounces.articleId,
        found.map(({ id }) => id),
      ),
    );
  return rows.map(({ articleId, at, address, state, problem }) => {
    const article = found.find(({ id }) => id === articleId);
    return { kind: 'bounced', at, ticket: numberOf(numbers, article), address, state, problem };
  });
}

function numberOf(numbers: Numbers, article: Found[number] | undefined): number | null {
  return article === undefined ? null : (numbers.get(article.ticketId) ?? null);
}
