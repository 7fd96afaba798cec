import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id, time } from './schema-columns.ts';

/** What an app can show instead of its secret. */
export const appCredentials = sqliteTable('app_credentials', {
  id: id(),
  appRegistrationId: integer('app_registration_id').notNull(),
  kind: text('kind', { enum: ['certificate', 'federated', 'managed_identity'] }).notNull(),
  /** PEM; the key never leaves the data file. */
  certificate: text('certificate'),
  privateKey: text('private_key'),
  /** SHA-256, hex in capitals. */
  thumbprint: text('thumbprint'),
  /** A file with a token that somebody else signs and replaces now and then. */
  tokenFile: text('token_file'),
  /** The client id of a user-assigned identity; null: the machine's own. */
  identityClientId: text('identity_client_id'),
  expiresAt: time('expires_at'),
  createdAt: time('created_at').notNull(),
});

/** What the app itself may do for a channel that nobody signs in for. */
export const appAccess = sqliteTable('app_access', {
  channelId: integer('channel_id').primaryKey(),
  /** A mailbox that the app must not open; '' where none was named. */
  outsider: text('outsider').notNull(),
  /** Since when the grants are waited for. */
  watchedSince: time('watched_since').notNull(),
  probedAt: time('probed_at'),
  /** Null: it is looked at only when somebody asks. */
  nextProbeAt: time('next_probe_at'),
  /** JSON of domain/app-access. */
  findings: text('findings'),
});
