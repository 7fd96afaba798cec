import type { NewCustomer } from '../../db/customers.ts';
import type { IdentifiedArticle } from '../../db/message-ids.ts';
import type { KnownReceipt } from '../../db/receipts.ts';
import type { NextId } from '../../db/row-ids.ts';
import type { TicketFacts, TicketRecord } from '../../db/tickets.ts';
import { mailboxOf } from '../../domain/address.ts';
import type { Place } from '../../domain/mail-reading.ts';
import { followMerges } from '../../domain/merge-chain.ts';
import type { Address } from '../../domain/message.ts';
import type { listThreadKeys, ThreadLookups } from '../../domain/threading.ts';
import { unknownSender } from '../../domain/unknown-sender.ts';
import type { GivenAutoReplies } from './given-auto-replies.ts';
import type { ReadMail } from './read-mail.ts';

/** New tickets of one address are counted over this time. */
export const rateWindowMilliseconds = 3_600_000;

export interface BatchTicket extends TicketFacts {
  /** Who belongs, beside the agents, by `normalizeAddress`: the customer, senders and recipients of its mail. */
  readonly people: Set<string>;
  /** Of a ticket that this batch opens. */
  readonly record?: TicketRecord;
}

/**
 * What deciding about a batch needs to know, fetched in a few queries; every decision adds its own results, so that
 * a message can answer the one before it.
 */
export interface Batch {
  readonly nextId: NextId;
  readonly nextNumber: () => number;
  /** Those of its folder that have a receipt. */
  readonly places: Set<Place>;
  /** Of the quarantined messages that this batch replaces, those that nobody has decided about meanwhile. */
  readonly waiting: ReadonlySet<number>;
  /** By Message-ID, and of messages without one by hash. */
  readonly receipts: Map<string, KnownReceipt[]>;
  /** Receipts of messages without a Message-ID, by what they say. */
  readonly nameless: ReadonlyMap<string, KnownReceipt[]>;
  readonly articles: Map<string, IdentifiedArticle[]>;
  /** By article, the digests of the messages that are it. */
  readonly digests: Map<number, Set<string>>;
  /** The addresses of agents, who belong to every ticket, by `normalizeAddress`. */
  readonly agents: ReadonlySet<string>;
  readonly tickets: Map<number, BatchTicket>;
  readonly ticketIds: Map<number, number>;
  /** By ticket, those of other groups in which the same conversation goes on. */
  readonly counterparts: Map<number, number[]>;
  readonly customers: Map<string, NewCustomer>;
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

/** @returns what is known of the messages and tickets that one message points to. */
export function lookUpThread(
  batch: Batch,
  keys: ReturnType<typeof listThreadKeys>,
  { groupId, isArchived, holders }: { groupId: number; isArchived: boolean; holders: readonly number[] },
): ThreadLookups {
  const found = keys.messageIds.flatMap((id) => batch.articles.get(id) ?? []);
  const numbered = keys.ticketNumbers.flatMap((number) => batch.ticketIds.get(number) ?? []);
  const clues = [...found.map(({ ticketId }) => ticketId), ...keys.ticketIds, ...numbered, ...holders];
  const ids = withRelated(batch, clues);
  const tickets = [...ids].flatMap((id) => batch.tickets.get(id) ?? []);
  const isOfGroup = (ticketId: number) => batch.tickets.get(ticketId)?.groupId === groupId;
  const described = found.map((article) => {
    const customer = batch.tickets.get(article.ticketId)?.customerEmail;
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
      counterpartId: findCounterpart(id, groupId, batch),
      isClosed: state === 'closed',
      // Old conversations stay in one ticket, though the tickets of imported old mail are closed.
      onClosed: isArchived ? 'reopen' : (batch.followUps.get(groupId) ?? 'reopen'),
      mergedInto: mergedInto ?? undefined,
      participants: { has: (address) => people.has(address) || batch.agents.has(address) },
      mailboxes: mailboxesOf(people),
    })),
  };
}

/** Worked out once, where they are asked for: a message may name a hundred of a ticket that went to thousands. */
function mailboxesOf(people: ReadonlySet<string>): Pick<ReadonlySet<string>, 'has'> {
  let known: ReadonlySet<string> | undefined;
  return {
    has(mailbox) {
      known ??= new Set(people.values().map(mailboxOf));
      return known.has(mailbox);
    },
  };
}

/** @returns the ticket of a group in which the conversation of another group's ticket goes on */
function findCounterpart(ticketId: number, groupId: number, batch: Batch): number | undefined {
  const isOfGroup = (id: number) => batch.tickets.get(id)?.groupId === groupId;
  if (isOfGroup(findHead(ticketId, batch))) return undefined;
  const found = (batch.counterparts.get(ticketId) ?? []).map((id) => findHead(id, batch));
  return found.find(isOfGroup);
}

/** @returns the tickets, those that their messages stand in now, and those in which the conversation goes on elsewhere */
function withRelated({ tickets, counterparts }: Batch, found: readonly number[]): Set<number> {
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
export function findHead(ticketId: number, { tickets }: Batch): number {
  return followMerges(ticketId, (id) => tickets.get(id)?.mergedInto);
}

/** @param articleId of the article that a message with this digest is */
export function noteDigest(
  { digests }: Pick<Batch, 'digests'>,
  articleId: number | null,
  digest: string | null,
): void {
  if (articleId === null || digest === null) return;
  const known = digests.get(articleId);
  if (known === undefined) digests.set(articleId, new Set([digest]));
  else known.add(digest);
}

/** Two tickets of different groups in which one conversation goes on. */
export function linkGroups(
  { counterparts }: Pick<Batch, 'counterparts'>,
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
  batch: Batch,
  who: Address | undefined,
  createdAt: Date,
  rows: NewCustomer[],
): NewCustomer {
  const email = who?.address.toLowerCase() || unknownSender;
  const known = batch.customers.get(email);
  if (known !== undefined) return known;
  const customer = {
    id: batch.nextId('customers'),
    name: who?.name ?? '',
    email,
    createdAt,
    note: '',
    blockedAt: null,
  };
  rows.push(customer);
  batch.customers.set(email, customer);
  return customer;
}

/** Whether an agent has blocked the one a message is from. */
export function isFromBlocked(batch: Batch, { sender }: ReadMail): boolean {
  const email = sender?.customer?.address.toLowerCase() ?? '';
  return (batch.customers.get(email)?.blockedAt ?? null) !== null;
}
