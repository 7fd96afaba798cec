import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { roadChoices, roads } from '../../domain/mail-road.ts';
import { time } from './schema-columns.ts';

/** By which road a channel's mail comes in and goes out; no row: whichever works, and none has had to give way. */
export const channelRoads = sqliteTable(
  'channel_roads',
  {
    channelId: integer('channel_id').notNull(),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    choice: text('choice', { enum: roadChoices }).notNull(),
    /** The one that worked last; null before the first. */
    taken: text('taken', { enum: roads }),
    /** The road that is taken instead of the one that is preferred; null: that one. */
    road: text('road', { enum: roads }),
    /** Since when it is taken instead. */
    since: time('since'),
    /** The diagnosis that says why, and the server's words. */
    code: text('code'),
    text: text('text'),
    /** When the preferred one is tried again. */
    retryAt: time('retry_at'),
    /** The diagnosis code that says why the other road could not take over; null where it was not tried or could. */
    hindrance: text('hindrance'),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.direction] })],
);
