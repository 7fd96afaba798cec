import type { OpenAPIHono } from '@hono/zod-openapi';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { idParams } from './fields.ts';

const common = { scope: 'channels:write', params: idParams, answer: undefined } as const;

/** What programs do with channels and with mail that could not become an article. */
export function addChannelActions(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/channels/{id}/fetches',
      tag: 'Channels',
      summary: 'Fetch a mailbox now; the answer does not wait for it',
      isRepeatable: true,
    },
    ({ caller, params }) => caller.door.call('fetchNow', { channelId: params.id }),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'put',
      path: '/channels/{id}/pause',
      tag: 'Channels',
      summary: 'Stop fetching and sending',
    },
    ({ caller, params }) => caller.door.call('pauseChannel', { channelId: params.id }),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'delete',
      path: '/channels/{id}/pause',
      tag: 'Channels',
      summary: 'Fetch and send again',
    },
    ({ caller, params }) => caller.door.call('resumeChannel', { channelId: params.id }),
  );
  addQuarantineActions(api, web);
}

function addQuarantineActions(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/quarantine/{id}/attempts',
      tag: 'Mail',
      summary: 'Read a quarantined message once more',
      isRepeatable: true,
    },
    ({ caller, params }) => caller.door.call('retryQuarantined', { id: params.id }),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/quarantine/{id}/discard',
      tag: 'Mail',
      summary: 'Decide that a quarantined message never becomes an article',
    },
    ({ caller, params }) => caller.door.call('discardQuarantined', { id: params.id }),
  );
}
