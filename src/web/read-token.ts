import { findApiToken } from '../db/api-tokens.ts';
import { hashToken } from '../domain/token.ts';
import { tokenPrefix } from '../domain/token-scope.ts';
import { AppError } from '../errors.ts';
import type { WebContext } from './context.ts';

/** @returns the token that a request brings, and its user. @throws AppError unauthorized */
export async function readToken(web: WebContext, header: string | undefined) {
  const given = /^Bearer +(\S{1,200})$/i.exec(header ?? '')?.[1];
  if (given === undefined) {
    throw new AppError('unauthorized', `Send an API token: Authorization: Bearer ${tokenPrefix}…`);
  }
  const found = await findApiToken(web.read, { tokenHash: hashToken(given) }, new Date());
  if (found !== undefined) return found;
  throw new AppError('unauthorized', 'This API token is unknown, ended or revoked.');
}
