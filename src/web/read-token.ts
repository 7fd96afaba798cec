import { findApiToken } from '../db/api-tokens.ts';
import { hashToken } from '../domain/token.ts';
import { tokenPrefix } from '../domain/token-scope.ts';
import { AppError } from '../errors.ts';
import type { WebContext } from './context.ts';

type Found = NonNullable<Awaited<ReturnType<typeof findApiToken>>>;

/** @returns the token that a request brings, and its user. @throws AppError unauthorized */
export async function readToken(web: WebContext, header: string | undefined): Promise<Found> {
  return findToken(web, readHash(header));
}

const mostKept = 1_000;

/**
 * The same for who asks often: a token is looked up once for each version of the data file, in which everything stands that
 * could end it but the time.
 */
export function createTokenReader(web: WebContext) {
  let kept = new Map<string, Found>();
  let keptVersion = Number.NaN;
  /** @param version of the data file (db/file-version), read for this request. @throws AppError unauthorized */
  return async (header: string | undefined, version: number): Promise<Found> => {
    const tokenHash = readHash(header);
    if (version !== keptVersion || kept.size > mostKept) kept = new Map();
    keptVersion = version;
    const known = kept.get(tokenHash);
    if (known !== undefined && known.token.expiresAt > new Date()) {
      web.callers.note(tokenHash, known.user.id);
      return known;
    }
    const tokens = kept;
    const found = await findToken(web, tokenHash);
    tokens.set(tokenHash, found);
    return found;
  };
}

function readHash(header: string | undefined): string {
  const given = bearerOf(header);
  if (given !== undefined) return hashToken(given);
  throw new AppError('unauthorized', `Send an API token: Authorization: Bearer ${tokenPrefix}…`);
}

async function findToken(web: WebContext, tokenHash: string): Promise<Found> {
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
