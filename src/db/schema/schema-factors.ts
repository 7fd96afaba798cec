import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id, time } from './schema-columns.ts';

export const totpFactors = sqliteTable('totp_factors', {
  userId: integer('user_id').primaryKey(),
  /** Base32. */
  secret: text('secret').notNull(),
  /** The time step (RFC 6238) of the last code that was taken. */
  lastStep: integer('last_step').notNull().default(0),
  createdAt: time('created_at').notNull(),
});

export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    userId: integer('user_id').notNull(),
    /** SHA-256, hex. */
    codeHash: text('code_hash').notNull(),
    usedAt: time('used_at'),
  },
  (table) => [primaryKey({ columns: [table.userId, table.codeHash] })],
);

export const passkeys = sqliteTable('passkeys', {
  id: id(),
  userId: integer('user_id').notNull(),
  /** base64url */
  credentialId: text('credential_id').notNull().unique(),
  /** COSE, base64url. */
  publicKey: text('public_key').notNull(),
  /** How often it was used, where its device counts. */
  counter: integer('counter').notNull(),
  name: text('name').notNull(),
  createdAt: time('created_at').notNull(),
  usedAt: time('used_at'),
});
