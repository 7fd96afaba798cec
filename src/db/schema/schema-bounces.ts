import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { DeliveryProblem } from '../../domain/facts/delivery-problem.ts';
import { json } from './schema-columns.ts';

/** What mail servers have reported about mail of ours, one row for each recipient. */
export const bounces = sqliteTable(
  'bounces',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    reportArticleId: integer('report_article_id').notNull(),
    /** The answer that could not be delivered; null where the report does not say which. */
    articleId: integer('article_id'),
    /** Lower case. */
    address: text('address').notNull(),
    /** RFC 3463, such as 5.1.1; '' where the report gives none. */
    status: text('status').notNull(),
    /** `delayed`: the server goes on trying. */
    state: text('state', { enum: ['failed', 'delayed'] })
      .notNull()
      .default('failed'),
    problem: json<DeliveryProblem>('reason').notNull(),
    /** The failure is permanent and the report proves to be about mail of ours. */
    marksAddress: integer('marks_address', { mode: 'boolean' }).notNull(),
    /** Until when the server tries, where it says so. */
    retriesUntil: integer('retries_until', { mode: 'timestamp_ms' }),
    at: integer('at', { mode: 'timestamp_ms' }).notNull(),
    /** When the address wrote again. */
    clearedAt: integer('cleared_at', { mode: 'timestamp_ms' }),
  },
  (table) => [
    index('bounces_by_report').on(table.reportArticleId),
    index('bounces_by_article').on(table.articleId),
    index('bounces_by_address').on(table.address),
  ],
);
