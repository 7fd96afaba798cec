import { and, desc, eq, ne, or } from 'drizzle-orm';
import type { StoredFact } from '../domain/facts/fact.ts';
import type { LinkReason } from '../domain/facts/reason.ts';
import type { Reader } from './care/open.ts';
import { listFactsOfTicket } from './facts.ts';
import { emailAddresses, groups, users } from './schema/schema.ts';
import { customers, ticketLinks, tickets } from './schema/schema-tickets.ts';
import { type Ticket, type Viewer, visibleTo } from './ticket-access.ts';
import { findMerge, listMergedTickets } from './ticket-merges.ts';
import { listTicketTags } from './ticket-tags.ts';
import { openedAt } from './ticket-times.ts';
import { findWait } from './ticket-waits.ts';

// What stands beside a ticket's conversation.

export interface TicketSide {
  /** When its first message was written, in milliseconds. */
  readonly openedAt: number;
  readonly group: string;
  readonly owner: string | null;
  readonly customer: { readonly id: number; readonly name: string; readonly email: string };
  /** The customer's other tickets, newest first, at most ten. */
  readonly others: readonly TicketMention[];
  readonly links: readonly (TicketMention & { readonly reason: LinkReason })[];
  /** What happened, the newest first. */
  readonly facts: readonly StoredFact[];
  readonly tags: readonly string[];
  readonly waitsUntil: Date | undefined;
  readonly isMerged: boolean;
  /** What was merged into it. */
  readonly merged: readonly TicketMention[];
}

type TicketMention = Pick<Ticket, 'number' | 'subject' | 'state'>;

const mention = { number: tickets.number, subject: tickets.subject, state: tickets.state };
const mostFacts = 100;

export async function loadTicketSide(db: Reader, viewer: Viewer, ticket: Ticket): Promise<TicketSide> {
  // Asked for at once: with a server between program and file, each one after another would cost a way there and back.
  const [[row], others, links, facts, tags, waitsUntil, merge, merged] = await Promise.all([
    selectNames(db, ticket.id),
    listOtherTickets(db, viewer, ticket),
    listLinkedTickets(db, viewer, ticket.id),
    listHistory(db, ticket.id),
    listTicketTags(db, ticket.id),
    findWait(db, ticket.id),
    findMerge(db, ticket.id),
    listMergedTickets(db, viewer, ticket.id),
  ]);
  return {
    openedAt: row?.openedAt ?? ticket.createdAt.getTime(),
    group: row?.group ?? '',
    owner: row?.owner ?? null,
    customer: row?.customer ?? { id: ticket.customerId, name: '', email: '' },
    others,
    links,
    facts,
    tags,
    waitsUntil,
    merged,
    isMerged: merge !== undefined,
  };
}

function selectNames(db: Reader, ticketId: number) {
  return db
    .select({ openedAt, group: groups.name, owner: users.name, customer: customers })
    .from(tickets)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(users, eq(users.id, tickets.ownerId))
    .where(eq(tickets.id, ticketId));
}

function listOtherTickets(db: Reader, viewer: Viewer, ticket: Ticket): Promise<TicketMention[]> {
  return db
    .select(mention)
    .from(tickets)
    .where(and(eq(tickets.customerId, ticket.customerId), ne(tickets.id, ticket.id), visibleTo(viewer)))
    .orderBy(desc(tickets.id))
    .limit(10);
}

function listLinkedTickets(db: Reader, viewer: Viewer, ticketId: number) {
  return db
    .select({ ...mention, reason: ticketLinks.reason })
    .from(ticketLinks)
    .innerJoin(
      tickets,
      or(
        and(eq(ticketLinks.ticketId, ticketId), eq(tickets.id, ticketLinks.linkedTicketId)),
        and(eq(ticketLinks.linkedTicketId, ticketId), eq(tickets.id, ticketLinks.ticketId)),
      ),
    )
    .where(
      and(
        or(eq(ticketLinks.ticketId, ticketId), eq(ticketLinks.linkedTicketId, ticketId)),
        visibleTo(viewer),
      ),
    )
    .limit(20);
}

/** What the page shows of a ticket's past, the newest first: that a mail joined it stands in the conversation. */
function listHistory(db: Reader, ticketId: number): Promise<StoredFact[]> {
  return listFactsOfTicket(db, ticketId, {
    limit: mostFacts,
    but: ['ticket.joined', 'delivery.sent', 'mail.raw_opened'],
  });
}

/** @returns lower case; '' for a ticket that is gone */
export async function findCustomerEmail(db: Reader, ticket: Pick<Ticket, 'customerId'>): Promise<string> {
  const [row] = await db
    .select({ email: customers.email })
    .from(customers)
    .where(eq(customers.id, ticket.customerId));
  return row?.email ?? '';
}

/** The addresses mail goes out by, lower case: what an answer is never sent to. */
export async function listOwnAddresses(db: Reader): Promise<string[]> {
  const rows = await db.select({ address: emailAddresses.address }).from(emailAddresses);
  return rows.map((row) => row.address);
}
