import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AlertNews, AlertProblem, AlertRoute } from '../../domain/alert-news.ts';
import { id, json, time } from './schema-columns.ts';

const securities = ['tls', 'starttls', 'none'] as const;

/** How an e-mail channel signs in. After a migration the row waits for a roll-back until `eraseAt`. */
export const mailAccounts = sqliteTable('mail_accounts', {
  channelId: integer('channel_id').primaryKey(),
  userName: text('user_name').notNull(),
  password: text('password').notNull(),
  imapHost: text('imap_host').notNull(),
  imapPort: integer('imap_port').notNull(),
  imapSecurity: text('imap_security', { enum: securities }).notNull(),
  smtpHost: text('smtp_host').notNull(),
  smtpPort: integer('smtp_port').notNull(),
  smtpSecurity: text('smtp_security', { enum: securities }).notNull(),
  eraseAt: time('erase_at'),
  /** PEM of an authority that its servers' certificates may be signed by, beside the usual ones. */
  authority: text('authority'),
});

/** Which warnings of an end have been given. */
export const expiryWarnings = sqliteTable(
  'expiry_warnings',
  {
    /** `secret`, or `channel:7` for its sign-in. */
    subject: text('subject').notNull(),
    expiresAt: time('expires_at').notNull(),
    days: integer('days').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.expiresAt, table.days] })],
);

/** Messages to the people who look after the installation. */
export const alerts = sqliteTable('alerts', {
  id: id(),
  kind: text('kind', { enum: ['failure', 'recovery', 'expiry', 'test'] }).notNull(),
  channelId: integer('channel_id'),
  news: json<AlertNews>('news').notNull(),
  /** `unknown`: handed over, and no answer came; never sent again. */
  state: text('state', { enum: ['due', 'sending', 'sent', 'failed', 'unknown'] }).notNull(),
  attempts: integer('attempts').notNull(),
  nextAttemptAt: time('next_attempt_at'),
  route: json<AlertRoute>('route'),
  problem: json<AlertProblem>('problem'),
  createdAt: time('created_at').notNull(),
  endedAt: time('ended_at'),
});

/** Channels that fail now. */
export const channelOutages = sqliteTable('channel_outages', {
  channelId: integer('channel_id').primaryKey(),
  since: time('since').notNull(),
  /** Null until somebody is told. */
  alertId: integer('alert_id'),
});

const channelWays = ['receiving', 'sending'] as const;

/** Mailboxes that are not fetched, or from which nothing is sent, as people are shown it. */
export const channelTroubles = sqliteTable(
  'channel_troubles',
  {
    channelId: integer('channel_id').notNull(),
    way: text('way', { enum: channelWays }).notNull(),
    /** Of the diagnosis. */
    code: text('code').notNull(),
    since: time('since').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.way] })],
);

/** What admins are told of them, until it is over. */
export const channelNotifications = sqliteTable(
  'channel_notifications',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    channelId: integer('channel_id').notNull(),
    way: text('way', { enum: channelWays }).notNull(),
    at: time('at').notNull(),
    readAt: time('read_at'),
  },
  (table) => [uniqueIndex('channel_notifications_by_user').on(table.userId, table.channelId, table.way)],
);
