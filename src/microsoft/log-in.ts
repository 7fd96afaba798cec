import * as z from 'zod';
import type { Cloud } from '../domain/cloud.ts';
import { createEntraClient, type Registration } from './entra-client.ts';
import { acceptIdToken, type Identity } from './id-token.ts';

// Signing in to Postroom with a Microsoft account: who it is and nothing else. No token is kept.

/** MSAL adds offline_access by itself; what comes of it goes with the client. */
const scopes = ['openid', 'profile', 'email'];

interface LogInRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  /** S256 of the code verifier, base64url. */
  readonly codeChallenge: string;
  readonly prompt: 'select_account' | 'login';
  /** Seconds: whoever has shown at Microsoft who he is longer ago, shows it again, and the identity says when that was. */
  readonly maxAge?: number | undefined;
}

interface LogInExchange {
  readonly redirectUri: string;
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
  readonly now: Date;
}

/** @param registration with the one tenant whose people may sign in. @throws RemoteError */
export async function buildLogInUrl(
  cloud: Cloud,
  registration: Registration,
  { maxAge, ...request }: LogInRequest,
): Promise<string> {
  const client = await createEntraClient(cloud, registration);
  // MSAL neither sends it nor looks at what comes of it (its BaseAuthRequest says so).
  const age = maxAge === undefined ? {} : { extraQueryParameters: { max_age: String(maxAge) } };
  return client.run((app) => app.getAuthCodeUrl({ scopes, codeChallengeMethod: 'S256', ...request, ...age }));
}

/**
 * @returns who signed in, and the groups that the token names: only where the app's token configuration has them
 * (https://learn.microsoft.com/entra/identity-platform/optional-claims, groups claim)
 * @throws RemoteError, AppError forbidden (the id token does not fit)
 */
export async function redeemLogIn(
  cloud: Cloud,
  registration: Registration,
  { now, ...exchange }: LogInExchange,
): Promise<{ identity: Identity; groups: readonly string[] }> {
  const client = await createEntraClient(cloud, registration);
  const { idTokenClaims } = await client.run((app) => app.acquireTokenByCode({ scopes, ...exchange }));
  const { clientId } = registration;
  const expected = { clientId, issuer: client.issuer, nonce: exchange.nonce, now };
  const identity = acceptIdToken(idTokenClaims, expected);
  const named = z.object({ groups: z.array(z.string()) }).safeParse(idTokenClaims);
  return { identity, groups: named.success ? named.data.groups.map((group) => group.toLowerCase()) : [] };
}
