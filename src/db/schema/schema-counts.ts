import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { TicketState } from '../../domain/ticket.ts';

// Counts that triggers keep (migrations 0027 and 0069). A row may stand at 0.

export const ticketCounts = sqliteTable(
  'ticket_counts',
  {
    groupId: integer('group_id').notNull(),
    state: text('state').$type<TicketState>().notNull(),
    /** 0 for those that nobody owns. */
    ownerId: integer('owner_id').notNull(),
    tickets: integer('tickets').notNull(),
    /** Of these, with a customer who waits for an answer. */
    waiting: integer('waiting').notNull(),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.state, table.ownerId] })],
);

export const channelTicketCounts = sqliteTable(
  'channel_ticket_counts',
  {
    channelId: integer('channel_id').notNull(),
    state: text('state').$type<TicketState>().notNull(),
    tickets: integer('tickets').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.state] })],
);

export const receiptCounts = sqliteTable(
  'receipt_counts',
  {
    /** 0 for mail from files. */
    channelId: integer('channel_id').notNull(),
    outcome: text('outcome').notNull(),
    receipts: integer('receipts').notNull(),
    articles: integer('articles').notNull(),
    unsettled: integer('unsettled').notNull(),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.outcome] })],
);

export const outboxCounts = sqliteTable('outbox_counts', {
  state: text('state').primaryKey(),
  messages: integer('messages').notNull(),
});

/** When tickets were opened here, first answered and closed, in milliseconds. */
export const ticketTimes = sqliteTable(
  'ticket_times',
  {
    ticketId: integer('ticket_id').primaryKey(),
    groupId: integer('group_id').notNull(),
    /** 0 for those that nobody owns. */
    ownerId: integer('owner_id').notNull(),
    openedAt: integer('opened_at').notNull(),
    answeredAt: integer('answered_at'),
    closedAt: integer('closed_at'),
  },
  (table) => [
    index('ticket_times_opened').on(table.openedAt, table.groupId, table.ownerId),
    index('ticket_times_answered').on(table.answeredAt, table.groupId, table.ownerId, table.openedAt),
    index('ticket_times_closed').on(table.closedAt, table.groupId, table.ownerId, table.openedAt),
  ],
);
