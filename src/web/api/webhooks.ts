import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { describePostProblem } from '../../../views/facts/alert-problem-words.ts';
import {
  getWebhook,
  listWebhookDeliveries,
  listWebhooks,
  type WebhookDelivery,
  type Webhook as WebhookRow,
} from '../../db/webhooks.ts';
import { webhookShapes } from '../../domain/webhook.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import {
  Id,
  idParams,
  listOf,
  pageFields,
  pageOf,
  readIdCursor,
  Time,
  timeOf,
  timeOrNull,
  usualLimit,
} from './fields.ts';

const given = {
  name: z.string(),
  url: z.string(),
  kinds: z.array(z.string()).openapi({ description: 'Kinds of facts, or their beginnings: `ticket.*`.' }),
  shape: z.enum(webhookShapes),
  allowsPrivate: z.boolean().openapi({ description: 'Lets it reach this machine and its network.' }),
};

const Webhook = z
  .object({
    ...{ id: Id, ...given, groupIds: z.array(Id).nullable() },
    createdAt: Time,
    switchedOffAt: Time.nullable(),
    switchedOffBecause: z.string().nullable(),
  })
  .openapi('Webhook');
const FreshWebhook = Webhook.extend({
  secret: z.string().openapi({ description: 'Signs what is sent (Standard Webhooks); shown once.' }),
}).openapi('FreshWebhook');
const NewWebhook = z
  .strictObject({
    ...given,
    shape: given.shape.optional().openapi({ default: 'standard' }),
    allowsPrivate: given.allowsPrivate.optional(),
    groupIds: z.array(Id).min(1).optional().openapi({ description: 'Left out: all groups.' }),
  })
  .openapi('NewWebhook');
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

const common = { tag: 'Webhooks', scope: 'settings' } as const;

/** Who is told of facts, and what became of it. */
export function addWebhookEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...{ ...common, method: 'get', path: '/webhooks', answer: listOf('Webhook', Webhook) },
      summary: 'List the webhooks',
    },
    async () => ({ items: (await listWebhooks(web.read)).map(toWebhook), next: null }),
  );
  addEndpoint(
    api,
    web,
    {
      ...{
        ...common,
        method: 'post',
        path: '/webhooks',
        body: NewWebhook,
        answer: FreshWebhook,
        status: 201,
      },
      summary: 'Add a webhook: it is told of what happens from now on',
    },
    async ({ caller, body }) => {
      const { shape = 'standard', allowsPrivate = false, groupIds, ...rest } = body;
      const limit = groupIds === undefined ? {} : { groupIds };
      const { id } = await caller.door.call('saveWebhook', { ...rest, ...limit, shape, allowsPrivate });
      const webhook = await getWebhook(web.read, id);
      return { ...toWebhook(webhook), secret: webhook.secret };
    },
  );
  addWebhookActions(api, web);
}

function addWebhookActions(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...{ ...common, method: 'delete', path: '/webhooks/{id}', params: idParams, answer: undefined },
      summary: 'Remove a webhook with its log',
    },
    ({ caller, params }) => caller.door.call('removeWebhook', { webhookId: params.id }),
  );
  addEndpoint(
    api,
    web,
    {
      ...{ ...common, method: 'get', path: '/webhooks/{id}/deliveries', params: idParams },
      ...{ query: z.object(pageFields), answer: listOf('WebhookDelivery', Delivery) },
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
}

function toWebhook(row: WebhookRow): z.input<typeof Webhook> {
  const { id, name, url, kinds, shape, allowsPrivate, groupIds, switchedOffBecause } = row;
  return {
    ...{ id, name, url, kinds: [...kinds], shape, allowsPrivate, switchedOffBecause },
    groupIds: groupIds === null ? null : [...groupIds],
    createdAt: timeOf(row.createdAt),
    switchedOffAt: timeOrNull(row.switchedOffAt),
  };
}

function toDelivery(row: WebhookDelivery): z.input<typeof Delivery> {
  const { webhookId: _, nextAttemptAt, createdAt, triedAt, problem, ...rest } = row;
  return {
    ...rest,
    reason: problem === null ? null : describePostProblem(problem),
    nextAttemptAt: timeOrNull(nextAttemptAt),
    createdAt: timeOf(createdAt),
    triedAt: timeOrNull(triedAt),
  };
}
