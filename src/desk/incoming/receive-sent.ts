import type { Receipt } from '../../db/receipts.ts';
import { findHeader, type ParsedMessage } from '../../domain/message.ts';
import { verifyMessageId } from '../../domain/message-id.ts';
import { loopHeader } from '../../domain/robot.ts';
import { addArticle } from './add-article.ts';
import type { Batch } from './batch.ts';
import { findEarlier } from './find-earlier.ts';
import { findThread } from './find-thread.ts';
import { findOwnMark } from './list-identities.ts';
import type { Opening } from './opening.ts';
import type { ReadMail } from './read-mail.ts';
import { describeReceived, type ReceivedMail, startReceipt } from './receive-mail.ts';
import { recordFact } from './record-fact.ts';
import type { StoreContext } from './store-context.ts';
import type { StoreRows } from './store-rows.ts';

/**
 * Decides what becomes of one message of Sent Items, and adds its rows. What a colleague has written in Outlook joins the
 * ticket that it answers; everything else gets a receipt and nothing more. It opens nothing, changes no state and tells nobody.
 * @returns undefined when there is a receipt for its UID already
 */
export function receiveSent(
  read: ReadMail,
  context: StoreContext,
  batch: Batch,
  rows: StoreRows,
): ReceivedMail | undefined {
  const { mail, message } = read;
  if (batch.places.has(mail.place)) return undefined;
  batch.places.add(mail.place);
  const earlier = findEarlier(read, context, batch);
  const isOurs = message !== undefined && isFromHere(message, context);
  const articleId =
    message === undefined || isOurs || earlier !== undefined
      ? undefined
      : join({ read: { ...read, rules: undefined }, message, context, batch, rows, isArchived: false });
  const outcome = articleId !== undefined ? 'appended' : earlier !== undefined ? 'duplicate' : 'ignored';
  const receipt: Receipt = {
    ...startReceipt(mail, context, batch),
    messageId: message?.messageId ?? null,
    // What joins no ticket is no earlier message: the copy that comes into the inbox is to open one.
    digest: outcome === 'ignored' ? null : (message?.digest ?? null),
    outcome,
    articleId: articleId ?? earlier?.articleId ?? null,
    // Sent Items are never touched: there is nothing to tell the server.
    settledAt: context.now(),
    settleAction: 'keep',
  };
  rows.receipts.push(receipt);
  return describeReceived(receipt);
}

/** Sent by Postroom itself, whatever the server has made of its Message-ID: an answer, or what tells agents of one. */
function isFromHere(message: ParsedMessage, { thread }: StoreContext): boolean {
  if (findHeader(message, loopHeader) !== undefined) return true;
  // Graph lets no field of ours through; the Message-ID mostly stays.
  const isNamedHere =
    message.messageId !== undefined && verifyMessageId(thread.secret, message.messageId) !== undefined;
  return isNamedHere || findOwnMark(message, thread.secret) !== undefined;
}

/** @returns the article's id, where it answers a ticket */
function join(opening: Opening): number | undefined {
  const { read, context, batch, rows } = opening;
  const { facts } = read;
  if (facts === undefined) return undefined;
  // A closed ticket takes it, too: what was said belongs to the conversation.
  const decision = findThread({ ...opening, isArchived: true }, facts, true);
  const ticket = decision.kind === 'follow_up' ? batch.tickets.get(decision.ticketId) : undefined;
  if (decision.kind !== 'follow_up' || ticket === undefined) return undefined;
  const at = context.now();
  const lastArticleAt = new Date(Math.max(read.mail.receivedAt.getTime(), ticket.lastArticleAt.getTime()));
  Object.assign(ticket, { lastArticleAt });
  rows.ticketChanges.set(ticket.id, { ...rows.ticketChanges.get(ticket.id), lastArticleAt, updatedAt: at });
  const because = { code: 'sent_elsewhere', by: decision.because.by } as const;
  const articleId = addArticle(opening, ticket, { because, author: undefined, isSent: true });
  recordFact(opening, {
    kind: 'ticket.answered',
    ticketId: ticket.id,
    articleId,
    data: { how: 'elsewhere' },
  });
  return articleId;
}
