import { mailboxOf, normalizeAddress } from './address.ts';
import type { ArticleReason, LinkingReason, ThreadClue } from './facts/reason.ts';
import type { TicketRef } from './facts/shape.ts';
import { followMerges } from './merge-chain.ts';
import type { ParsedMessage } from './message.ts';
import { looksLikeOwnMessageId, verifyMessageId } from './message-id.ts';
import type { SenderVerdict } from './sender-check.ts';
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
export interface ThreadFacts
  extends Pick<ParsedMessage, 'from' | 'to' | 'cc' | 'subject' | 'inReplyTo' | 'references'> {
  /** It says that it comes from one of our own addresses or from an agent: anybody can write that. */
  readonly isFromHouse: boolean;
  /** Whether it comes from whom it says, as far as the tenant's own server knows. */
  readonly verdict: SenderVerdict;
  /** Robots and out-of-office answers reopen nothing. */
  readonly isAutomatic: boolean;
  /** The Message-IDs of the messages this one reports as undeliverable; empty when it is no bounce. */
  readonly bounceOf: readonly string[];
  /** Where else it says to come from: Reply-To, the author behind a list, who has handed it in. */
  readonly alsoFrom?: readonly string[];
}

/** An article that is already stored, found by its Message-ID or by the one the server gave it instead. */
interface KnownArticle {
  readonly messageId: string;
  readonly ticketId: number;
  readonly isOurs: boolean;
  /** Who wrote it, and where answers to it go. */
  readonly authors: readonly string[];
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
  /** Everybody who belongs, by `normalizeAddress`: the customer, senders and recipients of its public articles, agents. */
  readonly participants: Pick<ReadonlySet<string>, 'has'>;
  /** The same people, agents left out, by `mailboxOf`. */
  readonly mailboxes?: Pick<ReadonlySet<string>, 'has'>;
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

/** Where a message goes, and why. */
export type ThreadDecision =
  | { kind: 'follow_up'; ticketId: number; because: FollowUp; reopens: boolean }
  | { kind: 'new'; linkedTo: undefined; because: { readonly code: 'no_reference' } }
  | { kind: 'new'; linkedTo: number; because: LinkingReason };

type FollowUp = Extract<ArticleReason, { readonly code: 'follow_up' }>;

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
 * The first clue that leads to a ticket the sender belongs to wins; a stranger's clue only links (abuse case S8). What
 * anybody can guess or forge (a tag, the Message-ID of somebody else, our own and agents' addresses) is no proof.
 * What another group has already continues only tickets of the group that gets it now.
 */
export function decideThread(
  facts: ThreadFacts,
  lookups: ThreadLookups,
  options: ThreadOptions,
): ThreadDecision {
  let refused: KnownTicket | undefined;
  const known = orderKnown(facts, lookups);
  for (const hint of listHints(facts, known, options)) {
    const found = known.tickets.get(hint.ticketId);
    if (found === undefined) continue;
    const ticket = findHead(found, known);
    const isTrusted = hint.isProof || options.isSenderTrusted === true;
    const counterpart = hint.isProof
      ? undefined
      : known.tickets.get(ticket.counterpartId ?? found.counterpartId ?? 0);
    const mayJoin = (each: KnownTicket) => isTrusted || (hint.mayJoin && belongs(facts, each, hint));
    if (counterpart !== undefined && mayJoin(counterpart)) return join(facts, counterpart, hint.clue);
    if (lookups.holders.length > 0 && ticket.groupId !== lookups.groupId) continue;
    if (mayJoin(found) || mayJoin(ticket)) return join(facts, ticket, hint.clue);
    refused ??= ticket;
  }
  const holder = known.tickets.get(lookups.holders[0] ?? 0);
  if (holder !== undefined) {
    return { kind: 'new', linkedTo: holder.ticketId, because: { code: 'other_group', of: refer(holder) } };
  }
  if (refused === undefined) return { kind: 'new', linkedTo: undefined, because: { code: 'no_reference' } };
  return { kind: 'new', linkedTo: refused.ticketId, because: { code: 'stranger', of: refer(refused) } };
}

function refer({ ticketId, number }: KnownTicket): TicketRef {
  return { id: ticketId, number };
}

/** What is known, in the order in which it is asked for: one message may name a hundred others, and each of them many tickets. */
interface Known {
  readonly tickets: ReadonlyMap<number, KnownTicket>;
  readonly articles: ReadonlyMap<string, readonly KnownArticle[]>;
  /** Who wrote the message and who gets it, by `normalizeAddress`. */
  readonly people: ReadonlySet<string>;
}

function orderKnown({ from, to, cc }: ThreadFacts, { tickets, articles }: ThreadLookups): Known {
  const named = articles.length === 0 ? [] : [from, ...to, ...cc];
  return {
    tickets: new Map(tickets.map((ticket) => [ticket.ticketId, ticket])),
    articles: Map.groupBy(articles, ({ messageId }) => messageId),
    people: new Set(named.flatMap((who) => (who === undefined ? [] : [normalizeAddress(who.address)]))),
  };
}

/** What points to a ticket. */
interface Hint {
  readonly ticketId: number;
  readonly clue: ThreadClue;
  /** Needs no membership: the report of a mail server about a message that only we can have sent. */
  readonly isProof: boolean;
  /** Who belongs to the ticket joins it by this; else it only links. */
  readonly mayJoin: boolean;
  /** Only who has had a message of ours can know it. */
  readonly hasSeenOurs?: boolean;
}

function* listHints(facts: ThreadFacts, known: Known, options: ThreadOptions): Generator<Hint> {
  const ownTicket = (id: string) => {
    const verified = verifyMessageId(options.secret, id)?.ticketId;
    if (verified !== undefined || looksLikeOwnMessageId(id)) return verified;
    // Others may have written its identifier on messages of theirs since.
    return known.articles.get(id)?.findLast(({ isOurs }) => isOurs)?.ticketId;
  };
  for (const id of facts.bounceOf) {
    const ticketId = ownTicket(id);
    if (ticketId !== undefined) yield { ticketId, clue: 'undeliverable', isProof: true, mayJoin: true };
  }
  for (const [id, clue] of nearestFirst(facts)) {
    const ticketId = ownTicket(id);
    if (ticketId !== undefined) yield { ticketId, clue, isProof: false, mayJoin: true, hasSeenOurs: true };
  }
  // From here on nothing proves that the sender has seen a message of ours.
  const isCredible = !facts.isFromHouse && facts.verdict !== 'failed';
  for (const number of findTicketNumbers(facts.subject, options.tag)) {
    const ticket = known.tickets.values().find((candidate) => candidate.number === number);
    if (ticket !== undefined) {
      yield { ticketId: ticket.ticketId, clue: 'subject_tag', isProof: false, mayJoin: isCredible };
    }
  }
  for (const [id, clue] of nearestFirst(facts)) {
    for (const article of known.articles.get(id)?.toReversed() ?? []) {
      if (article.isOurs || !countsAsForeign(facts, article, known, options)) continue;
      const mayJoin = isCredible && concernsAuthor(known, article);
      yield { ticketId: article.ticketId, clue, isProof: false, mayJoin };
    }
  }
}

/**
 * Whoever goes on a conversation is the author of what he refers to, or writes to him too. Else somebody has sent us the
 * identifier of a message that is not his, so that the answers to it come to his own ticket.
 */
function concernsAuthor({ people }: Known, { authors }: KnownArticle): boolean {
  return authors.some((author) => people.has(normalizeAddress(author)));
}

// RFC 5322 section 3.6.4: the last reference is the parent, the first the root of the thread.
function nearestFirst(facts: ThreadFacts): (readonly [string, ThreadClue])[] {
  return [
    ...facts.inReplyTo.map((id) => [id, 'in_reply_to'] as const),
    ...facts.references.toReversed().map((id) => [id, 'references'] as const),
  ];
}

function countsAsForeign(
  facts: ThreadFacts,
  article: KnownArticle,
  { tickets }: Known,
  { foreignReferences, tag }: ThreadOptions,
): boolean {
  if (foreignReferences !== 'same_subject') return foreignReferences === 'on';
  const subject = tickets.get(article.ticketId)?.subject;
  return subject !== undefined && normalizeSubject(subject, tag) === normalizeSubject(facts.subject, tag);
}

/** The ticket in which the messages of one stand now, as far as it is known here. */
function findHead(ticket: KnownTicket, { tickets }: Known): KnownTicket {
  const targetOf = (id: number) => {
    const target = tickets.get(id)?.mergedInto;
    return target !== undefined && tickets.has(target) ? target : undefined;
  };
  return tickets.get(followMerges(ticket.ticketId, targetOf)) ?? ticket;
}

/**
 * People answer from another address of their mailbox than the one they gave, and through gateways that keep theirs in
 * Reply-To alone. Both count only beside what nobody can guess.
 */
function belongs(
  { from, alsoFrom = [] }: ThreadFacts,
  { participants, mailboxes }: KnownTicket,
  { hasSeenOurs = false }: Hint,
): boolean {
  const sender = from === undefined ? [] : [normalizeAddress(from.address)];
  const isKnown = (address: string) => participants.has(address);
  if (sender.some(isKnown)) return true;
  const people = hasSeenOurs ? [...sender, ...alsoFrom.map(normalizeAddress)] : [];
  return people.some((each) => isKnown(each) || mailboxes?.has(mailboxOf(each)) === true);
}

function join(facts: ThreadFacts, ticket: KnownTicket, by: ThreadClue): ThreadDecision {
  const isQuiet = facts.isAutomatic || facts.bounceOf.length > 0;
  const { ticketId, isClosed } = ticket;
  if (isClosed && ticket.onClosed === 'new' && !isQuiet) {
    return { kind: 'new', linkedTo: ticketId, because: { code: 'closed', of: refer(ticket), by } };
  }
  const because = { code: 'follow_up', of: refer(ticket), by } as const;
  return { kind: 'follow_up', ticketId, because, reopens: isClosed && !isQuiet };
}
