import type { IncomingHttpHeaders } from 'node:http';
import { RemoteError } from '../domain/failure.ts';
import { readRetryAfter } from '../domain/retry-after.ts';

/** What a request was about; the diagnosis goes by it, as by IMAP's commands. */
export type GraphCommand = 'FOLDER' | 'LIST' | 'FETCH' | 'SETTLE' | 'SEND' | 'LOOK' | 'WATCH';

export interface GraphAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** A server may say whatever it likes, as long as it likes. */
const longestText = 1000;

/** What Graph itself was seen to refuse with a page, or what is dealt with by its number alone. */
const graphsOwn = [400, 401, 408, 410, 413, 429];

/** @returns the failure that an answer of 300 and above is. Some come without a body, or with a page of a proxy. */
export function describeRefusal({ status, headers, bytes }: GraphAnswer, command: GraphCommand): RemoteError {
  const { code, message } = readEnvelope(bytes);
  const isBare = bytes.length === 0 || code !== undefined;
  const isForeign = !isBare && parseJson(bytes) === undefined && status < 500 && !graphsOwn.includes(status);
  const byNumber = isForeign ? 'FOREIGN_PAGE' : `HTTP_${status}`;
  const named = code === undefined || code === 'UnknownError' ? byNumber : code;
  const words = message ?? (isBare ? 'No words came with it.' : 'The answer was no JSON.');
  const id = headers['request-id'];
  const trace = typeof id === 'string' ? ` (request-id ${id.slice(0, 64)})` : '';
  return new RemoteError({
    origin: 'graph',
    code: named,
    command,
    status,
    retryAfter: readRetryAfter(headers['retry-after'], Date.parse(headers.date ?? '')),
    text: `${status} ${code ?? ''}: ${words}`.slice(0, longestText) + trace,
  });
}

/** A fault of what Graph sent, or of what we were to ask. */
export function describeOddity(code: string, command: GraphCommand, text: string): RemoteError {
  return new RemoteError({ origin: 'graph', code, command, text });
}

/** `error` and beside it `innerError`, or `innererror`; nothing of it is promised. */
function readEnvelope(bytes: Buffer): { code?: string; message?: string } {
  const { error } = (parseJson(bytes) ?? {}) as { error?: { code?: unknown; message?: unknown } };
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const code = text(error?.code);
  const message = text(error?.message);
  return { ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) };
}

/** @returns undefined for what is no JSON object */
export function parseJson(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
