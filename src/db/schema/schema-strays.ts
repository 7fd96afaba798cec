import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id, time } from './schema-columns.ts';

/** What lies in a channel's mailbox where nobody fetches it, as it was counted last. */
export const otherFolders = sqliteTable(
  'other_folders',
  {
    channelId: integer('channel_id').notNull(),
    use: text('use', { enum: ['inbox', 'junk'] }).notNull(),
    /** As the server calls it. */
    folder: text('folder').notNull(),
    messages: integer('messages').notNull(),
    unread: integer('unread').notNull(),
    countedAt: time('counted_at').notNull(),
    /** The fetched folder that an admin has called the right one, whatever lies in the inbox. */
    rightFolder: text('right_folder'),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.use] })],
);

/** Mail of known customers or open tickets in the junk folder, until somebody has it fetched or it leaves the folder. */
export const junkMails = sqliteTable('junk_mails', {
  id: id(),
  channelId: integer('channel_id').notNull(),
  folder: text('folder').notNull(),
  numbering: text('numbering').notNull(),
  place: text('place').notNull(),
  fromName: text('from_name').notNull(),
  fromAddress: text('from_address').notNull(),
  subject: text('subject').notNull(),
  sentAt: time('sent_at').notNull(),
  /** The open ticket that it belongs to; null: its sender is a customer. */
  ticketId: integer('ticket_id'),
  foundAt: time('found_at').notNull(),
});
