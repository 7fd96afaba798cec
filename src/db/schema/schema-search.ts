import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** A customer's further addresses, lower case; the one he is shown with stands in `customers.email`. */
export const customerAddresses = sqliteTable(
  'customer_addresses',
  {
    address: text('address').primaryKey(),
    customerId: integer('customer_id').notNull(),
    createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  },
  (table) => [index('customer_addresses_by_customer').on(table.customerId)],
);

/** A person's named searches. */
export const savedViews = sqliteTable('saved_views', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  userId: integer('user_id').notNull(),
  name: text('name').notNull(),
  query: text('query').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp_ms' }).notNull(),
  /** The group that shares it; null: the person's own. */
  groupId: integer('group_id'),
  /** Among the views of the same person or group; by name where it is the same. */
  position: integer('position').notNull().default(0),
});
