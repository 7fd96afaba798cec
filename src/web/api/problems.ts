import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { toAppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import { sendProblem } from '../failures.tsx';

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

/** @returns the answer for what was thrown; a defect of ours is logged */
export function answerProblem(web: WebContext, c: Context, thrown: unknown): Response {
  const failure = toAppError(thrown);
  if (failure.code === 'internal') {
    web.log.error('request failed', { method: c.req.method, path: c.req.path, error: thrown });
  }
  return sendProblem(c, failure);
}
