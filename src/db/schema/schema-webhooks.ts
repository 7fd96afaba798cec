import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import type { PostProblem } from '../../domain/post-problem.ts';
import { type SwitchOffReason, webhookShapes } from '../../domain/webhook.ts';
import { flag, id, json, time } from './schema-columns.ts';

/** Programs that are told of facts. */
export const webhooks = sqliteTable('webhooks', {
  id: id(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  secret: text('secret').notNull(),
  /** The one before, which signs too until then. */
  oldSecret: text('old_secret'),
  oldSecretUntil: time('old_secret_until'),
  kinds: json<readonly string[]>('kinds').notNull(),
  /** Null: all groups. */
  groupIds: json<readonly number[]>('group_ids'),
  shape: text('shape', { enum: webhookShapes }).notNull(),
  allowsPrivate: flag('allows_private').notNull(),
  /** The last fact that was looked at. */
  cursor: integer('cursor').notNull(),
  createdAt: time('created_at').notNull(),
  switchedOffAt: time('switched_off_at'),
  switchedOffBecause: text('switched_off_because').$type<SwitchOffReason>(),
});

export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: id(),
    webhookId: integer('webhook_id').notNull(),
    factId: integer('fact_id').notNull(),
    ticketId: integer('ticket_id'),
    body: text('body').notNull(),
    state: text('state', { enum: ['queued', 'sent', 'failed'] }).notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: time('next_attempt_at'),
    status: integer('status'),
    problem: json<PostProblem>('problem'),
    answer: text('answer'),
    createdAt: time('created_at').notNull(),
    /** When it was put into the queue last: from then on it is tried for three days. */
    queuedAt: time('queued_at').notNull(),
    triedAt: time('tried_at'),
  },
  (table) => [
    unique().on(table.webhookId, table.factId),
    index('webhook_deliveries_due').on(table.state, table.nextAttemptAt),
    index('webhook_deliveries_by_ticket').on(table.webhookId, table.ticketId, table.state, table.id),
    index('webhook_deliveries_by_time').on(table.webhookId, table.id),
    index('webhook_deliveries_by_age').on(table.createdAt),
  ],
);
