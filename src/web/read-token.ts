import { findApiToken } from '../db/api-tokens.ts';
import { hashToken } from '../domain/token.ts';
import { tokenPrefix } from '../domain/token-scope.ts';
import { AppError } from '../errors.ts';
import type { WebContext } from './context.ts';

/** @returns the token that a request brings, and its user. @throws AppError unauthorized */
export async function readToken(web: WebContext, header: string | undefined) {
  const given = bearerOf(header);
  if (given === undefined) {
    throw new AppError('unauthorized', `Send an API token: Authorization: Bearer ${tokenPrefix}…`);
  }
  const tokenHash = hashToken(given);
  const found = await findApiToken(web.read, { tokenHash }, new Date());
  if (found !== undefined) {
    web.callers.note(tokenHash, found.user.id);
    return found;
  }
  web.callers.forget(tokenHash);
  throw new AppError('unauthorized', 'This API token is unknown, ended or revoked.');
}

/** @param header Authorization. @returns the token in it (RFC 6750 section 2.1) */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer +(\S{1,200})$/i.exec(header ?? '')?.[1];
}
