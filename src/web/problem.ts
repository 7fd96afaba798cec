import type { AppError, ErrorCode } from '../errors.ts';
import { statusOf } from './status-of.ts';

/** An answer that refuses something, to a program (RFC 9457). */
interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const titles: Readonly<Record<ErrorCode, string>> = {
  invalid: 'The request does not fit',
  unauthorized: 'A good token is needed',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Not possible now',
  unavailable: 'Not available at the moment',
  internal: 'Something went wrong',
};

/** @returns whether programs ask at this path: their refusals are problems, also those that come before any route */
export function isForPrograms(path: string): boolean {
  return /^\/(?:api|mcp)(?=[/?]|$)/.test(path);
}

/** @param status where it says more than the code does */
export function describeProblem(failure: AppError, status = statusFor(failure)): ProblemAnswer {
  const { code, message, fields, retryAfter } = failure;
  const error = { code, message, ...(fields === undefined ? {} : { fields }) };
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="postroom"' } : {}),
    },
    body: JSON.stringify({ type: 'about:blank', title: titles[code], status, detail: message, error }),
  };
}

/** A wait that is named is 429 (RFC 6585 section 4); a version that is not the last one 412 (RFC 9110 section 15.5.13). */
function statusFor({ code, retryAfter, fields }: AppError): number {
  if (retryAfter !== undefined) return 429;
  if (code === 'conflict' && fields?.['If-Match'] !== undefined) return 412;
  return statusOf[code];
}
