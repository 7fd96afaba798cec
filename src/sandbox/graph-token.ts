import type { GraphVerdict } from './graph-access.ts';
import type { GraphContext } from './graph-context.ts';
import { accessDenied, badRequest, GraphError, itemNotFound, refuseToken } from './graph-errors.ts';

/** @throws GraphError 401 */
export function checkAudience(context: GraphContext, token: string): void {
  const { kind } = context.state.access.verifyGraph(token, undefined, 'User.Read');
  if (kind === 'invalid-token' || kind === 'wrong-audience') throw refuseVerdict({ kind }, '');
}

/** @throws GraphError 401 where there is none */
export function readBearer(header: string | undefined): string {
  const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  if (token === undefined) throw refuseToken('Access token is empty.');
  return token;
}

/** @param wanted the mailbox as the path has it @returns what Graph answers where a token is not enough */
export function refuseVerdict(
  verdict: Exclude<GraphVerdict, { kind: 'granted' }>,
  wanted: string,
): GraphError {
  switch (verdict.kind) {
    case 'invalid-token':
      return refuseToken('Lifetime validation failed, the token is expired.', ', error="invalid_token"');
    case 'wrong-audience':
      return refuseToken('Access token validation failure. Invalid audience.');
    case 'no-person':
      return badRequest('/me request is only valid with delegated authentication flow.');
    case 'access-denied':
      return accessDenied();
    case 'not-shared':
      return itemNotFound('The specified object was not found in the store., Default folder Root not found.');
    case 'unknown-user':
      return new GraphError(404, 'ErrorInvalidUser', `The requested user '${wanted}' is invalid.`);
    case 'no-mailbox':
      return new GraphError(
        404,
        'MailboxNotEnabledForRESTAPI',
        'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
      );
  }
}
