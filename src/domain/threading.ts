import { normalizeAddress } from './address.ts';
import type { ParsedMessage } from './message.ts';
import { looksLikeOwnMessageId, verifyMessageId } from './message-id.ts';
import { findTicketNumbers, normalizeSubject, type TagOptions } from './subject.ts';

export interface ThreadOptions {
  readonly tag: TagOptions;
  /** The secret of `makeMessageId`. */
  readonly secret: Uint8Array;
  /** `same_subject`: a reference to somebody else's message counts only when the subject is the ticket's too. */
  readonly foreignReferences: 'on' | 'same_subject' | 'off';
  /** The message lies in our own Sent Items: whoever could put it there belongs to every ticket. */
  readonly isSenderTrusted?: boolean;
}

/** What of a message decides where it goes. */
export interface ThreadFacts extends Pick<ParsedMessage, 'from' | 'subject' | 'inReplyTo' | 'references'> {
  /** Robots and out-of-office answers reopen nothing. */
  readonly isAutomatic: boolean;
  /** The Message-IDs of the messages this one reports as undeliverable; empty when it is no bounce. */
  readonly bounceOf: readonly string[];
}

/** An article that is already stored, found by its Message-ID or by the one the server gave it instead. */
export interface KnownArticle {
  readonly messageId: string;
  readonly ticketId: number;
  readonly isOurs: boolean;
}
export interface KnownTicket {
  readonly ticketId: number;
  readonly number: number;
  readonly subject: string;
  readonly groupId: number;
  /** The ticket of the group that gets the message, where that one has had mail of this conversation of its own. */
  readonly counterpartId?: number | undefined;
  readonly isClosed: boolean;
  /** What its group does with a follow-up on a closed ticket. */
  readonly onClosed: 'reopen' | 'new';
  readonly mergedInto: number | undefined;
  /** Everybody who belongs: the customer, senders and recipients of its public articles, agents who may see it. */
  readonly participants: readonly string[];
}
export interface ThreadLookups {
  readonly articles: readonly KnownArticle[];
  /** All tickets the articles, own identifiers and tags point to, and those they were merged into. */
  readonly tickets: readonly KnownTicket[];
  /** Who gets the message. */
  readonly groupId: number;
  /** Tickets of other groups that this very message stands in already. */
  readonly holders: readonly number[];
}

export type ThreadReason = 'In-Reply-To' | 'References' | 'subject tag' | 'undeliverable message';
export type NewReason =
  | 'no reference'
  | 'not part of the ticket'
  | 'ticket is closed'
  | 'another group has it';
export type ThreadDecision =
  | { kind: 'follow_up'; ticketId: number; because: ThreadReason; reopens: boolean; explanation: string }
  | { kind: 'new'; linkedTo: number | undefined; because: NewReason; explanation: string };

/** @returns what must be fetched before `decideThread`: articles by Message-ID, tickets by id and by number. */
export function listThreadKeys(facts: ThreadFacts, options: ThreadOptions) {
  const messageIds = [...new Set([...facts.bounceOf, ...facts.inReplyTo, ...facts.references])];
  const own = messageIds.map((id) => verifyMessageId(options.secret, id)?.ticketId);
  return {
    messageIds,
    ticketIds: [...new Set(own.filter((id) => id !== undefined))],
    ticketNumbers: findTicketNumbers(facts.subject, options.tag),
  };
}

/**
 * Decides whether a message continues a ticket. The order: what we sent, the tag in the subject, what others sent.
 * The first clue that leads to a ticket the sender belongs to wins; a stranger's clue only links (abuse case S8).
 * What another group has already continues only tickets of the group that gets it now.
 */
export function decideThread(
  facts: ThreadFacts,
  lookups: ThreadLookups,
  options: ThreadOptions,
): ThreadDecision {
  let refused: KnownTicket | undefined;
  for (const clue of listClues(facts, lookups, options)) {
    const found = findTicket(clue.ticketId, lookups);
    if (found === undefined) continue;
    const ticket = followMerges(found, lookups.tickets);
    const isTrusted = clue.isProof || options.isSenderTrusted === true;
    const counterpart = clue.isProof
      ? undefined
      : findTicket(ticket.counterpartId ?? found.counterpartId, lookups);
    if (counterpart !== undefined && (isTrusted || belongs(facts, counterpart)))
      return join(facts, counterpart, clue.reason);
    if (lookups.holders.length > 0 && ticket.groupId !== lookups.groupId) continue;
    if (isTrusted || belongs(facts, found) || belongs(facts, ticket)) return join(facts, ticket, clue.reason);
    refused ??= ticket;
  }
  const holder = findTicket(lookups.holders[0], lookups);
  if (holder !== undefined) {
    const explanation = `became a new ticket linked to #${holder.number}${heldElsewhere}`;
    return { kind: 'new', linkedTo: holder.ticketId, because: 'another group has it', explanation };
  }
  if (refused === undefined) {
    return { kind: 'new', linkedTo: undefined, because: 'no reference', explanation: 'became a new ticket' };
  }
  const explanation = `became a new ticket linked to #${refused.number}: the sender is not part of it`;
  return { kind: 'new', linkedTo: refused.ticketId, because: 'not part of the ticket', explanation };
}

const heldElsewhere = ', where another group has it';

/** Whether two tickets are linked because one conversation goes on in two groups. @param reason of the link */
export function isBetweenGroups(reason: string): boolean {
  return reason.endsWith(heldElsewhere);
}

function findTicket(id: number | undefined, { tickets }: ThreadLookups): KnownTicket | undefined {
  return tickets.find(({ ticketId }) => ticketId === id);
}

interface Clue {
  readonly ticketId: number;
  readonly reason: ThreadReason;
  /** Needs no membership: the report of a mail server about a message that only we can have sent. */
  readonly isProof: boolean;
}

function* listClues(facts: ThreadFacts, lookups: ThreadLookups, options: ThreadOptions): Generator<Clue> {
  const byId = new Map(lookups.articles.map((article) => [article.messageId, article]));
  const ownTicket = (id: string) => {
    const verified = verifyMessageId(options.secret, id)?.ticketId;
    const known = byId.get(id);
    return verified ?? (known?.isOurs && !looksLikeOwnMessageId(id) ? known.ticketId : undefined);
  };
  for (const id of facts.bounceOf) {
    const ticketId = ownTicket(id);
    if (ticketId !== undefined) yield { ticketId, reason: 'undeliverable message', isProof: true };
  }
  for (const [id, reason] of nearestFirst(facts)) {
    const ticketId = ownTicket(id);
    if (ticketId !== undefined) yield { ticketId, reason, isProof: false };
  }
  for (const number of findTicketNumbers(facts.subject, options.tag)) {
    const ticket = lookups.tickets.find((candidate) => candidate.number === number);
    if (ticket !== undefined) yield { ticketId: ticket.ticketId, reason: 'subject tag', isProof: false };
  }
  for (const [id, reason] of nearestFirst(facts)) {
    const article = byId.get(id);
    if (article !== undefined && !article.isOurs && countsAsForeign(facts, article, lookups, options)) {
      yield { ticketId: article.ticketId, reason, isProof: false };
    }
  }
}

// RFC 5322 section 3.6.4: the last reference is the parent, the first the root of the thread.
function nearestFirst(facts: ThreadFacts): (readonly [string, ThreadReason])[] {
  return [
    ...facts.inReplyTo.map((id) => [id, 'In-Reply-To'] as const),
    ...facts.references.toReversed().map((id) => [id, 'References'] as const),
  ];
}

function countsAsForeign(
  facts: ThreadFacts,
  article: KnownArticle,
  { tickets }: ThreadLookups,
  { foreignReferences, tag }: ThreadOptions,
): boolean {
  if (foreignReferences !== 'same_subject') return foreignReferences === 'on';
  const subject = tickets.find((ticket) => ticket.ticketId === article.ticketId)?.subject;
  return subject !== undefined && normalizeSubject(subject, tag) === normalizeSubject(facts.subject, tag);
}

function followMerges(ticket: KnownTicket, tickets: readonly KnownTicket[]): KnownTicket {
  let current = ticket;
  for (const _ of tickets) {
    const next = tickets.find((candidate) => candidate.ticketId === current.mergedInto);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

function belongs(facts: ThreadFacts, ticket: KnownTicket): boolean {
  const sender = facts.from === undefined ? '' : normalizeAddress(facts.from.address);
  return sender !== '' && ticket.participants.some((address) => normalizeAddress(address) === sender);
}

function join(facts: ThreadFacts, ticket: KnownTicket, because: ThreadReason): ThreadDecision {
  const isQuiet = facts.isAutomatic || facts.bounceOf.length > 0;
  if (ticket.isClosed && ticket.onClosed === 'new' && !isQuiet) {
    const explanation = `became a new ticket linked to #${ticket.number}, which is closed: ${because}`;
    return { kind: 'new', linkedTo: ticket.ticketId, because: 'ticket is closed', explanation };
  }
  const explanation = `became a follow-up of #${ticket.number}: ${because}`;
  return {
    kind: 'follow_up',
    ticketId: ticket.ticketId,
    because,
    reopens: ticket.isClosed && !isQuiet,
    explanation,
  };
}
