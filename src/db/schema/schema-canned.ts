import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id, time } from './schema-columns.ts';

/** Texts that agents put into their answers. */
export const cannedAnswers = sqliteTable('canned_answers', {
  id: id(),
  name: text('name').notNull(),
  /** With variables, as `{{customer}}`. */
  text: text('text').notNull(),
  updatedAt: time('updated_at').notNull(),
});

/** The groups a text is offered in; without a row, in all. */
export const cannedAnswerGroups = sqliteTable(
  'canned_answer_groups',
  {
    cannedAnswerId: integer('canned_answer_id').notNull(),
    groupId: integer('group_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.cannedAnswerId, table.groupId] })],
);
