import * as z from 'zod';
import type { Cloud } from '../domain/cloud.ts';
import { RemoteError } from '../domain/failure.ts';
import { readEntraFailure } from './entra-failure.ts';
import { sendHttp } from './http.ts';

const document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
});

/** A tenant's OpenID configuration, as text for MSAL and the parts that we use ourselves. */
export interface Discovery extends z.infer<typeof document> {
  readonly text: string;
}

const lifetimeMilliseconds = 3_600_000;
const known = new Map<string, { readonly discovery: Discovery; readonly until: number }>();

/**
 * MSAL would ask by itself, but hides every cause behind one code; so we ask, and hand it the answer.
 * @throws RemoteError (entra: the tenant is unknown; network)
 */
export async function discoverTenant(cloud: Cloud, tenant: string): Promise<Discovery> {
  const url = `${cloud.authority}/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`;
  const found = known.get(url);
  if (found !== undefined && found.until > Date.now()) return found.discovery;
  const answer = await sendHttp(url, { method: 'GET', ca: cloud.ca });
  const discovery = readDiscovery(url, answer.status, answer.body);
  known.set(url, { discovery, until: Date.now() + lifetimeMilliseconds });
  return discovery;
}

function readDiscovery(url: string, status: number, body: string): Discovery {
  const failure = readEntraFailure(body);
  if (failure !== undefined) throw new RemoteError(failure);
  try {
    if (status === 200) return { ...document.parse(JSON.parse(body)), text: body };
  } catch (cause) {
    throw new RemoteError({ origin: 'network', code: 'EPROTO', text: notEntra(url, status) }, { cause });
  }
  throw new RemoteError({ origin: 'network', code: 'EPROTO', text: notEntra(url, status) });
}

function notEntra(url: string, status: number): string {
  return `${new URL(url).host} answered ${status}, and not as Microsoft's sign-in does.`;
}
