// What a program may do with an API token. What a token may is never more than its user may.

/** In the order in which pages list them. */
export const tokenScopes = [
  'tickets:read',
  'tickets:write',
  'send',
  'customers:read',
  'customers:write',
  'channels:read',
  'channels:write',
  'settings',
  'facts',
  'metrics',
] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** Scopes that only an admin's token can have. */
export const adminScopes: readonly TokenScope[] = ['channels:read', 'channels:write', 'settings', 'metrics'];

/** @returns what of a token's scopes still holds: it was given them while its user was an admin */
export function scopesOf(
  token: { readonly scopes: readonly TokenScope[]; readonly groupIds: readonly number[] | null },
  user: { readonly role: 'admin' | 'agent' },
): readonly TokenScope[] {
  const isForAll = user.role === 'admin' && token.groupIds === null;
  return isForAll ? token.scopes : token.scopes.filter((scope) => !adminScopes.includes(scope));
}

/** How long a token is good for where nobody says otherwise. */
export const usualTokenDays = 365;
export const mostTokenDays = 3650;

/** What every token begins with, so that one that was published by mistake is recognised. */
export const tokenPrefix = 'postroom_';

export function isTokenScope(value: string): value is TokenScope {
  return (tokenScopes as readonly string[]).includes(value);
}

/** `tickets:write` without `tickets:read` would answer with what it may not read. @returns scopes with what they include */
export function includeReading(scopes: readonly TokenScope[]): TokenScope[] {
  const all = new Set<TokenScope>(scopes);
  if (all.has('tickets:write') || all.has('send')) all.add('tickets:read');
  if (all.has('customers:write')) all.add('customers:read');
  if (all.has('channels:write')) all.add('channels:read');
  return tokenScopes.filter((scope) => all.has(scope));
}

/** So long a request with an Idempotency-Key is known, in milliseconds. */
export const answersKeptFor = 86_400_000;
