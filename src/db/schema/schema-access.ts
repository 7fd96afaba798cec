import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { accessLevels } from '../../domain/access.ts';

/** What a user may do with the tickets of a group; no row means nothing. Not asked for admins. */
export const groupAccess = sqliteTable(
  'group_access',
  {
    userId: integer('user_id').notNull(),
    groupId: integer('group_id').notNull(),
    level: text('level', { enum: accessLevels }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.groupId] })],
);
