import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { getWebhook, listWebhooks, type Webhook as WebhookRow } from '../../db/webhooks.ts';
import { webhookShapes } from '../../domain/webhook.ts';
import type { WebContext } from '../context.ts';
import { assertKnownKinds } from '../known-kinds.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idParams, listOf, Time, timeOf, timeOrNull } from './fields.ts';

const given = {
  name: z.string(),
  url: z.string(),
  kinds: z.array(z.string()).openapi({ description: 'Kinds of facts, or their beginnings: `ticket.*`.' }),
  shape: z.enum(webhookShapes),
  allowsPrivate: z.boolean().openapi({
    description:
      'Lets it reach this machine and its network. An admin allows that on the page of the webhook; a token keeps it only with the address that it was allowed for.',
  }),
};

const Webhook = z
  .object({
    id: Id,
    ...given,
    groupIds: z.array(Id).nullable(),
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
    shape: given.shape.optional().openapi({ description: '`standard` unless given.' }),
    allowsPrivate: given.allowsPrivate.optional(),
    groupIds: z.array(Id).min(1).optional().openapi({ description: 'Left out: all groups.' }),
  })
  .openapi('NewWebhook');
const WebhookChanges = z
  .strictObject({
    ...z.object(given).partial().shape,
    groupIds: z.array(Id).min(1).nullable().optional().openapi({ description: 'Null: all groups.' }),
  })
  .openapi('WebhookChanges');
const FreshSecret = z
  .object({
    secret: z.string().openapi({ description: 'Shown once.' }),
    oldUntil: Time.openapi({ description: 'Until then the old one signs beside it.' }),
  })
  .openapi('FreshSecret');

const common = { tag: 'Webhooks', scope: 'settings' } as const;

/** Who is told of facts, and what became of it. */
export function addWebhookEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'get',
      path: '/webhooks',
      answer: listOf('Webhook', Webhook),
      summary: 'List the webhooks',
    },
    async () => ({ items: (await listWebhooks(web.read)).map(toWebhook), next: null }),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'get',
      path: '/webhooks/{id}',
      params: idParams,
      answer: Webhook,
      summary: 'Show a webhook',
    },
    async ({ params }) => toWebhook(await getWebhook(web.read, params.id)),
  );
  addNewWebhook(api, web);
  addWebhookChanges(api, web);
  addWebhookSecret(api, web);
  addWebhookSwitch(api, web);
}

function addNewWebhook(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/webhooks',
      body: NewWebhook,
      answer: FreshWebhook,
      status: 201,
      summary: 'Add a webhook: it is told of what happens from now on',
    },
    async ({ caller, body }) => {
      assertKnownKinds(body.kinds);
      const { id } = await caller.door.call('saveWebhook', body);
      const webhook = await getWebhook(web.read, id);
      return { ...toWebhook(webhook), secret: webhook.secret };
    },
  );
}

function addWebhookChanges(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'patch',
      path: '/webhooks/{id}',
      params: idParams,
      body: WebhookChanges,
      answer: Webhook,
      summary: 'Change a webhook; what is left out stays',
    },
    async ({ caller, params, body }) => {
      assertKnownKinds(body.kinds ?? []);
      await caller.door.call('saveWebhook', { ...body, id: params.id });
      return toWebhook(await getWebhook(web.read, params.id));
    },
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'delete',
      path: '/webhooks/{id}',
      params: idParams,
      answer: undefined,
      summary: 'Remove a webhook with its log',
    },
    ({ caller, params }) => caller.door.call('removeWebhook', { webhookId: params.id }),
  );
}

function addWebhookSecret(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/webhooks/{id}/secrets',
      params: idParams,
      answer: FreshSecret,
      status: 201,
      summary: 'Make a new secret; for a day both sign',
    },
    async ({ caller, params }) => {
      const fresh = await caller.door.call('renewWebhookSecret', { webhookId: params.id });
      return { secret: fresh.secret, oldUntil: timeOf(fresh.oldUntil) };
    },
  );
}

function addWebhookSwitch(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  const pause = { ...common, path: '/webhooks/{id}/pause', params: idParams, answer: undefined } as const;
  addEndpoint(
    api,
    web,
    { ...pause, method: 'put', summary: 'Switch a webhook off: it misses what happens meanwhile' },
    ({ caller, params }) => caller.door.call('switchWebhook', { webhookId: params.id, isOn: false }),
  );
  addEndpoint(
    api,
    web,
    { ...pause, method: 'delete', summary: 'Switch a webhook on: what it was not sent goes out' },
    ({ caller, params }) => caller.door.call('switchWebhook', { webhookId: params.id, isOn: true }),
  );
}

function toWebhook(row: WebhookRow): z.input<typeof Webhook> {
  const { id, name, url, kinds, shape, allowsPrivate, groupIds, switchedOffBecause } = row;
  return {
    id,
    name,
    url,
    kinds: [...kinds],
    shape,
    allowsPrivate,
    switchedOffBecause,
    groupIds: groupIds === null ? null : [...groupIds],
    createdAt: timeOf(row.createdAt),
    switchedOffAt: timeOrNull(row.switchedOffAt),
  };
}
