import type { TicketRecord } from '../../db/tickets.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { findStaleness } from '../../domain/auto-reply.ts';
import type { ArticleReason } from '../../domain/facts/reason.ts';
import type { ThreadDecision } from '../../domain/threading.ts';
import { addArticle } from './add-article.ts';
import { type BatchTicket, findCustomer, isFromBlocked, linkGroups } from './batch.ts';
import { changeTicket } from './change-ticket.ts';
import { checkRate } from './check-rate.ts';
import { groupFor } from './find-earlier.ts';
import { findThread } from './find-thread.ts';
import { clearMark, noteBounce } from './note-bounce.ts';
import type { Opening } from './opening.ts';
import { planAutoReply } from './plan-auto-reply.ts';
import type { ReadMail } from './read-mail.ts';
import { recordFact } from './record-fact.ts';

/** A message that has become an article, and how. */
interface OpenedArticle {
  readonly articleId: number;
  readonly outcome: 'opened' | 'appended' | 'archived';
}

/** Puts a parsed message into the ticket it belongs to, or opens one for it. */
export function openArticle(opening: Opening): OpenedArticle {
  const { context, batch, rows, isArchived } = opening;
  const decision = decide(opening);
  const joined = decision.kind === 'follow_up' ? batch.tickets.get(decision.ticketId) : undefined;
  const ticket = joined ?? openTicket(opening);
  if (joined !== undefined) continueTicket(joined, decision, opening);
  if (decision.kind === 'new' && decision.linkedTo !== undefined) {
    if (decision.because.code === 'other_group') linkGroups(batch, ticket.id, decision.linkedTo);
    rows.ticketLinks.push({
      ticketId: ticket.id,
      linkedTicketId: decision.linkedTo,
      reason: decision.because,
      createdAt: context.now(),
    });
  }
  noteRules(opening, ticket.id, joined !== undefined);
  const flood = joined === undefined ? checkRate(opening, ticket) : undefined;
  const author = flood ?? opening.read.author;
  const articleId = addArticle(opening, ticket, { because: decision.because, author });
  recordArrival(opening, ticket, { articleId, because: decision.because, isJoined: joined !== undefined });
  noteBounce(opening, ticket, articleId);
  clearMark(opening);
  if (joined === undefined) planAutoReply(opening, ticket, author);
  const outcome = isArchived ? 'archived' : joined === undefined ? 'opened' : 'appended';
  return { articleId, outcome };
}

function recordArrival(
  opening: Opening,
  { id: ticketId, number, state }: BatchTicket,
  { articleId, because, isJoined }: { articleId: number; because: ArticleReason; isJoined: boolean },
): void {
  const { isArchived, read, context } = opening;
  const { archiveBefore, startedAt } = context.channel;
  const { receivedAt } = read.mail;
  const isOld = findStaleness({ receivedAt, archiveBefore, startedAt, now: context.now() }) !== undefined;
  if (isJoined) {
    const isQuiet = isOld || read.facts?.isAutomatic === true || isFromBlocked(opening.batch, read);
    const data = { because, ...(isArchived ? { isArchived } : {}), ...(isQuiet ? { isQuiet } : {}) };
    recordFact(opening, { kind: 'ticket.joined', ticketId, articleId, data });
  } else {
    const by = isArchived ? 'archived_mail' : 'mail';
    const data = { number, state, by, because, ...(isOld ? { isQuiet: isOld } : {}) } as const;
    recordFact(opening, { kind: 'ticket.opened', ticketId, articleId, data });
  }
  const { madeUpBecause: reason, replaces } = read.mail;
  if (reason !== undefined && replaces !== undefined) {
    const data = { receiptId: replaces.receiptId, reason };
    recordFact(opening, { kind: 'quarantine.imported', ticketId, articleId, data });
  }
  if (read.isAside === true)
    recordFact(opening, { kind: 'ticket.kept_internal', ticketId, articleId, data: {} });
}

function decide(opening: Opening): ThreadDecision {
  const { facts } = opening.read;
  if (facts === undefined) {
    return { kind: 'new', linkedTo: undefined, because: { code: 'no_reference' } };
  }
  return findThread(opening, facts);
}

function openTicket(opening: Opening): BatchTicket {
  const { read, message, context, batch, rows, isArchived } = opening;
  const { channel, now } = context;
  const customer = findCustomer(batch, read.sender?.customer ?? message.from, now(), rows.customers);
  const isBlocked = isFromBlocked(batch, read);
  const at = isArchived ? read.mail.receivedAt : now();
  const record: TicketRecord = {
    id: batch.nextId('tickets'),
    number: batch.nextNumber(),
    subject: message.subject,
    groupId: groupFor(read, context),
    customerId: customer.id,
    ownerId: read.rules?.ownerId ?? null,
    priority: read.rules?.priority ?? 'normal',
    state: isBlocked ? 'closed' : isArchived ? channel.archiveState : (read.rules?.state ?? 'new'),
    channelId: channel.id,
    createdAt: at,
    updatedAt: at,
    lastArticleAt: earlier(read.mail.receivedAt, now()),
  };
  rows.tickets.push(record);
  if (isBlocked) noteBlocked(opening, record.id);
  const people = new Set([normalizeAddress(customer.email)]);
  const ticket: BatchTicket = { record, people, ...record, customerEmail: customer.email, mergedInto: null };
  batch.tickets.set(ticket.id, ticket);
  batch.ticketIds.set(ticket.number, ticket.id);
  return ticket;
}

function continueTicket(ticket: BatchTicket, decision: ThreadDecision, opening: Opening): void {
  const { read, context, isArchived } = opening;
  const isSilent = isArchived || isFromBlocked(opening.batch, read);
  const at = earlier(read.mail.receivedAt, context.now());
  const change = isSilent ? undefined : findStateChange(ticket, decision, read);
  const changes: Partial<TicketRecord> = {
    lastArticleAt: new Date(Math.max(at.getTime(), ticket.lastArticleAt.getTime())),
    ...(isArchived ? {} : { updatedAt: context.now() }),
    ...(change === undefined ? {} : { state: change.to }),
    // The customer is there again.
    ...(read.facts?.isAutomatic === false && !isSilent ? { undeliveredAt: null } : {}),
  };
  changeTicket(opening, ticket, changes);
  if (change === undefined) return;
  recordFact(opening, { kind: 'ticket.state_changed', ticketId: ticket.id, data: change });
}

/** @returns what mail does to the state of a ticket that it joins; undefined where it stays */
function findStateChange({ state }: BatchTicket, decision: ThreadDecision, { facts }: ReadMail) {
  if (decision.kind === 'follow_up' && decision.reopens)
    return { from: state, to: 'open', because: 'reopened_by_mail' } as const;
  return state === 'waiting' && facts?.isAutomatic === false
    ? ({ from: state, to: 'open', because: 'customer_wrote' } as const)
    : undefined;
}

/** A blocked sender's mail is kept, but nobody is bothered with it. */
function noteBlocked(opening: Opening, ticketId: number): void {
  opening.rows.ticketTags.push({ ticketId, tag: 'blocked' });
  const data = { from: 'new', to: 'closed', because: 'sender_blocked' } as const;
  recordFact(opening, { kind: 'ticket.state_changed', ticketId, data });
}

function noteRules(opening: Opening, ticketId: number, isFollowUp: boolean): void {
  const { read, rows, isArchived } = opening;
  if (read.rules === undefined) return;
  const { tags, notes } = read.rules;
  for (const tag of tags) rows.ticketTags.push({ ticketId, tag });
  for (const data of notes[isFollowUp ? 'follow_up' : isArchived ? 'archived' : 'opening']) {
    recordFact(opening, { kind: 'ticket.rule_applied', ticketId, data });
  }
}

// A server's clock may be ahead: nothing is listed as newer than now.
function earlier(left: Date, right: Date): Date {
  return left < right ? left : right;
}
