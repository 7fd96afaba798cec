import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface Signer {
  jwks: { keys: JWK[] };
  sign(claims: Record<string, unknown>): Promise<string>;
}

/** Of all that is simulated in this process: to make one takes longer than the rest of a tenant, and it protects nothing. */
let pair: ReturnType<typeof generateKeyPair> | undefined;

/** @returns a signer with a name of its own for the key, by which whoever verifies has to find it */
export async function createSigner(): Promise<Signer> {
  pair ??= generateKeyPair('RS256');
  const { publicKey, privateKey } = await pair;
  const kid = randomUUID();
  const key = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' };
  return {
    jwks: { keys: [key] },
    sign: (claims) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey),
  };
}
