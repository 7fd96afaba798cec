import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FilterActions, FilterCondition } from '../../domain/filters/filter-rule.ts';

/** If-then rules on incoming mail, asked in the order of `position`. */
export const filters = sqliteTable('filters', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  note: text('note').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
  match: text('match', { enum: ['all', 'any'] }).notNull(),
  conditions: text('conditions', { mode: 'json' }).$type<readonly FilterCondition[]>().notNull(),
  actions: text('actions', { mode: 'json' }).$type<FilterActions>().notNull(),
  stopsAfter: integer('stops_after', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  updatedAt: integer('updated_at', { mode: 'timestamp_ms' }).notNull(),
});

export const ticketTags = sqliteTable(
  'ticket_tags',
  {
    ticketId: integer('ticket_id').notNull(),
    /** Lower case, without commas. */
    tag: text('tag').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ticketId, table.tag] }),
    index('ticket_tags_by_tag').on(table.tag, table.ticketId),
  ],
);
