import * as z from 'zod';
import type { Cloud } from '../domain/cloud.ts';
import { RemoteError } from '../domain/failure.ts';
import { describeAnswer, parseJson } from './entra-failure.ts';
import { type HttpAnswer, sendHttp } from './http.ts';

const document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  // The secret of the app goes there. Some clouds name another host than the one that was asked.
  token_endpoint: z.url({ protocol: /^https$/ }),
});

/** A tenant's OpenID configuration, as text for MSAL and the parts that we use ourselves. */
interface Discovery extends z.infer<typeof document> {
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
  const discovery = readDiscovery(url, answer);
  known.set(url, { discovery, until: Date.now() + lifetimeMilliseconds });
  return discovery;
}

function readDiscovery(url: string, answer: HttpAnswer): Discovery {
  const parsed = document.safeParse(parseJson(answer.body));
  if (answer.status !== 200 || !parsed.success) throw new RemoteError(describeAnswer(url, answer));
  return { ...parsed.data, text: answer.body };
}
