import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Channel as ChannelRow, getChannel, listChannels } from '../../db/channels.ts';
import { countQuarantine } from '../../db/quarantine.ts';
import { recallDiagnosis } from '../../domain/diagnosis/diagnosis.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idParams, listOf, Time, timeOf, timeOrNull } from './fields.ts';

const tag = 'Channels';

const Diagnosis = z
  .object({
    code: z.string(),
    title: z.string(),
    cause: z.string(),
    who: z.string().openapi({ description: 'Who has to act.' }),
    step: z.string(),
    powershell: z.string().nullable(),
    text: z.string().openapi({ description: 'What the server said.' }),
  })
  .openapi('Diagnosis');

const Health = z
  .object({
    state: z.string(),
    since: Time.nullable(),
    diagnosis: Diagnosis.nullable(),
    nextTry: Time.nullable(),
  })
  .openapi('Health');

const Channel = z
  .object({
    id: Id,
    kind: z.enum(['microsoft365', 'email']),
    name: z.string(),
    address: z.string(),
    groupId: Id,
    folder: z.string(),
    afterImport: z.enum(['delete', 'mark_read', 'move']),
    isPaused: z.boolean(),
    startedAt: Time.nullable(),
    lastSuccessAt: Time.nullable(),
    receiving: Health,
    sending: Health,
    createdAt: Time,
  })
  .openapi('Channel');
const ChannelDetail = Channel.extend({
  quarantined: z.int().openapi({ description: 'How many messages wait in quarantine.' }),
}).openapi('ChannelDetail');

export function addChannelEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/channels',
      tag,
      scope: 'channels:read',
      summary: 'List the channels',
      answer: listOf('Channel', Channel),
      isKept: true,
    },
    async () => ({ items: (await listChannels(web.read)).map(toChannel), next: null }),
  );
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/channels/{id}',
      tag,
      scope: 'channels:read',
      params: idParams,
      summary: 'Read a channel with its health',
      answer: ChannelDetail,
    },
    async ({ params }) => {
      const channel = await getChannel(web.read, params.id);
      return { ...toChannel(channel), quarantined: await countQuarantine(web.read, channel.id) };
    },
  );
}

export function toChannel(row: ChannelRow): z.input<typeof Channel> {
  const { id, kind, name, address, groupId, folder, afterImport } = row;
  return {
    id,
    kind,
    name,
    address,
    groupId,
    folder,
    afterImport,
    isPaused: row.pausedAt !== null,
    startedAt: timeOrNull(row.startedAt),
    lastSuccessAt: timeOrNull(row.lastSuccessAt),
    receiving: {
      state: row.state,
      since: timeOrNull(row.receivingSince),
      diagnosis: row.failureCode === null ? null : describe(row.failureCode, row.failureText ?? '', row),
      nextTry: timeOrNull(row.retryAt),
    },
    sending: {
      state: row.sendingState,
      since: timeOrNull(row.sendingSince),
      diagnosis: row.sendingCode === null ? null : describe(row.sendingCode, row.sendingText ?? '', row),
      nextTry: timeOrNull(row.sendingRetryAt),
    },
    createdAt: timeOf(row.createdAt),
  };
}

function describe(code: string, text: string, channel: ChannelRow): z.input<typeof Diagnosis> {
  const { title, cause, who, step, powershell } = recallDiagnosis(code, text, channel);
  return { code, title, cause, who, step, powershell: powershell ?? null, text };
}
