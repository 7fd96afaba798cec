import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from './graph-failure.ts';

/** No policy of a tenant says more. */
const longest = 8192;

/**
 * Continuous access evaluation: what a new token has to be asked for with. Without it Microsoft hands out the same kind of token,
 * and Graph refuses it again and again. https://learn.microsoft.com/entra/identity-platform/claims-challenge
 * @returns JSON; undefined where the answer asks for nothing of the kind
 */
export function readChallenge(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['www-authenticate'] ?? '';
  if (header.length > longest || !/\berror="insufficient_claims"/i.test(header)) return undefined;
  const encoded = /\bclaims="([A-Za-z0-9+/_=-]+)"/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const claims = Buffer.from(encoded, 'base64');
  return parseJson(claims) === undefined ? undefined : claims.toString('utf8');
}
