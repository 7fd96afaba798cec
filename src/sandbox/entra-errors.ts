import { randomUUID } from 'node:crypto';
import { AppError } from '../errors.ts';
import { type ErrorPlace, errorRows } from './entra-error-table.ts';

export type { ErrorPlace } from './entra-error-table.ts';

/** What the sentences of an error are filled with. */
export interface ErrorContext {
  tenant?: string;
  tenantName?: string;
  clientId?: string;
  appName?: string;
  user?: string;
  redirectUri?: string;
  resource?: string;
  /** A parameter or scope that is wrong or missing. */
  subject?: string;
}

export interface EntraError {
  code: number | undefined;
  error: string;
  suberror?: string;
  /** `error_subcode` on the way back to the app. */
  subcode?: string;
  place: ErrorPlace;
  description: string;
}

/** The error JSON of the token endpoint. */
interface ErrorBody {
  error: string;
  error_description: string;
  error_codes: number[];
  timestamp: string;
  trace_id: string;
  correlation_id: string;
  error_uri: string;
  suberror?: string;
}

/** Every code that can be asked for as the fault `entra-<code>`, with the place it shows by itself. */
export const entraCodes: readonly { code: number; place: ErrorPlace; error: string }[] = Object.entries(
  errorRows,
).map(([code, { place, error }]) => ({ code: Number(code), place, error }));

/** @param code one of entraCodes */
export function createError(code: number, context: ErrorContext = {}): EntraError {
  const found = errorRows[code];
  if (!found) throw new AppError('invalid', `The sandbox does not know AADSTS${code}.`);
  const text = found.text.replace(/\{(\w+)\}/g, (_, name: keyof ErrorContext) => context[name] ?? '');
  return {
    code,
    error: found.error,
    ...(found.suberror ? { suberror: found.suberror } : {}),
    ...(found.subcode ? { subcode: found.subcode } : {}),
    place: found.place,
    description: `AADSTS${code}: ${text}`,
  };
}

/** @param words such as `server_error: Something went wrong.`: an answer without a code */
export function createPlainError(words: string): EntraError {
  const [error = '', ...description] = words.split(': ');
  return { code: undefined, error, place: 'token', description: description.join(': ') };
}

/** @param now milliseconds since 1970 */
export function createErrorBody(failure: EntraError, now: number, correlationId?: string): ErrorBody {
  const ids = { trace: randomUUID(), correlation: correlationId ?? randomUUID() };
  const timestamp = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    error: failure.error,
    error_description: `${failure.description} Trace ID: ${ids.trace} Correlation ID: ${ids.correlation} Timestamp: ${timestamp}`,
    error_codes: failure.code === undefined ? [] : [failure.code],
    timestamp,
    trace_id: ids.trace,
    correlation_id: ids.correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${failure.code ?? ''}`,
    ...(failure.suberror ? { suberror: failure.suberror } : {}),
  };
}
