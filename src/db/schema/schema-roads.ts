import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { folderUses, subscriptionEvents } from '../../domain/change-notification.ts';
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

/** Where Graph tells of new mail by itself; no row: nothing has been asked of it. */
export const graphSubscriptions = sqliteTable(
  'graph_subscriptions',
  {
    channelId: integer('channel_id').notNull(),
    folderUse: text('folder_use', { enum: folderUses }).notNull(),
    /** What it was made for; another one is made where this is not what is wanted any more. */
    terms: text('terms').notNull(),
    /** Graph's own; null while there is none. */
    subscriptionId: text('subscription_id'),
    /** What Graph says with each notification, and nobody else knows. */
    clientState: text('client_state').notNull(),
    /** Since when it tells of new mail, or does not. */
    since: time('since'),
    expiresAt: time('expires_at'),
    /** For how long it is asked for: the server names its limit by refusing more. */
    minutes: integer('minutes').notNull(),
    /** What Graph has told of the subscription itself, until it is dealt with. */
    event: text('event', { enum: subscriptionEvents }),
    /** When a notification came last, to the minute. */
    lastToldAt: time('rang_at'),
    /** The diagnosis that says why Graph does not tell, and the server's words. */
    code: text('code'),
    text: text('text'),
    retryAt: time('retry_at'),
  },
  (table) => [primaryKey({ columns: [table.channelId, table.folderUse] })],
);
