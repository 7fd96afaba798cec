import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';
import { describeProblem, isForPrograms } from './problem.ts';

// Loaded before the pages' code is: no more than this.

/** While nothing stands behind it yet. */
export function refuseAtStart(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const text = 'Postroom is starting; try again in some seconds.';
  refuseEarly(incoming, outgoing, new AppError('unavailable', text, { retryAfter: 5 }), 503);
}

/** No page, and no second request on that line: a thousand at once cost as little as can be. */
export function refuseEarly(
  { url = '' }: IncomingMessage,
  outgoing: ServerResponse,
  failure: AppError,
  status = 429,
): void {
  const { message, retryAfter = 5 } = failure;
  const { body, headers } = isForPrograms(url)
    ? describeProblem(failure, status)
    : { body: message, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
  outgoing.writeHead(status, {
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Retry-After': String(retryAfter),
    Connection: 'close',
    ...headers,
  });
  outgoing.end(body);
}
