import { createHash, randomBytes } from 'node:crypto';

/** @returns 256 random bits, URL-safe: a session, a set-up link, an OAuth state. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns the SHA-256 of a token, hex: what is stored in its place. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Names a session on its owner's pages without saying its hash. */
export function sessionKey(tokenHash: string): string {
  return hashToken(tokenHash).slice(0, 16);
}
