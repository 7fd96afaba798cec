import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type AppError, type ErrorCode, toAppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import { statusOf } from '../failures.tsx';

/** What every answer says that refuses something: the members of RFC 9457 and, beside them, `error`. */
export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z.object({
      code: z.enum([
        'invalid',
        'unauthorized',
        'forbidden',
        'not_found',
        'conflict',
        'unavailable',
        'internal',
      ]),
      message: z.string(),
      /** What was wrong with each field of the request. */
      fields: z.record(z.string(), z.string()).optional(),
    }),
  })
  .openapi('Problem');

const titles: Readonly<Record<ErrorCode, string>> = {
  invalid: 'The request does not fit',
  unauthorized: 'A good token is needed',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Not possible now',
  unavailable: 'Not available at the moment',
  internal: 'Something went wrong',
};

/** @returns the answer for what was thrown; a defect of ours is logged */
export function answerProblem(web: WebContext, c: Context, thrown: unknown): Response {
  const failure = toAppError(thrown);
  if (failure.code === 'internal') {
    web.log.error('request failed', { method: c.req.method, path: c.req.path, error: thrown });
  }
  const status = statusFor(failure);
  const { code, message, fields, retryAfter } = failure;
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="postroom"');
  const error = { code, message, ...(fields === undefined ? {} : { fields }) };
  const body = { type: 'about:blank', title: titles[code], status, detail: message, error };
  return c.body(JSON.stringify(body), status as 400, { 'Content-Type': 'application/problem+json' });
}

/** A wait that is named is 429 (RFC 6585 section 4); a version that is not the last one 412 (RFC 9110 section 15.5.13). */
function statusFor({ code, retryAfter, fields }: AppError): number {
  if (retryAfter !== undefined) return 429;
  if (code === 'conflict' && fields?.['If-Match'] !== undefined) return 412;
  return statusOf[code];
}
