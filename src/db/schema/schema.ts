import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { customerLanguages } from '../../domain/customer-language.ts';
import { nameFormats } from '../../domain/sender-name.ts';
import { flag, id, json, time } from './schema-columns.ts';

// The tables as the newest migration leaves them: settings, people and channels. Others stand in schema-*.ts.

/** Facts about this installation that are not worth a table: one JSON value per key. */
export const settings = sqliteTable('settings', {
  key: text('key').primaryKey(),
  value: json<unknown>('value').notNull(),
});

export const users = sqliteTable('users', {
  id: id(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  role: text('role', { enum: ['admin', 'agent'] }).notNull(),
  passwordHash: text('password_hash').notNull(),
  isActive: flag('is_active').notNull(),
  createdAt: time('created_at').notNull(),
  /** The clock that the person goes by; '': the browser's. */
  timeZone: text('time_zone').notNull().default(''),
  /** Of the pages; '': English. */
  language: text('language').notNull().default(''),
});

export const sessions = sqliteTable('sessions', {
  /** SHA-256 of the cookie's value, hex. */
  tokenHash: text('token_hash').primaryKey(),
  userId: integer('user_id').notNull(),
  userAgent: text('user_agent').notNull(),
  /** What the sign-in was proved by beside the password; null where nothing was asked for. */
  factor: text('factor', { enum: ['totp', 'recovery', 'passkey', 'microsoft'] }),
  /** When its person has last shown a password or a second factor. */
  provedAt: time('proved_at').notNull(),
  createdAt: time('created_at').notNull(),
  seenAt: time('seen_at').notNull(),
  expiresAt: time('expires_at').notNull(),
});

export const groups = sqliteTable('groups', {
  id: id(),
  name: text('name').notNull().unique(),
  isActive: flag('is_active').notNull(),
  emailAddressId: integer('email_address_id'),
  signature: text('signature').notNull().default(''),
  /** Sanitized, its picture as `cid:`; '' where it would say no more than the text. */
  signatureHtml: text('signature_html').notNull().default(''),
  /** What a mail for a closed ticket does: reopen it, or open a new one linked to it. */
  followUp: text('follow_up', { enum: ['reopen', 'new'] })
    .notNull()
    .default('reopen'),
  /** What the report that a message of ours did not arrive does with a closed or waiting ticket. */
  onBounce: text('on_bounce', { enum: ['reopen', 'keep'] })
    .notNull()
    .default('reopen'),
  /** In what language, and by what clock, Postroom's own words to customers are written. */
  language: text('language', { enum: customerLanguages }).notNull().default('en'),
  timeZone: text('time_zone').notNull().default('UTC'),
  /** How the name of the sender is made. */
  nameFormat: text('name_format', { enum: nameFormats }).notNull().default('group'),
  /** Whether a mail that opens a ticket is answered by itself. */
  autoReply: flag('auto_reply').notNull().default(false),
  /** '' means Postroom's own words; so does the next one. */
  autoReplySubject: text('auto_reply_subject').notNull().default(''),
  autoReplyText: text('auto_reply_text').notNull().default(''),
});

export const appRegistrations = sqliteTable('app_registrations', {
  id: id(),
  cloud: text('cloud').notNull(),
  clientId: text('client_id').notNull(),
  clientSecret: text('client_secret').notNull(),
  /** A tenant's GUID or domain; 'common' where none was entered. */
  tenant: text('tenant').notNull(),
  /** As an admin has entered it; Microsoft does not tell. */
  secretExpiresAt: time('secret_expires_at'),
  /** For people, where there are several. */
  name: text('name').notNull().default(''),
  /** What it proves itself by; null: its secret. */
  credentialId: integer('credential_id'),
  createdAt: time('created_at').notNull(),
  updatedAt: time('updated_at').notNull(),
});

/** A sign-in at Microsoft under way: single use, bound to the session that began it. */
export const signIns = sqliteTable('sign_ins', {
  /** SHA-256 of the OAuth state, hex. */
  stateHash: text('state_hash').primaryKey(),
  sessionHash: text('session_hash').notNull(),
  kind: text('kind', { enum: ['add_account', 'reauthenticate', 'admin_consent', 'migrate'] }).notNull(),
  appRegistrationId: integer('app_registration_id').notNull(),
  channelId: integer('channel_id'),
  nonce: text('nonce').notNull(),
  codeVerifier: text('code_verifier').notNull(),
  /** The mailbox that will be read, where it is not the account's own; lower case. */
  mailbox: text('mailbox'),
  /** Whose permissions are asked for. */
  resource: text('resource', { enum: ['mail', 'graph'] })
    .notNull()
    .default('mail'),
  createdAt: time('created_at').notNull(),
  expiresAt: time('expires_at').notNull(),
});

export const channels = sqliteTable('channels', {
  id: id(),
  kind: text('kind', { enum: ['microsoft365', 'email'] }).notNull(),
  name: text('name').notNull(),
  /** The mailbox that is read: the account's own or a shared one. Lower case. */
  address: text('address').notNull(),
  /** The user name of the account that signed in (UPN); its token opens the mailbox. */
  userName: text('user_name').notNull(),
  appRegistrationId: integer('app_registration_id'),
  tenantId: text('tenant_id'),
  objectId: text('object_id'),
  /** Nobody signs in: the app itself opens the mailbox. */
  isAppOnly: flag('is_app_only').notNull().default(false),
  /** MSAL's serialized cache: access, refresh and id token of this account only. */
  tokenCache: text('token_cache'),
  /** Microsoft lets a sign-in that is not used for 90 days end. */
  tokenRefreshedAt: time('token_refreshed_at'),
  groupId: integer('group_id').notNull(),
  /** '' means INBOX. */
  folder: text('folder').notNull(),
  afterImport: text('after_import', { enum: ['delete', 'mark_read', 'move'] }).notNull(),
  moveTo: text('move_to').notNull(),
  onlyUnread: flag('only_unread').notNull(),
  /** What Graph is to delete goes for good, and not into Deleted Items. */
  deletesForGood: flag('deletes_for_good').notNull().default(false),
  /** Null until the admin has seen the counts and said start. */
  startedAt: time('started_at'),
  /** Mail that the server received before this instant is archived; null: archive mode is off. */
  archiveBefore: time('archive_before'),
  archiveState: text('archive_state', { enum: ['new', 'open', 'waiting', 'closed'] }).notNull(),
  pausedAt: time('paused_at'),
  state: text('state', {
    enum: ['new', 'watching', 'fetching', 'waiting', 'reauthenticate', 'failing', 'paused'],
  }).notNull(),
  /** The diagnosis code of the last failure (domain/diagnosis), and what the server said. */
  failureCode: text('failure_code'),
  failureText: text('failure_text'),
  failureCount: integer('failure_count').notNull(),
  lastFetchAt: time('last_fetch_at'),
  lastSuccessAt: time('last_success_at'),
  lastFailureAt: time('last_failure_at'),
  recoveredAt: time('recovered_at'),
  retryAt: time('retry_at'),
  createdAt: time('created_at').notNull(),
  /** Whether X-Postroom- header fields of its mail are obeyed. */
  trustsHeaders: flag('trusts_headers').notNull().default(false),
  /** The authserv-ids of the mail servers whose word on senders counts; of no use where Exchange Online is read. */
  trustedServers: json<readonly string[]>('trusted_servers').notNull().default([]),
  /** Out of sight since then; its receipts wait for its mailbox to be added again. */
  deletedAt: time('deleted_at'),
  /** Where its sent mail lies; '' looks for the usual names. */
  sentFolder: text('sent_folder').notNull().default(''),
  /** Mail that colleagues have sent from Outlook is imported from this instant on; null: it is not. */
  importsSentSince: time('imports_sent_since'),
  /** Since when it is received, or not. */
  receivingSince: time('receiving_since'),
  sendingState: text('sending_state', { enum: ['untried', 'works', 'failing'] })
    .notNull()
    .default('untried'),
  sendingSince: time('sending_since'),
  sendingCode: text('sending_code'),
  sendingText: text('sending_text'),
  sendingFailures: integer('sending_failures').notNull().default(0),
  sendingCheckedAt: time('sending_checked_at'),
  sendingRetryAt: time('sending_retry_at'),
  sendingAlertId: integer('sending_alert_id'),
  /** The primary address of the account that signs in; null where it is not known. */
  accountAddress: text('account_address'),
});

/** How far the import that runs now has come; no row while nothing is imported. */
export const channelProgress = sqliteTable('channel_progress', {
  channelId: integer('channel_id').primaryKey(),
  done: integer('done').notNull(),
  total: integer('total').notNull(),
  startedAt: time('started_at').notNull(),
  updatedAt: time('updated_at').notNull(),
});

export const emailAddresses = sqliteTable('email_addresses', {
  id: id(),
  address: text('address').notNull().unique(),
  name: text('name').notNull(),
  channelId: integer('channel_id').notNull(),
  isPrimary: flag('is_primary').notNull(),
  groupId: integer('group_id'),
});
