import { desc, eq, or } from 'drizzle-orm';
import { eraseMessageId } from '../domain/erased-message-id.ts';
import {
  readTraceQuery,
  type Trace,
  type TracedChannel,
  type TraceFact,
  type TraceQuery,
} from '../domain/trace.ts';
import type { Reader } from './care/open.ts';
import { listChannels } from './channels.ts';
import { findCustomers } from './customer-list.ts';
import { listCustomersByEmail } from './customers.ts';
import { isOneOf } from './one-of.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';
import { articles, messageIds, tickets } from './schema/schema-tickets.ts';
import { searchTickets } from './search.ts';
import { containsText } from './text-match.ts';
import type { Viewer } from './ticket-access.ts';
import { listQuarantineFacts, listReceiptFacts } from './trace-receipts.ts';
import { listTicketFacts, listTracedTickets, listTracedTicketsOf, mostTickets } from './trace-tickets.ts';

/**
 * Everything that is known about the mail that somebody asks for, in the order in which it happened.
 * @param input an address, a domain, a Message-ID, or words of a subject
 * @returns undefined where nothing is asked. What belongs to no ticket is told to admins without a limit of groups only.
 */
export async function traceMail(db: Reader, viewer: Viewer, input: string): Promise<Trace | undefined> {
  const query = readTraceQuery(input);
  if (query === undefined) return undefined;
  const seesAll = viewer.isAdmin && viewer.groupIds === undefined;
  const ids = query.kind === 'address' ? [...query.messageIds, ...query.messageIds.map(eraseMessageId)] : [];
  const direct = ids.length === 0 ? [] : await listArticleTickets(db, ids);
  const ticketIds = direct.length > 0 ? direct : await listAskedTickets(db, viewer, query);
  const shown = await listTracedTickets(db, viewer, ticketIds.slice(0, mostTickets));
  const told = await listTicketFacts(db, viewer, shown);
  const held = seesAll ? await listHeld(db, query.kind === 'address' ? query.address : query.words) : [];
  const facts = await listReceiptFacts(db, {
    viewer,
    seesAll,
    messageIds: ids,
    articleIds: told.articleIds,
    receiptIds: held,
  });
  const quarantined = seesAll ? await listQuarantineFacts(db, facts) : [];
  return {
    query,
    facts: [...facts, ...quarantined, ...told.facts].sort(byTime),
    isCut: ticketIds.length > mostTickets || told.isCut,
    channels: seesAll ? (await listChannels(db)).map(toChannel) : null,
  };
}

/** Where several happened at once, what came from outside stands first. */
const order: readonly TraceFact['kind'][] = [
  ...(['received', 'quarantined', 'ticket', 'split', 'merged', 'sent', 'bounced'] as const),
];

function byTime(left: TraceFact, right: TraceFact): number {
  return left.at.getTime() - right.at.getTime() || order.indexOf(left.kind) - order.indexOf(right.kind);
}

async function listArticleTickets(db: Reader, ids: readonly string[]): Promise<number[]> {
  const known = await db
    .select({ ticketId: messageIds.ticketId })
    .from(messageIds)
    .where(isOneOf(messageIds.messageId, ids));
  const received = await db
    .select({ ticketId: articles.ticketId })
    .from(receipts)
    .innerJoin(articles, eq(articles.id, receipts.articleId))
    .where(isOneOf(receipts.messageId, ids));
  return [...new Set([...known, ...received].map(({ ticketId }) => ticketId))];
}

async function listAskedTickets(db: Reader, viewer: Viewer, query: TraceQuery): Promise<number[]> {
  switch (query.kind) {
    case 'address':
      return listAddressTickets(db, viewer, query.address);
    case 'domain':
      return listDomainTickets(db, viewer, query);
    case 'words':
      return listWordTickets(db, viewer, query.words);
  }
}

type DomainQuery = Extract<TraceQuery, { kind: 'domain' }>;

/** Of the newest customers who write from there, then those with the domain in their words. */
async function listDomainTickets(db: Reader, viewer: Viewer, query: DomainQuery): Promise<number[]> {
  const search = { words: `@${query.domain}`, limit: mostCustomers };
  const { ids } = await findCustomers(db, viewer, search);
  const own = await listTracedTicketsOf(db, viewer, ids);
  const others = await listWordTickets(db, viewer, `"${query.words}"`);
  return [...new Set([...own, ...others])];
}

const mostCustomers = 20;

/** Of a customer; where nobody has the address, wherever it stands in a message. */
async function listAddressTickets(db: Reader, viewer: Viewer, address: string): Promise<number[]> {
  const customers = await listCustomersByEmail(db, [address]);
  if (customers.length === 0) return listWordTickets(db, viewer, `"${address.replaceAll('"', ' ')}"`);
  const ids = customers.map(({ id }) => id);
  return listTracedTicketsOf(db, viewer, ids);
}

async function listWordTickets(db: Reader, viewer: Viewer, words: string): Promise<number[]> {
  const result = await searchTickets(db, viewer, { input: words, limit: mostTickets + 1 });
  if (result.kind === 'unclear') return [];
  const numbers = result.hits.map(({ number }) => number);
  const rows = await db.select({ id: tickets.id }).from(tickets).where(isOneOf(tickets.number, numbers));
  return rows.map(({ id }) => id);
}

/** @returns receipts of quarantined mail, from the newest so many: whose they are stands in no index */
async function listHeld(db: Reader, text: string): Promise<number[]> {
  const { id, receiptId, sender, subject } = quarantine;
  const newest = db
    .select({ id, receiptId, sender, subject })
    .from(quarantine)
    .orderBy(desc(id))
    .limit(mostHeld)
    .as('newest');
  const rows = await db
    .select({ receiptId: newest.receiptId })
    .from(newest)
    .where(or(containsText(newest.sender, text), containsText(newest.subject, text)))
    .limit(mostTickets);
  return rows.map((row) => row.receiptId);
}

const mostHeld = 2000;

function toChannel(row: Awaited<ReturnType<typeof listChannels>>[number]): TracedChannel {
  const { id, name, address, folder, onlyUnread, state, lastSuccessAt, failureCode, sendingCode } = row;
  return { id, name, address, folder, onlyUnread, state, lastSuccessAt, failureCode, sendingCode };
}
