import * as z from 'zod';
import {
  deleteIdempotentRequestsBefore,
  findApiTokenById,
  findIdempotentRequest,
  insertApiToken,
  insertIdempotentRequest,
  settleIdempotentRequest,
  updateApiToken,
} from '../../db/api-tokens.ts';
import { getGroup } from '../../db/groups.ts';
import { findUserByEmail, getUser } from '../../db/users.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import {
  adminScopes,
  includeReading,
  mostTokenDays,
  tokenPrefix,
  tokenScopes,
  usualTokenDays,
} from '../../domain/token-scope.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id, nothing } from '../input-fields.ts';

const day = 86_400_000;
const answersKeptFor = day;

const tokenInput = {
  name: z.string().trim().min(1, 'Give it a name that says who uses it.').max(100, 'At most 100 characters.'),
  scopes: z.array(z.enum(tokenScopes)).min(1, 'Choose at least one.'),
  /** Undefined: all groups that its user may see. */
  groupIds: z.array(id).min(1, 'Choose at least one group, or all.').optional(),
  days: z
    .int('Expected a whole number of days.')
    .min(1, 'At least one day.')
    .max(mostTokenDays, `At most ${mostTokenDays} days.`)
    .default(usualTokenDays),
};

/** What is said once, and never again. */
export interface FreshToken {
  readonly id: number;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Whoever is signed in: makes a token for oneself. */
export const createApiToken = defineCommand({
  name: 'createApiToken',
  input: z.strictObject(tokenInput),
  needs: 'user',
  run: (act, input): Promise<FreshToken> => issue(act, act.person(), input),
});

/** The command line: makes a token for a user. */
export const createApiTokenFor = defineCommand({
  name: 'createApiTokenFor',
  input: z.strictObject({ ...tokenInput, email: z.string() }),
  needs: 'operator',
  async run(act, { email, ...input }): Promise<FreshToken> {
    const user = await findUserByEmail(act.tx, email.trim().toLowerCase());
    if (user === undefined) throw new AppError('not_found', `There is no user ${email}.`);
    return issue(act, user.id, input);
  },
});

/** One's own; an admin and the command line: any. Ends it at once. */
export const revokeApiToken = defineCommand({
  name: 'revokeApiToken',
  input: z.strictObject({ tokenId: id }),
  needs: 'user',
  async run(act, { tokenId }): Promise<void> {
    const token = await findApiTokenById(act.tx, tokenId);
    const isOwn = token?.userId === act.userId;
    if (token === undefined || !(isOwn || act.viewer.isAdmin)) {
      throw new AppError('not_found', 'There is no such token, or it is not for you.');
    }
    if (token.revokedAt !== null) return;
    await updateApiToken(act.tx, tokenId, { revokedAt: act.now });
    act.record({ kind: 'token.revoked', userId: token.userId, data: { tokenId, name: token.name } });
    act.after(() => act.desk.publish({ kind: 'settings' }));
  },
});

/** A token itself: says that it is used, for its owner to see. */
export const noteTokenUse = defineCommand({
  name: 'noteTokenUse',
  input: nothing,
  needs: 'user',
  async run(act): Promise<void> {
    await updateApiToken(act.tx, tokenOf(act), { lastUsedAt: act.now });
  },
});

/** A token itself: takes an Idempotency-Key before a request is done. @returns the answer of an earlier one, if any */
export const beginIdempotentRequest = defineCommand({
  name: 'beginIdempotentRequest',
  input: z.strictObject({ key: z.string().min(1).max(200), requestHash: z.string() }),
  needs: 'user',
  async run(act, { key, requestHash }): Promise<{ status: number; body: string } | undefined> {
    const tokenId = tokenOf(act);
    await deleteIdempotentRequestsBefore(act.tx, new Date(act.now.getTime() - answersKeptFor));
    const earlier = await findIdempotentRequest(act.tx, tokenId, key);
    if (earlier === undefined) {
      const row = { tokenId, key, requestHash, status: null, body: null, createdAt: act.now };
      await insertIdempotentRequest(act.tx, row);
      return undefined;
    }
    if (earlier.requestHash !== requestHash) {
      throw new AppError('conflict', 'This Idempotency-Key came before with another request; use a new one.');
    }
    if (earlier.status === null || earlier.body === null) {
      throw new AppError('conflict', 'The request with this Idempotency-Key is still under way.');
    }
    return { status: earlier.status, body: earlier.body };
  },
});

/** A token itself: keeps the answer for 24 hours; without one the key is free again. */
export const endIdempotentRequest = defineCommand({
  name: 'endIdempotentRequest',
  input: z.strictObject({
    key: z.string(),
    answer: z.strictObject({ status: z.int(), body: z.string() }).optional(),
  }),
  needs: 'user',
  async run(act, { key, answer }): Promise<void> {
    await settleIdempotentRequest(act.tx, { tokenId: tokenOf(act), key }, answer);
  },
});

export const tokenCommands = [
  beginIdempotentRequest,
  createApiToken,
  createApiTokenFor,
  endIdempotentRequest,
  noteTokenUse,
  revokeApiToken,
] as const;

async function issue(
  act: Act,
  userId: number,
  { name, scopes, groupIds, days }: z.output<z.ZodObject<typeof tokenInput>>,
): Promise<FreshToken> {
  const user = await getUser(act.tx, userId);
  const forAdmins = scopes.filter((scope) => adminScopes.includes(scope));
  if (forAdmins.length > 0 && user.role !== 'admin') {
    const message = `Only an admin's token can have ${forAdmins.join(', ')}.`;
    throw new AppError('invalid', message, { fields: { scopes: message } });
  }
  if (forAdmins.length > 0 && groupIds !== undefined) {
    const message = `A token that is limited to groups cannot have ${forAdmins.join(', ')}.`;
    throw new AppError('invalid', message, { fields: { scopes: message } });
  }
  for (const groupId of groupIds ?? []) await getGroup(act.tx, groupId);
  const token = tokenPrefix + createToken();
  const expiresAt = new Date(act.now.getTime() + days * day);
  const tokenId = await insertApiToken(act.tx, {
    userId,
    name,
    tokenHash: hashToken(token),
    scopes: includeReading(scopes),
    groupIds: groupIds ?? null,
    createdAt: act.now,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  });
  act.record({ kind: 'token.created', userId, data: { tokenId, name, scopes: includeReading(scopes) } });
  act.after(() => act.desk.publish({ kind: 'settings' }));
  return { id: tokenId, token, expiresAt };
}

function tokenOf({ actor }: Act): number {
  if (actor.kind === 'token') return actor.tokenId;
  throw new AppError('forbidden', 'This is done by an API token only.');
}
