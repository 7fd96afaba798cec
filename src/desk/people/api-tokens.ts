import * as z from 'zod';
import {
  type ApiToken,
  findApiTokenById,
  insertApiToken,
  listApiTokens,
  updateApiToken,
} from '../../db/api-tokens.ts';
import { getGroup, listGroups } from '../../db/groups.ts';
import { findUserByEmail, getUser, type User } from '../../db/users.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import {
  adminScopes,
  includeReading,
  mostTokenDays,
  type TokenScope,
  tokenPrefix,
  tokenScopes,
  usualTokenDays,
} from '../../domain/token-scope.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id, nothing } from '../input-fields.ts';
import { proven } from '../rights.ts';
import { beginIdempotentRequest, endIdempotentRequest, tokenOf } from './idempotent-requests.ts';

const day = 86_400_000;

const expectedDays = `Expected a whole number of days from 1 to ${mostTokenDays}.`;

const tokenInput = {
  name: z.string().trim().min(1, 'Give it a name that says who uses it.').max(100, 'At most 100 characters.'),
  scopes: z.array(z.enum(tokenScopes)).min(1, 'Choose at least one.'),
  /** Undefined: all groups that its user may see. */
  groupIds: z.array(id).min(1, 'Choose at least one group, or all.').optional(),
  days: z.int(expectedDays).min(1, expectedDays).max(mostTokenDays, expectedDays).default(usualTokenDays),
};

type TokenTerms = z.output<z.ZodObject<typeof tokenInput>>;

/** The token itself, which is shown once and not stored. */
interface FreshToken {
  readonly id: number;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Whoever is signed in: makes a token for oneself. */
export const createApiToken = defineCommand({
  name: 'createApiToken',
  input: z.strictObject(tokenInput),
  needs: proven('user'),
  async run(act, input): Promise<FreshToken> {
    // Whether there is a group that is not for him is not told.
    for (const groupId of input.groupIds ?? []) await act.need({ groupId, level: 'read' });
    return issue(act, act.person(), input);
  },
});

/** The command line: makes a token for a user; without scopes it may what the user may. */
export const createApiTokenFor = defineCommand({
  name: 'createApiTokenFor',
  input: z.strictObject({
    ...tokenInput,
    scopes: tokenInput.scopes.optional(),
    groupIds: z.undefined().optional(),
    /** Names. */
    groups: z.array(z.string()).min(1, 'Name at least one group.').optional(),
    email: z.string(),
  }),
  needs: 'operator',
  async run(act, { email, groups, ...input }): Promise<FreshToken> {
    const user = await getUserByEmail(act, email);
    const mayAll = user.role === 'admin' && groups === undefined;
    const usual = tokenScopes.filter((scope) => mayAll || !adminScopes.includes(scope));
    const limit = groups === undefined ? {} : { groupIds: await findGroupIds(act, groups) };
    return issue(act, user.id, { ...input, ...limit, scopes: input.scopes ?? usual });
  },
});

export interface ListedToken {
  readonly id: number;
  readonly userEmail: string;
  readonly name: string;
  readonly state: 'good' | 'ended' | 'revoked';
  readonly scopes: readonly TokenScope[];
  readonly expiresAt: Date;
}

/** The command line: the tokens of a user, or of all ('') . */
const listApiTokensOf = defineCommand({
  name: 'listApiTokensOf',
  input: z.strictObject({ email: z.string() }),
  needs: 'operator',
  async run(act, { email }): Promise<ListedToken[]> {
    const userId = email === '' ? undefined : (await getUserByEmail(act, email)).id;
    const tokens = await listApiTokens(act.tx, userId);
    return tokens.map(({ id: tokenId, userEmail, name, scopes, expiresAt, revokedAt }) => ({
      id: tokenId,
      userEmail,
      name,
      scopes,
      expiresAt,
      state: revokedAt !== null ? 'revoked' : expiresAt > act.now ? 'good' : 'ended',
    }));
  },
});

/** The command line: ends the tokens of that name. */
const revokeApiTokenOf = defineCommand({
  name: 'revokeApiTokenOf',
  input: z.strictObject({ email: z.string(), name: z.string() }),
  needs: 'operator',
  async run(act, { email, name }): Promise<void> {
    const user = await getUserByEmail(act, email);
    const tokens = (await listApiTokens(act.tx, user.id)).filter(
      (each) => each.name === name && each.revokedAt === null,
    );
    if (tokens.length === 0) {
      throw new AppError('not_found', `${user.email} has no token "${name}"; see postroom token list.`);
    }
    for (const token of tokens) await revoke(act, token);
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
    if (token.revokedAt === null) await revoke(act, token);
  },
});

/** A token itself: says that it is used, for its owner to see. */
const noteTokenUse = defineCommand({
  name: 'noteTokenUse',
  input: nothing,
  needs: 'user',
  async run(act): Promise<void> {
    await updateApiToken(act.tx, tokenOf(act), { lastUsedAt: act.now });
  },
});

export const tokenCommands = [
  beginIdempotentRequest,
  createApiToken,
  createApiTokenFor,
  endIdempotentRequest,
  listApiTokensOf,
  noteTokenUse,
  revokeApiToken,
  revokeApiTokenOf,
] as const;

async function issue(
  act: Act,
  userId: number,
  { name, scopes, groupIds, days }: TokenTerms,
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
  return { id: tokenId, token, expiresAt };
}

async function revoke(act: Act, { id: tokenId, userId, name }: Omit<ApiToken, 'tokenHash'>): Promise<void> {
  await updateApiToken(act.tx, tokenId, { revokedAt: act.now });
  act.record({ kind: 'token.revoked', userId, data: { tokenId, name } });
}

async function getUserByEmail(act: Act, email: string): Promise<User> {
  const user = await findUserByEmail(act.tx, email.trim().toLowerCase());
  if (user === undefined) throw new AppError('not_found', `There is no user ${email}.`);
  return user;
}

/** @throws AppError not_found, with the names that there are */
async function findGroupIds(act: Act, names: readonly string[]): Promise<number[]> {
  const groups = await listGroups(act.tx);
  return names.map((name) => {
    const found = groups.find((group) => group.name.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found.id;
    const known = groups.map((group) => group.name).join(', ');
    throw new AppError('not_found', `There is no group "${name}"; expected one of ${known}.`);
  });
}
