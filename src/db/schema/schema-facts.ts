import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ActorKind } from '../../domain/actor.ts';
import type { FactKind } from '../../domain/facts/fact.ts';
import { id, json, time } from './schema-columns.ts';

/** What happened, append-only. The ids it is about may be those of rows that are gone. */
export const facts = sqliteTable(
  'facts',
  {
    id: id(),
    at: time('at').notNull(),
    kind: text('kind').$type<FactKind>().notNull(),
    actorKind: text('actor_kind').$type<ActorKind>().notNull(),
    actorUserId: integer('actor_user_id'),
    /** Through what it was done (domain/actor). */
    via: text('via').notNull(),
    /** The network address of who did it; null for the desk and the command line. */
    origin: text('origin'),
    ticketId: integer('ticket_id'),
    articleId: integer('article_id'),
    channelId: integer('channel_id'),
    customerId: integer('customer_id'),
    groupId: integer('group_id'),
    userId: integer('user_id'),
    data: json<object>('data').notNull(),
  },
  (table) => [
    index('facts_by_ticket').on(table.ticketId, table.id),
    index('facts_by_channel').on(table.channelId, table.id),
    index('facts_by_customer').on(table.customerId, table.id),
    index('facts_by_group').on(table.groupId, table.id),
    index('facts_by_user').on(table.userId, table.id),
    index('facts_by_actor').on(table.actorUserId, table.id),
    index('facts_by_kind').on(table.kind, table.id),
  ],
);
