import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { describePostProblem } from '../../../views/facts/alert-problem-words.ts';
import {
  getWebhook,
  getWebhookDelivery,
  listWebhookDeliveries,
  type WebhookDelivery,
} from '../../db/webhooks.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import {
  Id,
  idParams,
  idText,
  listOf,
  pageFields,
  pageOf,
  readIdCursor,
  Time,
  timeOf,
  timeOrNull,
  usualLimit,
} from './fields.ts';

const Delivery = z
  .object({
    id: Id,
    factId: Id,
    ticketId: Id.nullable(),
    state: z.enum(['queued', 'sent', 'failed']),
    attempts: z.int(),
    nextAttemptAt: Time.nullable(),
    status: z.int().nullable(),
    reason: z.string().nullable(),
    body: z.string(),
    answer: z.string().nullable(),
    createdAt: Time,
    triedAt: Time.nullable(),
  })
  .openapi('WebhookDelivery');

const TestOutcome = z
  .object({
    isTaken: z.boolean(),
    status: z.int().nullable().openapi({ description: 'Null where nothing was answered.' }),
    answer: z.string().nullable(),
    reason: z.string().nullable().openapi({ description: 'Why it was not taken.' }),
  })
  .openapi('WebhookTest');

const common = { tag: 'Webhooks', scope: 'settings' } as const;

/** What webhooks were sent, and what came of it. */
export function addDeliveryEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'get',
      path: '/webhooks/{id}/deliveries',
      params: idParams,
      query: z.object(pageFields),
      answer: listOf('WebhookDelivery', Delivery),
      summary: 'List what was sent, the newest first',
    },
    async ({ params, query }) => {
      await getWebhook(web.read, params.id);
      const limit = query.limit ?? usualLimit;
      const place = { before: readIdCursor(query.cursor), limit };
      const { rows, next } = pageOf(await listWebhookDeliveries(web.read, params.id, place), limit);
      return { items: rows.map(toDelivery), next };
    },
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/webhooks/{id}/deliveries/{delivery}/attempts',
      params: idParams.extend({ delivery: idText }),
      answer: undefined,
      summary: 'Send a delivery again, with the same id; the answer does not wait for it',
    },
    async ({ caller, params }) => {
      const { webhookId } = await getWebhookDelivery(web.read, params.delivery);
      if (webhookId !== params.id) throw new AppError('not_found', 'This webhook has no such delivery.');
      await caller.door.call('sendDeliveryAgain', { deliveryId: params.delivery });
    },
  );
  addTest(api, web);
}

function addTest(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/webhooks/{id}/tests',
      params: idParams,
      answer: TestOutcome,
      summary: 'Send a test in the shape of the webhook, and say what came of it',
    },
    async ({ caller, params }) => {
      const outcome = await caller.door.call('testWebhook', { webhookId: params.id });
      return {
        isTaken: outcome.kind === 'sent',
        status: outcome.status ?? null,
        answer: outcome.answer ?? null,
        reason: outcome.kind === 'sent' ? null : describePostProblem(outcome.problem),
      };
    },
  );
}

function toDelivery(row: WebhookDelivery): z.input<typeof Delivery> {
  const { webhookId: _, queuedAt: __, nextAttemptAt, createdAt, triedAt, problem, ...rest } = row;
  return {
    ...rest,
    reason: problem === null ? null : describePostProblem(problem),
    nextAttemptAt: timeOrNull(nextAttemptAt),
    createdAt: timeOf(createdAt),
    triedAt: timeOrNull(triedAt),
  };
}
