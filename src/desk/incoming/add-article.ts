import { hash } from 'node:crypto';
import { normalizeAddress } from '../../domain/address.ts';
import type { Authorship } from '../../domain/automatic.ts';
import type { ArticleReason } from '../../domain/facts/reason.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { verifyMessageId } from '../../domain/message-id.ts';
import { type BatchTicket, isFromBlocked } from './batch.ts';
import type { Opening } from './opening.ts';

/** What is stored of an article in addition to its message. */
interface ArticleLabels {
  /** Why it stands in this ticket. */
  readonly because: ArticleReason;
  readonly author: Authorship | undefined;
  /** A colleague has sent it, from the mailbox itself. */
  readonly isSent?: boolean;
}

/** Adds the rows of one incoming message to a ticket. @returns the article's id */
export function addArticle(opening: Opening, ticket: BatchTicket, labels: ArticleLabels): number {
  const { read, message, context, batch, rows } = opening;
  const { mail } = read;
  const rawBlobId = batch.nextId('blobs');
  rows.blobs.push({ id: rawBlobId, sha256: mail.sha256, bytes: mail.raw });
  const id = batch.nextId('articles');
  const { isSent = false, because } = labels;
  rows.articles.push({
    id,
    ticketId: ticket.id,
    kind: 'email',
    direction: isSent ? 'out' : 'in',
    userId: null,
    channelId: context.channel.id,
    ...describeMessage(message),
    ...describeVerdicts(opening, labels),
    because,
    rawBlobId,
    sentAt: message.date ?? mail.receivedAt,
    createdAt: context.now(),
  });
  addMessageId(opening, { articleId: id, ticketId: ticket.id, isOurs: isSent });
  addAttachments(opening, id);
  for (const address of [message.from, ...message.to, ...message.cc]) {
    if (address !== undefined) ticket.people.add(normalizeAddress(address.address));
  }
  return id;
}

/** What the message itself says. */
function describeMessage(message: ParsedMessage) {
  const { replyTo, to, cc, subject, inReplyTo, references, text, hasHtml, protection, calendar } = message;
  return {
    fromName: message.from?.name ?? '',
    fromAddress: message.from?.address ?? '',
    replyTo,
    to,
    cc,
    subject,
    messageId: message.messageId ?? null,
    inReplyTo,
    references,
    text,
    hasHtml,
    protection,
    signature: message.signature ?? null,
    receipt: message.clues.receipt ?? null,
    calendar: calendar.length === 0 ? null : calendar,
  };
}

/** What was found out about it. */
function describeVerdicts({ read, batch }: Opening, { author, isSent = false }: ArticleLabels) {
  const isRobot = author !== undefined && author.kind !== 'person';
  return {
    automatic: isRobot ? author.kind : 'no',
    automaticBecause: isRobot ? author.because : '',
    senderCheck: isSent ? null : (read.senderCheck ?? null),
    answer: isSent ? null : (read.answer ?? null),
    isInternal: read.rules?.isInternal === true || read.isAside === true,
    noAutoReply:
      read.rules?.noAutoReply === true || author?.mayAutoReply === false || isFromBlocked(batch, read),
  };
}

function addMessageId(
  { message, context, batch, rows }: Opening,
  { articleId, ticketId, isOurs }: { articleId: number; ticketId: number; isOurs: boolean },
): void {
  const { messageId } = message;
  // One that only we can make, on mail that we did not send, is forged or copied: nothing may be found by it.
  if (messageId === undefined || verifyMessageId(context.thread.secret, messageId) !== undefined) return;
  rows.messageIds.push({ messageId, articleId, ticketId });
  const known = batch.articles.get(messageId) ?? [];
  const authors = [message.from, ...message.replyTo].flatMap((who) => who?.address ?? []);
  known.push({ messageId, articleId, ticketId, isOurs, channelId: context.channel.id, authors });
  batch.articles.set(messageId, known);
}

function addAttachments({ message, batch, rows }: Opening, articleId: number): void {
  for (const { name, type, contentId, isInline, content } of message.attachments) {
    const blobId = batch.nextId('blobs');
    rows.blobs.push({
      id: blobId,
      sha256: hash('sha256', content, 'hex'),
      bytes: content,
    });
    rows.attachments.push({
      articleId,
      name,
      type,
      contentId: contentId ?? null,
      isInline,
      size: content.length,
      blobId,
    });
  }
}
