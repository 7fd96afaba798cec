import { listUndeliverable } from '../../db/bounces.ts';
import type { Tx } from '../../db/care/open.ts';
import { type Customer, listCustomersByEmail } from '../../db/customers.ts';
import { listGroups } from '../../db/groups.ts';
import { type IdentifiedArticle, listArticlesByMessageId } from '../../db/message-ids.ts';
import { listNoticesByMessageId } from '../../db/notification-mails.ts';
import { listWaiting } from '../../db/quarantine.ts';
import {
  type KnownReceipt,
  listReceiptedPlaces,
  listReceiptsByHash,
  listReceiptsByMessageId,
} from '../../db/receipts.ts';
import { type NextId, reserveIds } from '../../db/row-ids.ts';
import { listTicketLinks } from '../../db/ticket-links.ts';
import {
  countRecentTickets,
  listTicketFacts,
  listTicketPeople,
  nextTicketNumber,
  type TicketFacts,
  type TicketRecord,
} from '../../db/tickets.ts';
import { eraseMessageId } from '../../domain/erased-message-id.ts';
import type { Place } from '../../domain/mail-reading.ts';
import { followMerges } from '../../domain/merge-chain.ts';
import type { Address } from '../../domain/message.ts';
import { listThreadKeys, type ThreadLookups } from '../../domain/threading.ts';
import { type GivenAutoReplies, loadGivenAutoReplies } from './given-auto-replies.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';

/** New tickets of one address are counted over this time. */
export const rateWindowMilliseconds = 3_600_000;

export interface ViewedTicket extends TicketFacts {
  /** Everybody who belongs: the customer, senders and recipients of its mail, the agents. */
  readonly people: Set<string>;
  /** Of a ticket that this batch opens. */
  readonly record?: TicketRecord;
}

/**
 * What deciding about a batch needs to know, fetched in a few queries; every decision adds its own results, so that
 * a message can answer the one before it.
 */
export interface StoreView {
  readonly nextId: NextId;
  readonly nextNumber: () => number;
  readonly places: Set<Place>;
  /** Of the quarantined messages that this batch replaces, those that nobody has decided about meanwhile. */
  readonly waiting: ReadonlySet<number>;
  /** By Message-ID, and of messages without one by hash. */
  readonly receipts: Map<string, KnownReceipt[]>;
  readonly articles: Map<string, IdentifiedArticle[]>;
  readonly tickets: Map<number, ViewedTicket>;
  readonly ticketIds: Map<number, number>;
  /** By ticket, those of other groups in which the same conversation goes on. */
  readonly counterparts: Map<number, number[]>;
  readonly customers: Map<string, Customer>;
  /** What each group does with a mail for a closed ticket. */
  readonly followUps: ReadonlyMap<number, 'reopen' | 'new'>;
  /** What each group does with the report that a message of ours did not arrive. */
  readonly bounceRules: ReadonlyMap<number, 'reopen' | 'keep'>;
  /** How many tickets each customer has opened within the last hour, by address. */
  readonly recentTickets: Map<string, number>;
  /** Senders of this batch that a mail server has called unreachable. */
  readonly undeliverable: Set<string>;
  /** What Exchange calls mails that told agents of tickets. */
  readonly noticeIds: ReadonlySet<string>;
  /** Groups that answer new tickets by themselves. */
  readonly autoReplyGroups: ReadonlySet<number>;
  readonly autoReplies: GivenAutoReplies;
}

export async function loadStoreView(
  tx: Tx,
  { channel, key, thread, sender, now }: StoreContext,
  mails: readonly ReadMail[],
): Promise<StoreView> {
  const keys = mails.flatMap(({ facts }) => (facts === undefined ? [] : [listThreadKeys(facts, thread)]));
  const own = mails.flatMap(({ identities }) => identities);
  const referred = unique([...keys.flatMap(({ messageIds }) => messageIds), ...own]);
  const { articles, noticeIds } = await loadIdentified(tx, referred);
  const places = mails.map(({ mail }) => mail.place);
  const replaced = mails.flatMap(({ mail }) => mail.replaces?.quarantineId ?? []);
  const known = await listKnownReceipts(tx, channel.id, mails);
  const ticketIds = [...articles.values()].flat().map(({ ticketId }) => ticketId);
  const { tickets, counterparts } = await loadTickets(tx, sender.agentAddresses, {
    ids: unique([...ticketIds, ...keys.flatMap((each) => each.ticketIds)]),
    numbers: unique(keys.flatMap((each) => each.ticketNumbers)),
  });
  const emails = unique(mails.flatMap(({ sender }) => sender?.customer?.address ?? []));
  const customers = await listCustomersByEmail(tx, [...emails, unknownSender]);
  const senders = unique(mails.flatMap(({ message }) => message?.from?.address ?? []));
  const since = new Date(now().getTime() - rateWindowMilliseconds);
  const rules = await loadGroupRules(tx);
  let number = await nextTicketNumber(tx);
  return {
    nextId: await reserveIds(tx),
    nextNumber: () => number++,
    places: await listKnownPlaces(tx, key, places),
    waiting: new Set(await listWaiting(tx, replaced)),
    receipts: groupBy(known, (row) => row.messageId ?? row.sha256),
    articles,
    tickets,
    counterparts,
    ticketIds: new Map([...tickets.values()].map(({ id, number }) => [number, id])),
    customers: new Map(customers.map((customer) => [customer.email, customer])),
    recentTickets: await countRecentTickets(tx, customers, since),
    undeliverable: new Set((await listUndeliverable(tx, senders)).map(({ address }) => address)),
    noticeIds,
    ...rules,
    autoReplies: await loadGivenAutoReplies(tx, rules.autoReplyGroups.size === 0 ? [] : mails, now()),
  };
}

/** What messages refer to by their Message-IDs: articles, and mails that told agents of tickets. */
async function loadIdentified(
  tx: Tx,
  messageIds: readonly string[],
): Promise<Pick<StoreView, 'articles' | 'noticeIds'>> {
  const notices = await listNoticesByMessageId(tx, messageIds);
  const identified = [...(await listArticlesByMessageId(tx, messageIds)), ...notices];
  return {
    articles: groupBy(identified, (row) => row.messageId),
    noticeIds: new Set(notices.map(({ messageId }) => messageId)),
  };
}

/** Of messages that are these, or were before they were erased. */
async function listKnownReceipts(
  tx: Tx,
  channelId: number | null,
  mails: readonly ReadMail[],
): Promise<KnownReceipt[]> {
  const own = mails.flatMap(({ identities }) => identities);
  const byMessageId = await listReceiptsByMessageId(tx, unique([...own, ...own.map(eraseMessageId)]));
  return [...byMessageId, ...(await listReceiptsByHash(tx, channelId, listHashes(mails)))];
}

async function loadGroupRules(
  tx: Tx,
): Promise<Pick<StoreView, 'followUps' | 'bounceRules' | 'autoReplyGroups'>> {
  const groups = await listGroups(tx);
  return {
    followUps: new Map(groups.map(({ id, followUp }) => [id, followUp])),
    bounceRules: new Map(groups.map(({ id, onBounce }) => [id, onBounce])),
    autoReplyGroups: new Set(groups.filter(({ autoReply }) => autoReply).map(({ id }) => id)),
  };
}

async function listKnownPlaces(
  tx: Tx,
  key: StoreContext['key'],
  places: readonly Place[],
): Promise<Set<Place>> {
  const { channelId } = key;
  // Files have no places; what was imported is known by its bytes (desk/import-files).
  if (channelId === null) return new Set();
  return listReceiptedPlaces(tx, { ...key, channelId }, places);
}

/** @returns what is known of the messages and tickets that one message points to. */
export function viewThread(
  view: StoreView,
  keys: ReturnType<typeof listThreadKeys>,
  { groupId, isArchived, holders }: { groupId: number; isArchived: boolean; holders: readonly number[] },
): ThreadLookups {
  const found = keys.messageIds.flatMap((id) => view.articles.get(id) ?? []);
  const numbered = keys.ticketNumbers.flatMap((number) => view.ticketIds.get(number) ?? []);
  const clues = [...found.map(({ ticketId }) => ticketId), ...keys.ticketIds, ...numbered, ...holders];
  const ids = withRelated(view, clues);
  const tickets = [...ids].flatMap((id) => view.tickets.get(id) ?? []);
  const isOfGroup = (ticketId: number) => view.tickets.get(ticketId)?.groupId === groupId;
  const described = found.map((article) => {
    const customer = view.tickets.get(article.ticketId)?.customerEmail;
    return customer === undefined ? article : { ...article, authors: [...article.authors, customer] };
  });
  return {
    // The last of one Message-ID counts: a mail to two groups is answered where it is asked.
    articles: described.toSorted(
      (a, b) =>
        Number(isOfGroup(a.ticketId)) - Number(isOfGroup(b.ticketId)) || Number(a.isOurs) - Number(b.isOurs),
    ),
    groupId,
    holders,
    tickets: tickets.map(({ id, number, subject, groupId: ownGroupId, state, people, mergedInto }) => ({
      ticketId: id,
      number,
      subject,
      groupId: ownGroupId,
      counterpartId: findCounterpart(id, groupId, view),
      isClosed: state === 'closed',
      // Old conversations stay whole, though the tickets they are imported into are closed.
      onClosed: isArchived ? 'reopen' : (view.followUps.get(groupId) ?? 'reopen'),
      mergedInto: mergedInto ?? undefined,
      participants: [...people],
    })),
  };
}

/** @returns the ticket of a group in which the conversation of another group's ticket goes on */
function findCounterpart(ticketId: number, groupId: number, view: StoreView): number | undefined {
  const isOfGroup = (id: number) => view.tickets.get(id)?.groupId === groupId;
  if (isOfGroup(findHead(ticketId, view))) return undefined;
  const found = (view.counterparts.get(ticketId) ?? []).map((id) => findHead(id, view));
  return found.find(isOfGroup);
}

/** @returns the tickets, those that their messages stand in now, and those in which the conversation goes on elsewhere */
function withRelated({ tickets, counterparts }: StoreView, found: readonly number[]): Set<number> {
  const ids = new Set(found);
  // A set takes what is added while it is walked through.
  for (const id of ids) {
    const target = tickets.get(id)?.mergedInto ?? undefined;
    if (target !== undefined) ids.add(target);
    for (const each of counterparts.get(id) ?? []) ids.add(each);
  }
  return ids;
}

/** @returns the ticket in which the messages of one stand now */
export function findHead(ticketId: number, { tickets }: StoreView): number {
  return followMerges(ticketId, (id) => tickets.get(id)?.mergedInto);
}

/** Two tickets of different groups in which one conversation goes on. */
export function linkGroups(
  { counterparts }: Pick<StoreView, 'counterparts'>,
  first: number,
  second: number,
): void {
  for (const [one, other] of [
    [first, second],
    [second, first],
  ] as const) {
    counterparts.set(one, [...(counterparts.get(one) ?? []), other]);
  }
}

/** @returns the customer of that address, added to `rows` when new. */
export function findCustomer(
  view: StoreView,
  who: Address | undefined,
  createdAt: Date,
  rows: Customer[],
): Customer {
  const email = who?.address.toLowerCase() || unknownSender;
  const known = view.customers.get(email);
  if (known !== undefined) return known;
  const name = who === undefined ? 'Unknown sender' : who.name;
  const customer = { id: view.nextId('customers'), name, email, createdAt, note: '', blockedAt: null };
  rows.push(customer);
  view.customers.set(email, customer);
  return customer;
}

/** Whether an agent has blocked the one a message is from. */
export function isFromBlocked(view: StoreView, { sender }: ReadMail): boolean {
  const email = sender?.customer?.address.toLowerCase() ?? '';
  return (view.customers.get(email)?.blockedAt ?? null) !== null;
}

/** Stands in for the customer of mail without any usable address (RFC 2606 keeps the domain free). */
export const unknownSender = 'unknown-sender@mail.invalid';

async function loadTickets(
  tx: Tx,
  agents: readonly string[],
  { ids, numbers }: { ids: readonly number[]; numbers: readonly number[] },
): Promise<Pick<StoreView, 'tickets' | 'counterparts'>> {
  const known = await listWithMerged(tx, ids, numbers);
  const counterparts = new Map<number, number[]>();
  const links = await listTicketLinks(
    tx,
    known.map(({ id }) => id),
  );
  for (const { ticketId, linkedTicketId, reason } of links) {
    if (reason.code === 'other_group') linkGroups({ counterparts }, ticketId, linkedTicketId);
  }
  const further = [...counterparts.keys()].filter((id) => !known.some((ticket) => ticket.id === id));
  const facts = [...known, ...(await listWithMerged(tx, further, []))];
  const tickets = new Map(
    facts.map((ticket) => [ticket.id, { ...ticket, people: new Set([ticket.customerEmail, ...agents]) }]),
  );
  for (const { ticketId, addresses } of await listTicketPeople(tx, [...tickets.keys()])) {
    for (const address of addresses) tickets.get(ticketId)?.people.add(address);
  }
  return { tickets, counterparts };
}

/** The tickets, and along every merge the ones that their messages stand in now. */
async function listWithMerged(tx: Tx, ids: readonly number[], numbers: readonly number[]) {
  const facts = await listTicketFacts(tx, ids, numbers);
  for (;;) {
    const targets = unique(facts.flatMap(({ mergedInto }) => mergedInto ?? []));
    const missing = targets.filter((target) => !facts.some(({ id }) => id === target));
    const found = await listTicketFacts(tx, missing, []);
    if (found.length === 0) return facts;
    facts.push(...found);
  }
}

// Everything that could be recognised by its bytes: no Message-ID, or not parsed at all.
function listHashes(mails: readonly ReadMail[]): string[] {
  return mails.filter(({ message }) => message?.messageId === undefined).map(({ mail }) => mail.sha256);
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  return Map.groupBy(rows, keyOf);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
