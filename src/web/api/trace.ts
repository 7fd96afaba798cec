import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { describeTraceFact, listTraceChecks } from '../../../views/facts/trace-words.ts';
import { mostTraceLetters, type Trace as Traced } from '../../domain/trace.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, Time, timeOf, timeOrNull } from './fields.ts';

const TraceFact = z
  .object({
    at: Time,
    kind: z.enum(['received', 'quarantined', 'ticket', 'merged', 'split', 'sent', 'bounced']),
    ticketNumber: z.int().nullable(),
    words: z.string().openapi({ description: 'What happened, in a sentence.' }),
    step: z.string().openapi({ description: 'What to do about it; empty where nothing is.' }),
    data: z.record(z.string(), z.unknown()).openapi({ description: 'The same, for programs.' }),
  })
  .openapi('TraceFact');

const Trace = z
  .object({
    facts: z.array(TraceFact).openapi({ description: 'In the order in which it happened.' }),
    isCut: z.boolean().openapi({ description: 'There is more than is told.' }),
    checks: z.array(z.string()).openapi({ description: 'Where nothing is known: what to look at.' }),
    channels: z
      .array(
        z.object({
          id: Id,
          name: z.string(),
          address: z.string(),
          folder: z.string(),
          state: z.string(),
          lastSuccessAt: Time.nullable(),
          failureCode: z.string().nullable(),
          sendingCode: z.string().nullable(),
        }),
      )
      .nullable(),
  })
  .openapi('Trace');

/** Where is my mail? */
export function addTraceEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/trace',
      tag: 'Mail',
      scope: 'channels:read',
      query: z.object({
        q: z
          .string()
          .min(1)
          .max(mostTraceLetters)
          .openapi({ description: 'An address, a Message-ID or words of a subject.' }),
      }),
      summary: 'Tell everything that is known of a message',
      answer: Trace,
    },
    async ({ caller, query }) => {
      const trace = await web.reads.traceMail(caller.viewer, query.q);
      if (trace !== undefined) return toAnswer(trace);
      const message = 'q is empty; expected an address, a Message-ID or words of a subject.';
      throw new AppError('invalid', message, { fields: { q: message } });
    },
  );
}

function toAnswer(trace: Traced): z.input<typeof Trace> {
  return {
    facts: trace.facts.map((fact) => {
      const { at, kind, ticket, ...data } = fact;
      const { what, step } = describeTraceFact(fact);
      return { at: timeOf(at), kind, ticketNumber: ticket, words: what, step, data };
    }),
    isCut: trace.isCut,
    checks: trace.facts.length === 0 ? listTraceChecks(trace) : [],
    channels:
      trace.channels?.map(
        ({ id, name, address, folder, state, failureCode, sendingCode, lastSuccessAt }) => ({
          id,
          name,
          address,
          folder,
          state,
          failureCode,
          sendingCode,
          lastSuccessAt: timeOrNull(lastSuccessAt),
        }),
      ) ?? null,
  };
}
