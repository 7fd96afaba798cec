import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, id } from './schema-columns.ts';

/** What a person has below his messages; a group's stands with the group. */
export const userSignatures = sqliteTable('user_signatures', {
  userId: integer('user_id').primaryKey(),
  text: text('text').notNull(),
  /** Sanitized, its picture as `cid:`; '' where it would say no more than the text. */
  html: text('html').notNull(),
  /** Whether the group's follows below; else it stands in its place. */
  withGroup: flag('with_group').notNull(),
});

/** The picture of a signature: of a group or of a user. */
export const signaturePictures = sqliteTable(
  'signature_pictures',
  {
    id: id(),
    groupId: integer('group_id'),
    userId: integer('user_id'),
    name: text('name').notNull(),
    type: text('type').notNull(),
    contentId: text('content_id').notNull(),
    size: integer('size').notNull(),
    blobId: integer('blob_id').notNull(),
  },
  (table) => [
    index('signature_pictures_by_group').on(table.groupId),
    index('signature_pictures_by_user').on(table.userId),
  ],
);
