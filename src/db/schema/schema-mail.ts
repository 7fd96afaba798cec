import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { QuarantineReason } from '../../domain/facts/quarantine-reason.ts';
import type { SettleError } from '../../domain/facts/settle-error.ts';
import { id, json, time } from './schema-columns.ts';

/** How far a folder of a mailbox has been read. */
export const channelFolders = sqliteTable(
  'channel_folders',
  {
    channelId: integer('channel_id').notNull(),
    folder: text('folder').notNull(),
    road: text('road', { enum: ['imap_smtp', 'graph'] }).notNull(),
    numbering: text('numbering').notNull(),
    /** IMAP: the highest UID below which every message has a receipt. Graph: the link of the next delta round. */
    cursor: text('cursor').notNull(),
    comparedAt: time('compared_at'),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.folder, table.road] })],
);

/** Bytes kept whole: raw mail and attachments, in chunks of 1 MB (one large insert would take six times its size in memory). */
export const blobs = sqliteTable('blobs', {
  id: id(),
  sha256: text('sha256').notNull(),
  size: integer('size').notNull(),
});

export const blobChunks = sqliteTable(
  'blob_chunks',
  {
    blobId: integer('blob_id').notNull(),
    position: integer('position').notNull(),
    bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.blobId, table.position] })],
);

/** The durable record that a message of a mailbox has been dealt with. */
export const receipts = sqliteTable(
  'receipts',
  {
    id: id(),
    /** Null for mail from a file. */
    channelId: integer('channel_id'),
    /** The group that a file was imported for; null for mail of a channel. */
    importGroupId: integer('import_group_id'),
    /** Of the mailbox, or the file's path. */
    folder: text('folder').notNull(),
    numbering: text('uid_validity').notNull(),
    /** In the mailbox, or which one of the import it was; the receipt's own number where `itemId` names the message. */
    uid: integer('uid').notNull(),
    /** Graph's immutable id; null for mail of other roads. */
    itemId: text('item_id'),
    messageId: text('message_id'),
    sha256: text('sha256').notNull(),
    /** ParsedMessage.digest; null where the message could not be parsed. */
    digest: text('digest'),
    size: integer('size').notNull(),
    outcome: text('outcome', {
      enum: ['opened', 'appended', 'duplicate', 'ignored', 'archived', 'quarantined', 'erased'],
    }).notNull(),
    articleId: integer('article_id'),
    storedAt: time('stored_at').notNull(),
    /** Null while the server still has to be told. */
    settledAt: time('settled_at'),
    settleAction: text('settle_action', { enum: ['delete', 'mark_read', 'move', 'keep', 'gone'] }),
    settleError: json<SettleError>('settle_error'),
  },
  (table) => [
    uniqueIndex('receipts_by_uid').on(table.channelId, table.folder, table.numbering, table.uid),
    uniqueIndex('receipts_by_item')
      .on(table.channelId, table.folder, table.numbering, table.itemId)
      .where(sql`${table.itemId} IS NOT NULL`),
    index('receipts_by_message_id').on(table.messageId),
    index('receipts_by_digest').on(table.channelId, table.digest).where(sql`${table.messageId} IS NULL`),
    index('receipts_by_hash').on(table.channelId, table.sha256),
    index('receipts_by_time').on(table.channelId, table.storedAt),
    index('receipts_unsettled').on(table.channelId, table.settledAt),
  ],
);

/** Mail that could not become an article, kept whole, with the reason. */
export const quarantine = sqliteTable('quarantine', {
  id: id(),
  receiptId: integer('receipt_id').notNull(),
  /** Null for mail from a file. */
  channelId: integer('channel_id'),
  kind: text('kind', {
    enum: ['unparsable', 'over_limit', 'oversized', 'placeholder', 'not_given_out', 'killed_parser'],
  }).notNull(),
  reason: json<QuarantineReason>('reason').notNull(),
  sender: text('sender').notNull(),
  subject: text('subject').notNull(),
  /** The raw bytes, or the header alone for oversized mail. */
  blobId: integer('blob_id').notNull(),
  createdAt: time('created_at').notNull(),
  resolvedAt: time('resolved_at'),
  /** Whether the sender of a message that is too large is still to be told; null for all others. */
  refusal: text('refusal', { enum: ['due', 'sent', 'withheld'] }),
  /** When it was last read again, or asked for again. */
  triedAt: time('tried_at'),
  /** The server's date of it, null where it gave none and for those of older versions. */
  receivedAt: time('received_at'),
});

/** Messages that were handed to a parser and not yet answered for: found again after a crash. */
export const parseAttempts = sqliteTable('parse_attempts', {
  sha256: text('sha256').primaryKey(),
  count: integer('count').notNull(),
  at: time('at').notNull(),
});

/** Who got an automatic answer lately; the primary key allows one for each ticket. */
export const autoReplies = sqliteTable(
  'auto_replies',
  {
    ticketId: integer('ticket_id').primaryKey(),
    /** Lower case. */
    address: text('address').notNull(),
    at: time('at').notNull(),
  },
  (table) => [
    index('auto_replies_by_time').on(table.at),
    index('auto_replies_by_address').on(table.address, table.at),
  ],
);
