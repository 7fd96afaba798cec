import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Answer } from '../../domain/answer.ts';
import type { CalendarEvent } from '../../domain/calendar.ts';
import type { OutboxDraft } from '../../domain/draft.ts';
import type { LinkReason } from '../../domain/facts/reason.ts';
import type { HandoverTrail } from '../../domain/mail-sending.ts';
import type { Address, Protection, ReadReceipt, Signature } from '../../domain/message.ts';
import type { RecipientFate } from '../../domain/recipient-fate.ts';
import type { TextBlock } from '../../domain/rendering.ts';
import type { SenderCheck } from '../../domain/sender-check.ts';
import type { SentEvidence } from '../../domain/sent-evidence.ts';
import { articleReason } from './article-reason.ts';
import { flag, id, json, time } from './schema-columns.ts';

export const customers = sqliteTable('customers', {
  id: id(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  createdAt: time('created_at').notNull(),
  /** What agents keep about the customer. */
  note: text('note').notNull().default(''),
  /** Since when the customer's mail is put aside: closed, marked and never answered by itself. */
  blockedAt: time('blocked_at'),
  /** What lists are sorted by where lower() does not do for the name, or the address where there is none; null where it does. */
  sortKey: text('sort_key'),
});

export const tickets = sqliteTable(
  'tickets',
  {
    id: id(),
    number: integer('number').notNull().unique(),
    subject: text('subject').notNull(),
    groupId: integer('group_id').notNull(),
    customerId: integer('customer_id').notNull(),
    ownerId: integer('owner_id'),
    state: text('state', { enum: ['new', 'open', 'waiting', 'closed'] }).notNull(),
    priority: text('priority', { enum: ['low', 'normal', 'high'] })
      .notNull()
      .default('normal'),
    /** Where it was opened by a channel's mail: the channel that answers go out by. */
    channelId: integer('channel_id'),
    createdAt: time('created_at').notNull(),
    updatedAt: time('updated_at').notNull(),
    /** Since when a message of ours is known not to have arrived, until somebody has dealt with it. */
    undeliveredAt: time('undelivered_at'),
    /** The date of the newest article; what the list is sorted by. */
    lastArticleAt: time('last_article_at').notNull(),
  },
  (table) => [
    index('tickets_by_activity').on(table.lastArticleAt, table.id),
    index('tickets_by_state').on(table.state, table.lastArticleAt, table.id),
    index('tickets_by_customer').on(table.customerId),
    index('tickets_by_customer_activity').on(table.customerId, table.lastArticleAt, table.groupId),
  ],
);

/** Two tickets that belong together, and why. Both directions are one row: `ticketId` is the newer one. */
export const ticketLinks = sqliteTable(
  'ticket_links',
  {
    ticketId: integer('ticket_id').notNull(),
    linkedTicketId: integer('linked_ticket_id').notNull(),
    reason: json<LinkReason>('reason').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ticketId, table.linkedTicketId] })],
);

export const articles = sqliteTable(
  'articles',
  {
    id: id(),
    ticketId: integer('ticket_id').notNull(),
    kind: text('kind', { enum: ['email', 'note'] }).notNull(),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    /** The agent who wrote it; null for mail that came in. */
    userId: integer('user_id'),
    channelId: integer('channel_id'),
    fromName: text('from_name').notNull(),
    fromAddress: text('from_address').notNull(),
    replyTo: json<readonly Address[]>('reply_to').notNull(),
    to: json<readonly Address[]>('to').notNull(),
    cc: json<readonly Address[]>('cc').notNull(),
    subject: text('subject').notNull(),
    /** Without angle brackets. */
    messageId: text('message_id'),
    inReplyTo: json<readonly string[]>('in_reply_to').notNull(),
    references: json<readonly string[]>('references').notNull(),
    text: text('text').notNull(),
    /** It has an HTML form; how that is shown stands in `renderings`. */
    hasHtml: flag('has_html').notNull(),
    /** 'no', or what kind of robot wrote it (domain/automatic). */
    automatic: text('automatic').notNull(),
    /** The sign by which it was recognised; '' for a person. */
    automaticBecause: text('automatic_because').notNull().default(''),
    calendar: json<readonly CalendarEvent[]>('calendar'),
    /** To whom an answer goes, decided when the mail came in. */
    answer: json<Answer>('answer'),
    signature: json<Signature>('signature'),
    /** What it says of a message of ours that was read. */
    receipt: json<ReadReceipt>('receipt'),
    protection: text('protection').$type<Protection>().notNull().default('none'),
    /** Null for what we wrote, and where nobody was asked. */
    senderCheck: json<SenderCheck>('sender_check'),
    /** Why it stands in this ticket. */
    because: articleReason('because').notNull(),
    /** Not for the customer's eyes. */
    isInternal: flag('is_internal').notNull().default(false),
    /** A filter or a trusted header forbids automatic answers to it. */
    noAutoReply: flag('no_auto_reply').notNull().default(false),
    /** The agents allowed this message's remote images. */
    showsImages: flag('shows_images').notNull(),
    rawBlobId: integer('raw_blob_id'),
    /** The date the sender gave, else the date of receipt. */
    sentAt: time('sent_at').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('articles_by_ticket').on(table.ticketId, table.id)],
);

/** What a reader of an article needs, made by a parser process when it was first wanted. */
export const renderings = sqliteTable('renderings', {
  articleId: integer('article_id').primaryKey(),
  /** Of what made it (domain/rendering). */
  version: integer('version').notNull(),
  html: text('html'),
  blocks: json<readonly TextBlock[]>('blocks').notNull(),
  excerpt: text('excerpt').notNull(),
  ground: text('ground', { enum: ['reader', 'own'] }).notNull(),
  hasRemoteImages: flag('has_remote_images').notNull(),
  isShortened: flag('is_shortened').notNull(),
});

/** Every Message-ID an article is known by: its own, and the one Exchange gave it instead. */
export const messageIds = sqliteTable(
  'message_ids',
  {
    messageId: text('message_id').notNull(),
    articleId: integer('article_id').notNull(),
    ticketId: integer('ticket_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.articleId] })],
);

export const attachments = sqliteTable(
  'attachments',
  {
    id: id(),
    articleId: integer('article_id').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    contentId: text('content_id'),
    isInline: flag('is_inline').notNull(),
    size: integer('size').notNull(),
    blobId: integer('blob_id').notNull(),
  },
  (table) => [index('attachments_by_article').on(table.articleId)],
);

/** Mail to send. A row is written before the first byte goes to a server. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: id(),
    channelId: integer('channel_id').notNull(),
    articleId: integer('article_id').notNull(),
    state: text('state', { enum: ['queued', 'sending', 'sent', 'failed', 'unknown'] }).notNull(),
    envelopeFrom: text('envelope_from').notNull(),
    envelopeTo: json<readonly string[]>('envelope_to').notNull(),
    /** What became of each of them; null until a server has told them apart. */
    recipients: json<readonly RecipientFate[]>('recipients'),
    /** The message as it goes out. */
    blobId: integer('blob_id').notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: time('next_attempt_at'),
    failureCode: text('failure_code'),
    /** What the server said at the last attempt. */
    serverReply: text('server_reply'),
    /** Where the failure is `sending_limit`: how many recipients a day the settings allowed; of an earlier try else. */
    recipientsLimit: integer('recipients_limit'),
    createdAt: time('created_at').notNull(),
    sentAt: time('sent_at'),
    /** What the form held, for taking the message back; null once it is sent. */
    draft: json<OutboxDraft>('draft'),
    /** A person has decided that it is not to be sent any more. */
    dismissedAt: time('dismissed_at'),
    /** What Sent Items say of a message of unknown fate. */
    evidence: json<SentEvidence>('evidence'),
    /** What it can be looked up by, where the road knew something before it was sent. */
    trail: json<HandoverTrail>('trail'),
    /** When the channel's own fault last postponed it; null where the message itself was put off. */
    channelFailedAt: time('channel_failed_at'),
    /** Not before then, where somebody has chosen a time. */
    sendAt: time('send_at'),
    /** When somebody let it go before its time, or after all. */
    releasedAt: time('released_at'),
    /** The newest message of the ticket that whoever chose the time last has seen; null: the message itself. */
    seenArticleId: integer('seen_article_id'),
    /** What people were told last: that it waits, or was not sent; null: nothing. */
    told: text('told', { enum: ['held', 'failed', 'unknown'] }),
  },
  (table) => [
    index('outbox_by_state').on(table.state, table.nextAttemptAt),
    index('outbox_by_article').on(table.articleId),
    index('outbox_by_place').on(table.state, table.id),
    index('outbox_by_time').on(table.channelId, table.sentAt),
    index('outbox_told').on(table.told).where(sql`told IS NOT NULL`),
  ],
);
