import { and, desc, eq, gt, isNull, lt } from 'drizzle-orm';
import { scopesOf } from '../domain/token-scope.ts';
import type { Reader, Tx } from './care/open.ts';
import { users } from './schema/schema.ts';
import { apiTokens, idempotentRequests } from './schema/schema-tokens.ts';
import type { User } from './users.ts';

export type ApiToken = typeof apiTokens.$inferSelect;
type IdempotentRequest = typeof idempotentRequests.$inferSelect;

/** What a request with an Idempotency-Key was answered with. */
export interface EarlierAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @returns the token, with what of its scopes still holds, and its user while both are good at `now` */
export async function findApiToken(
  db: Reader,
  by: { readonly tokenHash: string } | { readonly id: number },
  now: Date,
): Promise<{ token: ApiToken; user: User } | undefined> {
  const isMeant = 'id' in by ? eq(apiTokens.id, by.id) : eq(apiTokens.tokenHash, by.tokenHash);
  const isGood = and(gt(apiTokens.expiresAt, now), isNull(apiTokens.revokedAt), eq(users.isActive, true));
  const [row] = await db
    .select({ token: apiTokens, user: users })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(and(isMeant, isGood));
  if (row === undefined) return undefined;
  const { token, user } = row;
  return { token: { ...token, scopes: [...scopesOf(token, user)] }, user };
}

/** @param userId of one user; undefined: of all. @returns the newest first, ended ones too */
export async function listApiTokens(
  db: Reader,
  userId?: number,
): Promise<(Omit<ApiToken, 'tokenHash'> & { readonly userName: string; readonly userEmail: string })[]> {
  const rows = await db
    .select({ token: apiTokens, userName: users.name, userEmail: users.email })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(userId === undefined ? undefined : eq(apiTokens.userId, userId))
    .orderBy(desc(apiTokens.id));
  return rows.map(({ token: { tokenHash: _, ...token }, userName, userEmail }) => ({
    ...token,
    userName,
    userEmail,
  }));
}

export async function findApiTokenById(db: Reader, id: number): Promise<ApiToken | undefined> {
  const [row] = await db.select().from(apiTokens).where(eq(apiTokens.id, id));
  return row;
}

export async function insertApiToken(tx: Tx, token: Omit<ApiToken, 'id'>): Promise<number> {
  const [row] = await tx.insert(apiTokens).values(token).returning({ id: apiTokens.id });
  return row?.id ?? 0;
}

export async function updateApiToken(
  tx: Tx,
  id: number,
  changes: Partial<Pick<ApiToken, 'lastUsedAt' | 'revokedAt'>>,
): Promise<void> {
  await tx.update(apiTokens).set(changes).where(eq(apiTokens.id, id));
}

export async function findIdempotentRequest(
  db: Reader,
  tokenId: number,
  key: string,
): Promise<IdempotentRequest | undefined> {
  const isMeant = and(eq(idempotentRequests.tokenId, tokenId), eq(idempotentRequests.key, key));
  const [row] = await db.select().from(idempotentRequests).where(isMeant);
  return row;
}

export async function insertIdempotentRequest(tx: Tx, row: IdempotentRequest): Promise<void> {
  await tx.insert(idempotentRequests).values(row);
}

/** @param answer undefined: it came to nothing, and may be tried again */
export async function settleIdempotentRequest(
  tx: Tx,
  { tokenId, key }: { readonly tokenId: number; readonly key: string },
  answer: EarlierAnswer | undefined,
): Promise<void> {
  const isMeant = and(eq(idempotentRequests.tokenId, tokenId), eq(idempotentRequests.key, key));
  if (answer === undefined) await tx.delete(idempotentRequests).where(isMeant);
  else await tx.update(idempotentRequests).set(answer).where(isMeant);
}

export async function deleteIdempotentRequestsBefore(tx: Tx, at: Date): Promise<void> {
  await tx.delete(idempotentRequests).where(lt(idempotentRequests.createdAt, at));
}
