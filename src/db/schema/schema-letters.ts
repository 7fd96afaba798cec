import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { accountLetters as kinds } from '../../domain/account-letter.ts';
import { id, time } from './schema-columns.ts';

export const accountLetters = sqliteTable('account_letters', {
  id: id(),
  kind: text('kind', { enum: kinds }).notNull(),
  /** As it was asked for, in lower case; perhaps nobody's. */
  email: text('email').notNull(),
  state: text('state', { enum: ['due', 'sending', 'sent', 'failed'] }).notNull(),
  attempts: integer('attempts').notNull().default(0),
  nextAttemptAt: time('next_attempt_at').notNull(),
  createdAt: time('created_at').notNull(),
  endedAt: time('ended_at'),
});

export const accountLinks = sqliteTable('account_links', {
  /** SHA-256, hex. */
  tokenHash: text('token_hash').primaryKey(),
  userId: integer('user_id').notNull(),
  kind: text('kind', { enum: kinds }).notNull(),
  expiresAt: time('expires_at').notNull(),
});
