import type { TicketRecord } from '../../db/tickets.ts';
import type { ThreadDecision } from '../../domain/threading.ts';
import { addArticle } from './add-article.ts';
import { checkRate } from './check-rate.ts';
import { groupFor } from './find-earlier.ts';
import { findThread } from './find-thread.ts';
import { clearMark, noteBounce } from './note-bounce.ts';
import type { Opening } from './opening.ts';
import { planAutoReply } from './plan-auto-reply.ts';
import { findCustomer, isFromBlocked, linkGroups, type ViewedTicket } from './store-view.ts';

/** A message that has become an article, with where it went. */
export interface OpenedArticle {
  readonly articleId: number;
  readonly outcome: 'opened' | 'appended' | 'archived';
  readonly ticket: { readonly id: number; readonly groupId: number };
}

/** Puts a parsed message into the ticket it belongs to, or opens one for it. */
export function openArticle(opening: Opening): OpenedArticle {
  const { context, view, rows, isArchived } = opening;
  const decision = decide(opening);
  const joined = decision.kind === 'follow_up' ? view.tickets.get(decision.ticketId) : undefined;
  const ticket = joined ?? openTicket(opening);
  if (joined !== undefined) continueTicket(joined, decision, opening);
  if (decision.kind === 'new' && decision.linkedTo !== undefined) {
    if (decision.because === 'another group has it') linkGroups(view, ticket.id, decision.linkedTo);
    rows.ticketLinks.push({
      ticketId: ticket.id,
      linkedTicketId: decision.linkedTo,
      reason: decision.explanation,
      createdAt: context.now(),
    });
  }
  noteRules(opening, ticket.id, joined !== undefined);
  const flood = joined === undefined ? checkRate(opening, ticket) : undefined;
  const author = flood ?? opening.read.author;
  const articleId = addArticle(opening, ticket, { because: decision.explanation, author });
  if (opening.read.isAside === true) noteAside(opening, ticket.id);
  noteBounce(opening, ticket, articleId);
  clearMark(opening);
  if (joined === undefined) planAutoReply(opening, ticket, author);
  const outcome = isArchived ? 'archived' : joined === undefined ? 'opened' : 'appended';
  return { articleId, outcome, ticket: { id: ticket.id, groupId: ticket.groupId } };
}

function decide(opening: Opening): ThreadDecision {
  const { facts } = opening.read;
  if (facts === undefined) {
    return { kind: 'new', linkedTo: undefined, because: 'no reference', explanation: 'became a new ticket' };
  }
  return findThread(opening, facts);
}

function openTicket(opening: Opening): ViewedTicket {
  const { read, message, context, view, rows, isArchived } = opening;
  const { channel, now } = context;
  const customer = findCustomer(view, read.sender?.customer ?? message.from, now(), rows.customers);
  const isBlocked = isFromBlocked(view, read);
  const at = isArchived ? read.mail.receivedAt : now();
  const record: TicketRecord = {
    id: view.nextId('tickets'),
    number: view.nextNumber(),
    subject: message.subject,
    groupId: groupFor(read, context),
    customerId: customer.id,
    ownerId: read.rules?.ownerId ?? null,
    priority: read.rules?.priority ?? 'normal',
    state: isArchived ? channel.archiveState : isBlocked ? 'closed' : (read.rules?.state ?? 'new'),
    channelId: channel.id,
    createdAt: at,
    updatedAt: at,
    lastArticleAt: earlier(read.mail.receivedAt, now()),
  };
  rows.tickets.push(record);
  if (isBlocked) noteBlocked(opening, record.id);
  const people = new Set([customer.email, ...context.sender.agentAddresses]);
  const ticket: ViewedTicket = { record, people, ...record, customerEmail: customer.email, mergedInto: null };
  view.tickets.set(ticket.id, ticket);
  view.ticketIds.set(ticket.number, ticket.id);
  return ticket;
}

function continueTicket(ticket: ViewedTicket, decision: ThreadDecision, opening: Opening): void {
  const { read, context, rows, isArchived } = opening;
  const isSilent = isArchived || isFromBlocked(opening.view, read);
  const at = earlier(read.mail.receivedAt, context.now());
  const isReopened = decision.kind === 'follow_up' && decision.reopens && !isSilent;
  const isAnswered = ticket.state === 'waiting' && read.facts?.isAutomatic === false && !isSilent;
  const changes: Partial<TicketRecord> = {
    lastArticleAt: new Date(Math.max(at.getTime(), ticket.lastArticleAt.getTime())),
    ...(isArchived ? {} : { updatedAt: context.now() }),
    ...(isReopened || isAnswered ? { state: 'open' } : {}),
  };
  Object.assign(ticket, changes);
  // A ticket of this very batch is yet to be inserted.
  if (ticket.record !== undefined) Object.assign(ticket.record, changes);
  else rows.ticketChanges.set(ticket.id, { ...rows.ticketChanges.get(ticket.id), ...changes });
  if (!isReopened) return;
  rows.ticketEvents.push({
    ticketId: ticket.id,
    userId: null,
    at: context.now(),
    kind: 'state',
    message: 'Reopened by an answer.',
  });
}

/** A blocked sender's mail is kept, but nobody is bothered with it. */
function noteBlocked({ context, rows }: Opening, ticketId: number): void {
  rows.ticketTags.push({ ticketId, tag: 'blocked' });
  const message = 'Closed at once, because the sender is blocked.';
  rows.ticketEvents.push({ ticketId, userId: null, at: context.now(), kind: 'state', message });
}

function noteAside({ context, rows }: Opening, ticketId: number): void {
  const message = 'An answer to a notification stays internal: the customer did not get it.';
  rows.ticketEvents.push({ ticketId, userId: null, at: context.now(), kind: 'note', message });
}

function noteRules(
  { read, context, rows, isArchived }: Opening,
  ticketId: number,
  isFollowUp: boolean,
): void {
  if (read.rules === undefined) return;
  const { tags, notes } = read.rules;
  for (const tag of tags) rows.ticketTags.push({ ticketId, tag });
  for (const message of notes[isFollowUp ? 'follow_up' : isArchived ? 'archived' : 'opening']) {
    rows.ticketEvents.push({ ticketId, userId: null, at: context.now(), kind: 'filter', message });
  }
}

// A server's clock may be ahead: nothing is listed as newer than now.
function earlier(left: Date, right: Date): Date {
  return left < right ? left : right;
}
