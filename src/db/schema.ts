import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Address } from '../domain/message.ts';

// The tables as the newest migration leaves them. Times are milliseconds since 1970, in UTC.

const id = () => integer('id').primaryKey({ autoIncrement: true });
const time = (name: string) => integer(name, { mode: 'timestamp_ms' });
const flag = (name: string) => integer(name, { mode: 'boolean' });
const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();

/** Facts about this installation that are not worth a table: one JSON value per key. */
export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: json<unknown>('value').notNull(),
});

export const users = sqliteTable('users', {
  id: id(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role', { enum: ['admin', 'agent'] }).notNull(),
  passwordHash: text('password_hash').notNull(),
  isActive: flag('is_active').notNull(),
  createdAt: time('created_at').notNull(),
});

export const sessions = sqliteTable('sessions', {
  /** SHA-256 of the cookie's value, hex. */
  tokenHash: text('token_hash').primaryKey(),
  userId: integer('user_id').notNull(),
  userAgent: text('user_agent').notNull(),
  createdAt: time('created_at').notNull(),
  seenAt: time('seen_at').notNull(),
  expiresAt: time('expires_at').notNull(),
});

export const groups = sqliteTable('groups', {
  id: id(),
  name: text('name').notNull().unique(),
  isActive: flag('is_active').notNull(),
  emailAddressId: integer('email_address_id'),
  signature: text('signature').notNull().default(''),
  /** What a mail for a closed ticket does: reopen it, or open a new one linked to it. */
  followUp: text('follow_up', { enum: ['reopen', 'new'] })
    .notNull()
    .default('reopen'),
});

export const appRegistrations = sqliteTable('app_registrations', {
  id: id(),
  cloud: text('cloud').notNull(),
  clientId: text('client_id').notNull(),
  clientSecret: text('client_secret').notNull(),
  /** A tenant's GUID or domain; 'common' where none was entered. */
  tenant: text('tenant').notNull(),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
});

/** A sign-in at Microsoft under way: single use, bound to the session that began it. */
export const signIns = sqliteTable('sign_ins', {
  /** SHA-256 of the OAuth state, hex. */
  stateHash: text('state_hash').primaryKey(),
  sessionHash: text('session_hash').notNull(),
  kind: text('kind', { enum: ['add_account', 'reauthenticate', 'admin_consent', 'migrate'] }).notNull(),
  appRegistrationId: integer('app_registration_id').notNull(),
  channelId: integer('channel_id'),
  nonce: text('nonce').notNull(),
  codeVerifier: text('code_verifier').notNull(),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at').notNull(),
});

export const channels = sqliteTable('channels', {
  id: id(),
  kind: text('kind', { enum: ['microsoft365', 'email'] }).notNull(),
  name: text('name').notNull(),
  /** The mailbox that is read: the account's own or a shared one. Lower case. */
  address: text('address').notNull(),
  /** The user name of the account that signed in (UPN); its token opens the mailbox. */
  userName: text('user_name').notNull(),
  appRegistrationId: integer('app_registration_id'),
  tenantId: text('tenant_id'),
  objectId: text('object_id'),
  /** MSAL's serialized cache: access, refresh and id token of this account only. */
  tokenCache: text('token_cache'),
  groupId: integer('group_id').notNull(),
  /** '' means INBOX. */
  folder: text('folder').notNull(),
  afterImport: text('after_import', { enum: ['delete', 'mark_read', 'move'] }).notNull(),
  moveTo: text('move_to').notNull(),
  onlyUnread: flag('only_unread').notNull(),
  /** Null until the admin has seen the counts and said start. */
  startedAt: time('started_at'),
  /** Mail that the server received before this instant is archived; null: archive mode is off. */
  archiveBefore: time('archive_before'),
  archiveState: text('archive_state', { enum: ['new', 'open', 'waiting', 'closed'] }).notNull(),
  pausedAt: time('paused_at'),
  state: text('state', {
    enum: ['new', 'watching', 'fetching', 'waiting', 'reauthenticate', 'failing', 'paused'],
  }).notNull(),
  /** The diagnosis code of the last failure (domain/diagnosis), and what the server said. */
  failureCode: text('failure_code'),
  failureText: text('failure_text'),
  failureCount: integer('failure_count').notNull(),
  lastFetchAt: time('last_fetch_at'),
  lastSuccessAt: time('last_success_at'),
  lastFailureAt: time('last_failure_at'),
  recoveredAt: time('recovered_at'),
  retryAt: time('retry_at'),
  createdAt: time('created_at').notNull(),
  /** Whether X-Postroom- header fields of its mail are obeyed. */
  trustsHeaders: flag('trusts_headers').notNull().default(false),
});

/** How far a folder of a mailbox has been read. */
export const channelFolders = sqliteTable(
  'channel_folders',
  {
    channelId: integer('channel_id').notNull(),
    folder: text('folder').notNull(),
    uidValidity: text('uid_validity').notNull(),
    /** The highest UID below which every message has a receipt. */
    cursor: integer('cursor').notNull(),
    comparedAt: time('compared_at'),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.folder] })],
);

/** How far the import that runs now has come; no row while nothing is imported. */
export const channelProgress = sqliteTable('channel_progress', {
  channelId: integer('channel_id').primaryKey(),
  done: integer('done').notNull(),
  total: integer('total').notNull(),
  startedAt: time('started_at').notNull(),
  updatedAt: time('updated_at').notNull(),
});

/** What happened on a channel, for people: kept 90 days. */
export const channelEvents = sqliteTable(
  'channel_events',
  {
    id: id(),
    channelId: integer('channel_id').notNull(),
    at: time('at').notNull(),
    kind: text('kind').notNull(),
    message: text('message').notNull(),
  },
  (table) => [index('channel_events_by_channel').on(table.channelId, table.id)],
);

export const emailAddresses = sqliteTable('email_addresses', {
  id: id(),
  address: text('address').notNull().unique(),
  name: text('name').notNull(),
  channelId: integer('channel_id').notNull(),
  isPrimary: flag('is_primary').notNull(),
  groupId: integer('group_id'),
});

/** Bytes kept whole: raw mail and attachments, in chunks of 1 MB (one large insert would take six times its size in memory). */
export const blobs = sqliteTable(
  'blobs',
  {
    id: id(),
    sha256: text('sha256').notNull(),
    size: integer('size').notNull(),
  },
  (table) => [index('blobs_by_hash').on(table.sha256)],
);

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
    uidValidity: text('uid_validity').notNull(),
    /** In the mailbox, or which one of the import it was. */
    uid: integer('uid').notNull(),
    messageId: text('message_id'),
    sha256: text('sha256').notNull(),
    /** ParsedMessage.digest; null where the message could not be parsed. */
    digest: text('digest'),
    size: integer('size').notNull(),
    outcome: text('outcome', {
      enum: ['opened', 'appended', 'duplicate', 'ignored', 'archived', 'quarantined'],
    }).notNull(),
    articleId: integer('article_id'),
    storedAt: time('stored_at').notNull(),
    /** Null while the server still has to be told. */
    settledAt: time('settled_at'),
    settleAction: text('settle_action', { enum: ['delete', 'mark_read', 'move', 'keep', 'gone'] }),
    settleError: text('settle_error'),
  },
  (table) => [
    uniqueIndex('receipts_by_uid').on(table.channelId, table.folder, table.uidValidity, table.uid),
    index('receipts_by_message_id').on(table.channelId, table.messageId),
    index('receipts_by_digest').on(table.channelId, table.digest),
    index('receipts_by_hash').on(table.channelId, table.sha256),
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
    enum: ['unparsable', 'over_limit', 'oversized', 'placeholder', 'killed_parser'],
  }).notNull(),
  reason: text('reason').notNull(),
  sender: text('sender').notNull(),
  subject: text('subject').notNull(),
  /** The raw bytes, or the header alone for oversized mail. */
  blobId: integer('blob_id').notNull(),
  createdAt: time('created_at').notNull(),
  resolvedAt: time('resolved_at'),
});

/** Messages that were handed to a parser and not yet answered for: found again after a crash. */
export const parseAttempts = sqliteTable('parse_attempts', {
  sha256: text('sha256').primaryKey(),
  count: integer('count').notNull(),
  at: time('at').notNull(),
});

export const customers = sqliteTable('customers', {
  id: id(),
  name: text('name').notNull(),
  email: text('email').notNull().unique(),
  createdAt: time('created_at').notNull(),
  /** What agents keep about the customer. */
  note: text('note').notNull().default(''),
  /** Since when the customer's mail is put aside: closed, marked and never answered by itself. */
  blockedAt: time('blocked_at'),
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
    /** The date of the newest article; what the list is sorted by. */
    lastArticleAt: time('last_article_at').notNull(),
  },
  (table) => [
    index('tickets_by_activity').on(table.lastArticleAt, table.id),
    index('tickets_by_state').on(table.state, table.lastArticleAt, table.id),
    index('tickets_by_customer').on(table.customerId),
  ],
);

/** Two tickets that belong together, and why. Both directions are one row: `ticketId` is the newer one. */
export const ticketLinks = sqliteTable(
  'ticket_links',
  {
    ticketId: integer('ticket_id').notNull(),
    linkedTicketId: integer('linked_ticket_id').notNull(),
    reason: text('reason').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ticketId, table.linkedTicketId] })],
);

/** Who did what with a ticket, when and why. `userId` is null for what mail did. */
export const ticketEvents = sqliteTable(
  'ticket_events',
  {
    id: id(),
    ticketId: integer('ticket_id').notNull(),
    userId: integer('user_id'),
    at: time('at').notNull(),
    kind: text('kind').notNull(),
    message: text('message').notNull(),
  },
  (table) => [index('ticket_events_by_ticket').on(table.ticketId, table.id)],
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
    /** Sanitized; null for plain-text mail. */
    html: text('html'),
    /** 'no', or what kind of robot wrote it (domain/automatic). */
    automatic: text('automatic').notNull(),
    /** Why it stands in this ticket: "follow-up of #10023: In-Reply-To". */
    because: text('because').notNull(),
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
    /** The message as it goes out. */
    blobId: integer('blob_id').notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: time('next_attempt_at'),
    failureCode: text('failure_code'),
    /** What the server said at the last attempt. */
    serverReply: text('server_reply'),
    createdAt: time('created_at').notNull(),
    sentAt: time('sent_at'),
  },
  (table) => [
    index('outbox_by_state').on(table.state, table.nextAttemptAt),
    index('outbox_by_article').on(table.articleId),
  ],
);
