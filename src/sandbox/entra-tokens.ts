import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessToken } from './access-token.ts';
import type { Person } from './directory.ts';
import { formatScope, isRoleOf, type Scope } from './entra-scopes.ts';
import type { AppIdentity, EntraState, Grant } from './entra-state.ts';

/** What the token endpoint answers when all is well. */
export interface TokenBody {
  token_type: 'Bearer';
  scope: string;
  expires_in: number;
  ext_expires_in: number;
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  client_info?: string;
}

/** @param scopes those of one resource, and OpenID's */
export async function issueTokens(
  state: EntraState,
  grant: Grant,
  person: Person,
  scopes: readonly Scope[],
): Promise<TokenBody> {
  const lifetime = state.settings.tokenLifetimeSeconds;
  const has = (name: string) => scopes.some((scope) => scope.resource === undefined && scope.name === name);
  const body: TokenBody = {
    token_type: 'Bearer',
    scope: scopes
      .map(formatScope)
      .filter((each) => each !== 'offline_access')
      .join(' '),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await issueAccessToken(state, grant.clientId, person, scopes),
    client_info: encode({ uid: person.oid, utid: person.tenantId }),
  };
  if (has('offline_access')) body.refresh_token = issueRefreshToken(state, grant);
  if (has('openid')) {
    const isForeign = state.faults.take(grant.clientId, 'token-nonce', 'token') !== undefined;
    const named = isForeign ? { ...grant, nonce: randomUUID() } : grant;
    // The browser was still signed in, for an hour.
    const isEarly = state.faults.take(grant.clientId, 'token-early-sign-in', 'token') !== undefined;
    const signedInAt = grant.signedInAt - (isEarly ? 3_600_000 : 0);
    body.id_token = await state.signer.sign(describeIdentity(state, { ...named, signedInAt }, person, has));
  }
  return body;
}

async function issueAccessToken(
  state: EntraState,
  clientId: string,
  person: Person,
  scopes: readonly Scope[],
): Promise<string> {
  const audience = scopes.find(({ resource }) => resource)?.resource ?? 'https://graph.microsoft.com';
  const names = scopes.filter(({ resource }) => resource === audience).map(({ name }) => name);
  const { tenantId, oid, upn, name } = person;
  const claims = { scp: names.join(' '), idtyp: 'user', oid, upn, name };
  return signAccessToken(state, { upn, clientId, tenantId, scopes: names, audience }, claims);
}

/** The roles of a token of the app itself are those that an administrator has agreed to, for that resource. */
export async function issueAppToken(
  state: EntraState,
  app: AppIdentity,
  tenantId: string,
  audience: string,
): Promise<string> {
  const names = app.roles.filter((role) => isRoleOf(role, audience));
  // Nothing is agreed to: there is a token all the same, without the claim.
  const roles = names.length === 0 ? {} : { roles: names };
  const claims = { ...roles, idtyp: 'app', oid: app.principalId, sub: app.principalId };
  const facts = { upn: undefined, clientId: app.clientId, tenantId, scopes: names, audience };
  return signAccessToken(state, facts, claims);
}

async function signAccessToken(
  state: EntraState,
  facts: Omit<AccessToken, 'jti' | 'expiresAt'>,
  claims: Record<string, unknown>,
): Promise<string> {
  const jti = randomUUID();
  const expiresAt = state.now() + state.settings.tokenLifetimeSeconds * 1000;
  const token = await state.signer.sign({
    aud: facts.audience,
    iss: `${state.urls.authority}/${facts.tenantId}/`,
    ...describeTimes(state.now(), expiresAt),
    appid: facts.clientId,
    tid: facts.tenantId,
    jti,
    ver: '1.0',
    ...claims,
  });
  state.access.remember(token, { ...facts, jti, expiresAt });
  return token;
}

function issueRefreshToken(state: EntraState, grant: Grant): string {
  const token = `1.sandbox.${randomBytes(96).toString('base64url')}`;
  state.refreshTokens.set(token, { ...grant, usedAt: state.now(), isRevoked: false });
  return token;
}

function describeIdentity(state: EntraState, grant: Grant, person: Person, has: (scope: string) => boolean) {
  const { tenantId } = person;
  return {
    aud: grant.clientId,
    iss: `${state.urls.authority}/${tenantId}/v2.0`,
    ...describeTimes(state.now(), state.now() + state.settings.tokenLifetimeSeconds * 1000),
    tid: tenantId,
    oid: person.oid,
    sub: Buffer.from(`${person.oid} ${grant.clientId}`).toString('base64url').slice(0, 43),
    ver: '2.0',
    ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    ...(grant.isTimeAsked ? { auth_time: Math.floor(grant.signedInAt / 1000) } : {}),
    ...(has('profile') ? { name: person.name, preferred_username: person.upn } : {}),
    ...(has('email') && person.isLicensed ? { email: person.mail } : {}),
    // As with “groups claim: security groups” in the app's token configuration.
    ...(person.groups.length === 0 ? {} : { groups: person.groups }),
  };
}

/** Entra dates a token five minutes back, for clocks that are late. */
function describeTimes(now: number, expiresAt: number) {
  const start = Math.floor(now / 1000) - 300;
  return { iat: start, nbf: start, exp: Math.floor(expiresAt / 1000) };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
