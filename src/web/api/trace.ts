import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { describeMailbox, describeMailOnServer } from '../../../views/facts/mailbox-words.ts';
import { describeTraceFact, listTraceChecks } from '../../../views/facts/trace-words.ts';
import type { MailboxAnswer } from '../../domain/mailbox-answer.ts';
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

const Mailbox = z
  .object({
    channelId: Id,
    channel: z.string(),
    address: z.string(),
    state: z.enum(['found', 'nothing', 'failed', 'left_out']),
    words: z.string().openapi({ description: 'Of the mailbox as a whole; empty where `found` says it all.' }),
    step: z.string().openapi({ description: 'What to do about it; empty where nothing is.' }),
    failureCode: z.string().nullable(),
    found: z.array(
      z.object({
        folder: z.string(),
        kind: z.enum(['fetched', 'inbox', 'junk', 'deleted', 'archive', 'sent', 'other']),
        messageId: z.string().nullable(),
        sender: z.string(),
        subject: z.string(),
        at: Time.nullable(),
        isKnown: z.boolean().openapi({ description: 'Postroom has received or sent it.' }),
        ticketNumber: z.int().nullable(),
        words: z.string(),
        step: z.string(),
      }),
    ),
  })
  .openapi('TracedMailbox');

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
    mailboxes: z
      .array(Mailbox)
      .nullable()
      .openapi({ description: 'With `ask=true`: where it lies now, by each mailbox. Else null.' }),
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
          .openapi({ description: 'An address, a domain, a Message-ID or words of a subject.' }),
        ask: z.enum(['true', 'false']).optional().openapi({
          description: '`true` asks the mail servers too, which takes up to ten seconds for a mailbox.',
        }),
      }),
      summary: 'Tell everything that is known of a message',
      answer: Trace,
    },
    async ({ caller, query }) => {
      const trace = await web.reads.traceMail(caller.viewer, query.q);
      if (trace !== undefined) {
        const isAsking = query.ask === 'true';
        const answers = isAsking ? await caller.door.call('askMailboxes', { query: query.q }) : undefined;
        return { ...toAnswer(trace), mailboxes: answers?.map(toMailbox) ?? null };
      }
      const message = 'q is empty; expected an address, a domain, a Message-ID or words of a subject.';
      throw new AppError('invalid', message, { fields: { q: message } });
    },
  );
}

function toAnswer(trace: Traced): Omit<z.input<typeof Trace>, 'mailboxes'> {
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

function toMailbox(answer: MailboxAnswer): z.input<typeof Mailbox> {
  const { channelId, channel, address, kind } = answer;
  const { what, step } = describeMailbox(answer) ?? { what: '', step: '' };
  const found = kind === 'answered' ? answer.found : [];
  const unanswered = kind === 'left_out' ? 'left_out' : 'failed';
  const answered = found.length > 0 ? 'found' : 'nothing';
  return {
    channelId,
    channel,
    address,
    words: what,
    step,
    state: kind === 'answered' ? answered : unanswered,
    failureCode: kind === 'failed' ? answer.diagnosis.code : null,
    // A key is for the page: it is forgotten with the next start.
    found: found.map(({ key: _, ticket, at, ...mail }) => {
      const told = describeMailOnServer({ ...mail, ticket, at, key: null }, channel);
      return { ...mail, at: timeOrNull(at), ticketNumber: ticket, words: told.what, step: told.step };
    }),
  };
}
