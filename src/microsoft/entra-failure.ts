import * as z from 'zod';
import { type Failure, findFailure, RemoteError } from '../domain/failure.ts';
import { readRetryAfter } from '../domain/retry-after.ts';
import type { HttpAnswer } from './http.ts';

// https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application
const errorBody = z.object({
  error: z.string(),
  error_description: z.string().default(''),
  error_codes: z.array(z.number()).default([]),
  suberror: z.string().optional(),
});

/** @returns what an error answer of Entra says; undefined when `body` is none. */
function readEntraFailure(body: string): Failure | undefined {
  const parsed = errorBody.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const { error, error_description, error_codes } = parsed.data;
  return describeEntraFailure(error, error_description, error_codes);
}

/**
 * @returns what an answer that is no success says, in Entra's words or by its status alone: a proxy or an overloaded front
 * answers with a page, or with nothing
 */
export function describeAnswer(url: string, answer: HttpAnswer, now = Date.now()): Failure {
  const retryAfter = readRetryAfter(answer.headers['retry-after'], now);
  const said = readEntraFailure(answer.body);
  const { host } = new URL(url);
  const text = `${host} answered ${answer.status}, and not as Microsoft's sign-in does.`;
  const code = String(answer.status);
  const failure: Failure = said ?? { origin: 'entra', error: `http_${code}`, code, text };
  return retryAfter === undefined ? failure : { ...failure, retryAfter };
}

/** @param codes Entra's `error_codes`; where they lack (a redirect back), the numbers in the text count */
export function describeEntraFailure(
  error: string,
  description: string,
  codes: readonly number[] = [],
): Failure {
  const inText = [...description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]));
  const aadsts = [...new Set([...codes, ...inText])];
  // The lines after the first are trace and correlation ids and a time.
  const text = description.split(/\r?\n| Trace ID:/)[0]?.trim() ?? '';
  return { origin: 'entra', error, aadsts, text: text === '' ? error : text };
}

/** @returns `error` itself when it carries a failure, else what MSAL says, as one. */
export function toRemoteError(error: unknown, heard: Failure | undefined): unknown {
  if (findFailure(error) !== undefined) return error;
  if (heard !== undefined) return new RemoteError(heard, { cause: error });
  const { errorCode, errorMessage } = error as { errorCode?: unknown; errorMessage?: unknown };
  if (typeof errorCode !== 'string') return error;
  return new RemoteError(describeEntraFailure(errorCode, String(errorMessage ?? '')), { cause: error });
}

/** @returns undefined for what is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML page, for instance: not Entra's words.
    return undefined;
  }
}
