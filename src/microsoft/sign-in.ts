import { type Cloud, listDelegatedScopes, type Resource } from '../domain/cloud.ts';
import { discoverTenant } from './discovery.ts';
import { createEntraClient, type Registration } from './entra-client.ts';
import { acceptIdToken, type Identity, ImplausibleSignIn } from './id-token.ts';

export interface SignInRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** S256 of the code verifier, base64url. */
  readonly codeChallenge: string;
  readonly prompt: 'select_account' | 'login' | 'consent';
  /** The account to offer; Entra takes it together with `login` and `consent` only. */
  readonly loginHint?: string | undefined;
  /** Whose permissions are asked for. */
  readonly resource: Resource;
}

interface CodeExchange {
  readonly redirectUri: string;
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
  readonly now: Date;
  readonly resource: Resource;
}

export interface SignedIn {
  readonly identity: Identity;
  /** MSAL's serialized cache with this account's tokens; not stored anywhere yet. */
  readonly tokenCache: string;
}

/** @returns the address at Microsoft where the admin signs in. @throws RemoteError */
export async function buildSignInUrl(
  cloud: Cloud,
  registration: Registration,
  request: SignInRequest,
): Promise<string> {
  const client = await createEntraClient(cloud, registration);
  return client.run((app) =>
    app.getAuthCodeUrl({
      scopes: listDelegatedScopes(cloud, request.resource),
      redirectUri: request.redirectUri,
      state: request.state,
      nonce: request.nonce,
      codeChallenge: request.codeChallenge,
      codeChallengeMethod: 'S256',
      prompt: request.prompt,
      ...(request.loginHint === undefined ? {} : { loginHint: request.loginHint }),
    }),
  );
}

/**
 * Turns the code into tokens, in a client of its own whose memory is its only store: nothing is kept
 * until the caller has accepted the account.
 * @throws RemoteError, ImplausibleSignIn
 */
export async function redeemCode(
  cloud: Cloud,
  registration: Registration,
  exchange: CodeExchange,
): Promise<SignedIn> {
  const client = await createEntraClient(cloud, registration);
  const result = await client.run((app) =>
    app.acquireTokenByCode({
      code: exchange.code,
      scopes: listDelegatedScopes(cloud, exchange.resource),
      redirectUri: exchange.redirectUri,
      codeVerifier: exchange.codeVerifier,
      nonce: exchange.nonce,
    }),
  );
  const identity = acceptIdToken(result.idTokenClaims, {
    clientId: registration.clientId,
    issuer: client.issuer,
    nonce: exchange.nonce,
    now: exchange.now,
  });
  const tokenCache = client.app.getTokenCache().serialize();
  if (!tokenCache.includes('"RefreshToken":{"')) {
    const message = 'Microsoft gave no refresh token; the permission offline_access is missing.';
    throw new ImplausibleSignIn({ code: 'no_refresh_token' }, message);
  }
  return { identity, tokenCache };
}

/**
 * @returns where a tenant's administrator grants the app's permissions for everybody, of one resource: two in one scope are
 * refused (AADSTS28000). @throws RemoteError
 */
export async function buildAdminConsentUrl(
  cloud: Cloud,
  registration: Registration,
  request: Pick<SignInRequest, 'redirectUri' | 'state' | 'resource'>,
): Promise<string> {
  // https://learn.microsoft.com/entra/identity-platform/v2-admin-consent; /common is refused there.
  const tenant = registration.tenant === 'common' ? 'organizations' : registration.tenant;
  // People sign in where the discovery says, which can be another host than the one that programs ask.
  const { authorization_endpoint } = await discoverTenant(cloud, tenant);
  const url = new URL(`/${encodeURIComponent(tenant)}/v2.0/adminconsent`, authorization_endpoint);
  url.searchParams.set('client_id', registration.clientId);
  url.searchParams.set('redirect_uri', request.redirectUri);
  url.searchParams.set('scope', listDelegatedScopes(cloud, request.resource).join(' '));
  url.searchParams.set('state', request.state);
  return url.href;
}
