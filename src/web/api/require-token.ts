import type { MiddlewareHandler } from 'hono';
import { readFileVersion } from '../../db/file-version.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import type { TokenActor } from '../../domain/actor.ts';
import { clientAddress } from '../client-address.ts';
import type { WebContext } from '../context.ts';
import { createTokenReader } from '../read-token.ts';
import type { ApiEnv } from './context.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createRateLimit, readRate, writeRate } from './rate-limit.ts';

/** "Last used" is exact to so much; a note for each request would be a write for each read. */
const noteEvery = 60_000;

/** Lets only requests through that bring a good token (RFC 6750 section 2.1), none too often. @throws AppError unauthorized, unavailable */
export function requireToken(web: WebContext): MiddlewareHandler<ApiEnv> {
  const findToken = createTokenReader(web);
  const kept = createKeptAnswers();
  const reads = createRateLimit(readRate);
  const writes = createRateLimit(writeRate);
  return async (c, next) => {
    const version = await readFileVersion(web.read);
    const found = await findToken(c.req.header('authorization'), version);
    const { token, user } = found;
    (c.req.method === 'GET' ? reads : writes).take(token.id);
    const limit = token.groupIds === null ? {} : { groupIds: token.groupIds };
    const actor: TokenActor = {
      kind: 'token',
      tokenId: token.id,
      userId: user.id,
      scopes: token.scopes,
      address: clientAddress(c, web),
      ...limit,
    };
    const door = web.desk.as(actor);
    const viewer = { ...viewerOf(user), ...limit };
    c.set('answers', { kept, version });
    c.set('caller', { actor, user, viewer, scopes: token.scopes, door });
    if (Date.now() - (token.lastUsedAt?.getTime() ?? 0) > noteEvery) {
      // Nobody waits for it, and an answer does not fail by it.
      door
        .call('noteTokenUse', {})
        .catch((error: unknown) => web.log.debug('use of a token not noted', { error }));
    }
    return next();
  };
}
