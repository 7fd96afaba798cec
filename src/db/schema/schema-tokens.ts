import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { TokenScope } from '../../domain/token-scope.ts';
import { id, json, time } from './schema-columns.ts';

/** What programs sign in with. The token itself is said once and stored nowhere. */
export const apiTokens = sqliteTable(
  'api_tokens',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    name: text('name').notNull(),
    /** SHA-256, hex. */
    tokenHash: text('token_hash').notNull().unique(),
    scopes: json<readonly TokenScope[]>('scopes').notNull(),
    /** Null: all groups that its user may see. */
    groupIds: json<readonly number[]>('group_ids'),
    createdAt: time('created_at').notNull(),
    expiresAt: time('expires_at').notNull(),
    lastUsedAt: time('last_used_at'),
    revokedAt: time('revoked_at'),
  },
  (table) => [index('api_tokens_by_user').on(table.userId)],
);

/** Answers to requests with an Idempotency-Key, so that a request that is sent again is done once. */
export const idempotentRequests = sqliteTable(
  'idempotent_requests',
  {
    tokenId: integer('token_id').notNull(),
    key: text('key').notNull(),
    /** SHA-256 over method, path and body, hex. */
    requestHash: text('request_hash').notNull(),
    /** Null while the request is under way. */
    status: integer('status'),
    body: text('body'),
    /** Of the answer, by name, in lower case. */
    headers: json<Readonly<Record<string, string>>>('headers'),
    createdAt: time('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tokenId, table.key] }),
    index('idempotent_requests_by_time').on(table.createdAt),
  ],
);
