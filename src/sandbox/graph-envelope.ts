import type { GraphAnswer, GraphContext } from './graph-context.ts';
import { GraphError } from './graph-errors.ts';

export interface RequestIds {
  requestId: string;
  clientRequestId: string;
}

/** The envelope of every error. */
export function describeError(context: GraphContext, ids: RequestIds, error: unknown): GraphAnswer {
  const known =
    error instanceof GraphError
      ? error
      : new GraphError(500, 'ErrorInternalServerError', 'The sandbox failed; its log says why.');
  const date = new Date(context.state.now()).toISOString().slice(0, 19);
  const { status, code, message, headers } = known;
  const innerError = { date, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId };
  return { status, headers: { ...headers }, json: { error: { code, message, innerError } } };
}
