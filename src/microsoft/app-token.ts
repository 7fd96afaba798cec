import * as z from 'zod';
import type { Cloud } from '../domain/cloud.ts';
import { RemoteError } from '../domain/failure.ts';
import type { AccessToken } from './access-token.ts';
import { createEntraClient, type Registration } from './entra-client.ts';
import { parseJson } from './entra-failure.ts';

/** A token of the app itself, and what stands in it. */
export interface AppToken extends AccessToken {
  /** The application permissions that an administrator agreed to in Entra; what Exchange's roles give does not show. */
  readonly roles: readonly string[];
  /** Under Enterprise applications: what Exchange's New-ServicePrincipal wants. '' where it does not stand in it. */
  readonly objectId: string;
  /** The directory that it is for; '' where it does not stand in it. */
  readonly tenantId: string;
}

const tokenClaims = z.object({
  roles: z.array(z.string()).default([]),
  oid: z.string().default(''),
  tid: z.string().default(''),
});

/**
 * Nobody signs in: the app asks for itself. There is no refresh token; the token is kept by who asks for it.
 * @param registration with a real tenant
 * @param resource such as https://graph.microsoft.com
 * @param claims what Graph wants it to be asked for with, as JSON
 * @throws RemoteError
 */
export async function acquireAppToken(
  cloud: Cloud,
  registration: Registration,
  resource: string,
  claims?: string,
): Promise<AppToken> {
  if (['common', 'organizations', 'consumers'].includes(registration.tenant)) {
    const text = 'An app without a person asks one tenant, and none was entered.';
    throw new RemoteError({ origin: 'entra', error: 'no_tenant', aadsts: [50059], text });
  }
  const client = await createEntraClient(cloud, registration);
  const result = await client.run((app) =>
    app.acquireTokenByClientCredential({
      scopes: [`${resource}/.default`],
      skipCache: true,
      ...(claims === undefined ? {} : { claims }),
    }),
  );
  if (result === null) {
    throw new RemoteError({ origin: 'entra', error: 'no_token', text: 'Microsoft gave no token.' });
  }
  const { accessToken, expiresOn } = result;
  return { accessToken, expiresAt: expiresOn ?? new Date(0), ...readClaims(accessToken) };
}

/** Microsoft asks nobody to look into a token; these three are what an admin would look up by hand. */
function readClaims(token: string): Pick<AppToken, 'roles' | 'objectId' | 'tenantId'> {
  const body = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  const parsed = tokenClaims.safeParse(parseJson(body));
  if (!parsed.success) return { roles: [], objectId: '', tenantId: '' };
  const { roles, oid, tid } = parsed.data;
  return { roles, objectId: oid, tenantId: tid };
}
