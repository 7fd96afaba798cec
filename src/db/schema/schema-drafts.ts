import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { draftKinds } from '../../domain/draft.ts';
import { id, json, time } from './schema-columns.ts';

/** What somebody is writing: one row for each user, ticket and kind. */
export const drafts = sqliteTable('drafts', {
  id: id(),
  userId: integer('user_id').notNull(),
  /** Null for the mail that opens a new ticket. */
  ticketId: integer('ticket_id'),
  kind: text('kind', { enum: draftKinds }).notNull(),
  fields: json<Readonly<Record<string, string>>>('fields').notNull(),
  updatedAt: time('updated_at').notNull(),
});

export const draftAttachments = sqliteTable(
  'draft_attachments',
  {
    id: id(),
    draftId: integer('draft_id').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull(),
    /** Of a picture within the text; null for a file. */
    contentId: text('content_id'),
    size: integer('size').notNull(),
    blobId: integer('blob_id').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('draft_attachments_by_draft').on(table.draftId)],
);

/** The form that opened a ticket, by its key. */
export const ticketForms = sqliteTable('ticket_forms', {
  key: text('key').primaryKey(),
  ticketId: integer('ticket_id').notNull(),
  articleId: integer('article_id').notNull(),
});
