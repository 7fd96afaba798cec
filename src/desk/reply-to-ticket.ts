import { createHash } from 'node:crypto';
import { findArticleByMessageId, findArticleToAnswer, listIdsOfArticle } from '../db/article-read.ts';
import { type Article, insertArticles } from '../db/articles.ts';
import { insertBlobs } from '../db/blobs.ts';
import { loadMailSettings } from '../db/mail-settings.ts';
import { insertMessageIds } from '../db/message-ids.ts';
import type { Tx } from '../db/open.ts';
import { insertOutboxItem } from '../db/outbox.ts';
import { reserveIds } from '../db/row-ids.ts';
import { findSender, type Sender } from '../db/senders.ts';
import { getTicketById, type Ticket } from '../db/ticket-access.ts';
import { insertTicketEvents, updateTicket } from '../db/tickets.ts';
import { domainOf } from '../domain/address.ts';
import type { Address } from '../domain/message.ts';
import { makeMessageId } from '../domain/message-id.ts';
import { cleanText } from '../domain/plain-text.ts';
import { parseRecipients } from '../domain/recipients.ts';
import { quoteMail, threadHeaders } from '../domain/reply.ts';
import { replySubject, stripPrefixes } from '../domain/subject.ts';
import type { SettableState } from '../domain/ticket.ts';
import { AppError } from '../errors.ts';
import { composeMail, listRecipients, type OutgoingMail } from '../mail/compose.ts';
import type { Desk } from './desk.ts';
import { wakeOutbox } from './outbox-signal.ts';

export interface Reply {
  readonly userId: number;
  readonly ticketId: number;
  /** The article that is answered; undefined: the newest mail. */
  readonly answers: number | undefined;
  /** Chosen when the form was made: the same key twice is the same reply. */
  readonly key: string;
  /** As they were typed. */
  readonly to: string;
  readonly cc: string;
  readonly text: string;
  readonly isQuoting: boolean;
  /** What the ticket is afterwards. */
  readonly nextState: SettableState;
}

const mostTextCharacters = 500_000;
const mostRecipients = 100;

/**
 * Stores an answer and queues it, in one transaction; the outbox sends it.
 * @throws AppError invalid (with fields), conflict when no address is set to send from, not_found
 */
export async function replyToTicket(desk: Desk, reply: Reply): Promise<{ articleId: number }> {
  const ticket = await getTicketById(desk.read, reply.ticketId);
  const sender = await findSender(desk.read, ticket);
  if (sender === undefined) {
    throw new AppError('conflict', 'No address is set to answer by: give the group a sending address.');
  }
  const mail = await prepareMail(desk, ticket, sender, reply);
  const raw = await composeMail(mail);
  const stored = await desk.write(async (tx) => {
    const earlier = await findArticleByMessageId(tx, ticket.id, mail.messageId);
    if (earlier !== undefined) {
      assertSameText(earlier, mail.text);
      return { articleId: earlier.id, isNew: false };
    }
    return { articleId: await storeReply(tx, desk, { ticket, sender, reply, mail, raw }), isNew: true };
  });
  if (stored.isNew) {
    desk.log.info('reply queued', { ticket: ticket.id, article: stored.articleId, bytes: raw.length });
    desk.publish({ kind: 'ticket', ticketId: ticket.id, groupId: ticket.groupId });
    wakeOutbox(desk);
  }
  return { articleId: stored.articleId };
}

async function prepareMail(desk: Desk, ticket: Ticket, sender: Sender, reply: Reply): Promise<OutgoingMail> {
  const answered = await findArticleToAnswer(desk.read, ticket.id, reply.answers);
  const knownIds = answered === undefined ? [] : await listIdsOfArticle(desk.read, answered);
  const to = readList(reply.to, 'to');
  const cc = readList(reply.cc, 'cc');
  if (to.length === 0) throw refuse('to', 'Say who gets the answer.');
  const own = cleanText(reply.text);
  if (own === '') throw refuse('text', 'Write an answer first.');
  if (own.length > mostTextCharacters) throw refuse('text', 'This is too long for a mail.');
  const subject = answered?.subject ?? ticket.subject;
  const { hook } = await loadMailSettings(desk.read);
  return {
    from: { name: sender.name, address: sender.address },
    to,
    cc,
    subject: replySubject(subject, ticket.number, { hook }),
    topic: stripPrefixes(subject),
    messageId: makeMessageId(
      desk.secret,
      { ticketId: ticket.id, unique: checkKey(reply.key) },
      domainOf(sender.address),
    ),
    ...threadHeaders(answered, knownIds),
    date: desk.now(),
    text: reply.isQuoting && answered !== undefined ? `${own}\n\n${quoteMail(answered)}` : own,
  };
}

interface StoredReply {
  readonly ticket: Ticket;
  readonly sender: Sender;
  readonly reply: Reply;
  readonly mail: OutgoingMail;
  readonly raw: Buffer;
}

async function storeReply(tx: Tx, desk: Desk, stored: StoredReply): Promise<number> {
  const { ticket, sender, reply, mail, raw } = stored;
  const now = desk.now();
  const nextId = await reserveIds(tx);
  const [articleId, blobId] = [nextId('articles'), nextId('blobs')];
  const sha256 = createHash('sha256').update(raw).digest('hex');
  await insertBlobs(tx, [{ id: blobId, sha256, bytes: raw }]);
  await insertArticles(tx, [describeArticle(stored, articleId, blobId, now)]);
  await insertMessageIds(tx, [{ messageId: mail.messageId, articleId, ticketId: ticket.id }]);
  await insertOutboxItem(tx, {
    channelId: sender.channelId,
    articleId,
    state: 'queued',
    envelopeFrom: sender.address,
    envelopeTo: listRecipients(mail),
    blobId,
    attempts: 0,
    nextAttemptAt: null,
    failureCode: null,
    serverReply: null,
    createdAt: now,
    sentAt: null,
  });
  await updateTicket(tx, ticket.id, {
    state: reply.nextState,
    ownerId: ticket.ownerId ?? reply.userId,
    lastArticleAt: now,
    updatedAt: now,
  });
  const event = { ticketId: ticket.id, userId: reply.userId, at: now };
  const outcome = reply.nextState === ticket.state ? '' : `, state ${ticket.state} → ${reply.nextState}`;
  await insertTicketEvents(tx, [{ ...event, kind: 'reply', message: `answered${outcome}` }]);
  return articleId;
}

function describeArticle(
  { ticket, sender, reply, mail }: StoredReply,
  id: number,
  blobId: number,
  now: Date,
): Article {
  return {
    id,
    ticketId: ticket.id,
    kind: 'email',
    direction: 'out',
    userId: reply.userId,
    channelId: sender.channelId,
    fromName: sender.name,
    fromAddress: sender.address,
    replyTo: [],
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo === undefined ? [] : [mail.inReplyTo],
    references: mail.references,
    text: mail.text,
    html: null,
    automatic: 'no',
    because: '',
    isInternal: false,
    noAutoReply: false,
    showsImages: false,
    rawBlobId: blobId,
    sentAt: now,
    createdAt: now,
  };
}

/** What is no address is refused, not left out: the agent sees exactly who gets the answer. */
function readList(typed: string, field: string): readonly Address[] {
  const { addresses, unreadable } = parseRecipients(typed);
  if (unreadable.length > 0) {
    throw refuse(field, `“${unreadable[0]?.slice(0, 80)}” is no e-mail address; expected name@example.com.`);
  }
  if (addresses.length > mostRecipients) {
    throw refuse(field, `At most ${mostRecipients} addresses fit here; these are ${addresses.length}.`);
  }
  return addresses;
}

/**
 * A form that comes twice is one message; a form that was changed in between (by going back in the browser) is another
 * one, and must not vanish. @throws AppError conflict
 */
export function assertSameText(earlier: Pick<Article, 'text'>, text: string): void {
  if (earlier.text === text) return;
  const message = 'This form was sent before, with another text. Send it once more if this one is to follow.';
  throw new AppError('conflict', message);
}

/** The form's key becomes part of the Message-ID. @throws AppError invalid */
export function checkKey(key: string): string {
  if (!/^[a-z0-9-]{8,64}$/.test(key))
    throw new AppError('invalid', 'The form is damaged; load the page again.');
  return key;
}

function refuse(field: string, message: string): AppError {
  return new AppError('invalid', message, { fields: { [field]: message } });
}
