import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, time } from './schema-columns.ts';

export const microsoftPeople = sqliteTable('microsoft_people', {
  userId: integer('user_id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  objectId: text('object_id').notNull(),
  /** Made by a group in Entra, which decides about the role, too. */
  isByGroup: flag('is_by_group').notNull(),
  linkedAt: time('linked_at').notNull(),
});
