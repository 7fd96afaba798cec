import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ListColumn } from '../../domain/list-column.ts';
import { notificationKinds } from '../../domain/notification.ts';
import { ticketStates } from '../../domain/ticket.ts';
import { id, json, time } from './schema-columns.ts';

/** How far each person has read a ticket: what came later, from others, is unread. */
export const ticketViews = sqliteTable(
  'ticket_views',
  {
    userId: integer('user_id').notNull(),
    ticketId: integer('ticket_id').notNull(),
    /** The newest article that was on the page. */
    articleId: integer('article_id').notNull(),
    seenAt: time('seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.ticketId] }),
    index('ticket_views_by_ticket').on(table.ticketId),
  ],
);

/** When a waiting ticket opens again by itself. A trigger ends it with the waiting. */
export const ticketWaits = sqliteTable(
  'ticket_waits',
  { ticketId: integer('ticket_id').primaryKey(), until: time('until').notNull() },
  (table) => [index('ticket_waits_by_time').on(table.until)],
);

/** Tickets whose messages stand in another one, and what is needed to take that back. */
export const ticketMerges = sqliteTable(
  'ticket_merges',
  {
    ticketId: integer('ticket_id').primaryKey(),
    intoTicketId: integer('into_ticket_id').notNull(),
    articleIds: json<readonly number[]>('article_ids').notNull(),
    formerState: text('former_state', { enum: ticketStates }).notNull(),
    /** When it would have opened again by itself, had it waited for a day. */
    formerUntil: time('former_until'),
    mergedAt: time('merged_at').notNull(),
  },
  (table) => [index('ticket_merges_by_target').on(table.intoTicketId)],
);

export const notifications = sqliteTable(
  'notifications',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    ticketId: integer('ticket_id').notNull(),
    kind: text('kind', { enum: notificationKinds }).notNull(),
    /** Who did it; null for mail. */
    actorId: integer('actor_id'),
    at: time('at').notNull(),
    readAt: time('read_at'),
  },
  (table) => [
    uniqueIndex('notifications_unread')
      .on(table.userId, table.ticketId, table.kind)
      .where(sql`read_at IS NULL`),
    index('notifications_by_user').on(table.userId, table.id),
    index('notifications_by_ticket').on(table.ticketId),
  ],
);

/** What a person does not want to be told. */
export const notificationMutes = sqliteTable(
  'notification_mutes',
  { userId: integer('user_id').notNull(), kind: text('kind', { enum: notificationKinds }).notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.kind] })],
);

/** What a person wants to be told by mail too. */
export const notificationMailChoices = sqliteTable(
  'notification_mail_choices',
  { userId: integer('user_id').notNull(), kind: text('kind', { enum: notificationKinds }).notNull() },
  (table) => [primaryKey({ columns: [table.userId, table.kind] })],
);

/** Mail to people about one ticket each. While it is due, what happens on the ticket is collected in it. */
export const notificationMails = sqliteTable(
  'notification_mails',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    ticketId: integer('ticket_id').notNull(),
    state: text('state', { enum: ['due', 'sending', 'sent', 'failed', 'unknown'] }).notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: time('next_attempt_at').notNull(),
    createdAt: time('created_at').notNull(),
    endedAt: time('ended_at'),
    /** The Message-ID that Exchange put in place of ours: answers name it. */
    assignedId: text('assigned_id'),
  },
  (table) => [
    uniqueIndex('notification_mails_due').on(table.userId, table.ticketId).where(sql`state = 'due'`),
    index('notification_mails_by_state').on(table.state, table.nextAttemptAt),
    index('notification_mails_by_user').on(table.userId, table.endedAt),
    index('notification_mails_by_ticket').on(table.ticketId),
    index('notification_mails_by_assigned_id').on(table.assignedId).where(sql`assigned_id IS NOT NULL`),
  ],
);

/** Who is told of a ticket as its owner is. */
export const ticketFollowers = sqliteTable(
  'ticket_followers',
  { ticketId: integer('ticket_id').notNull(), userId: integer('user_id').notNull() },
  (table) => [
    primaryKey({ columns: [table.ticketId, table.userId] }),
    index('ticket_followers_by_user').on(table.userId),
  ],
);

/** The columns of the ticket list that a person has chosen; no row: the usual ones. */
export const listColumns = sqliteTable('list_columns', {
  userId: integer('user_id').primaryKey(),
  columns: json<readonly ListColumn[]>('columns').notNull(),
});
