import { type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type CannedAnswer as CannedAnswerRow,
  getCannedAnswer,
  listCannedAnswers,
} from '../../db/canned-answers.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idParams, listOf, Time, timeOf } from './fields.ts';

const fields = {
  name: z.string(),
  text: z.string().openapi({ description: 'With variables, as `{{customer}}`.' }),
  groupIds: z.array(Id).max(1000).openapi({ description: 'Empty: offered in all groups.' }),
};
const CannedAnswer = z.object({ id: Id, ...fields, updatedAt: Time }).openapi('CannedAnswer');
const NewCannedAnswer = z
  .strictObject({ ...fields, groupIds: fields.groupIds.optional() })
  .openapi('NewCannedAnswer');

const common = { tag: 'Canned answers', scope: 'settings' } as const;

/** Texts that are used again and again. */
export function addCannedAnswerEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/canned-answers',
      tag: 'Canned answers',
      scope: 'tickets:read',
      summary: 'List the canned answers of the groups that the token may see',
      answer: listOf('CannedAnswer', CannedAnswer),
    },
    async ({ caller }) => {
      const seen = new Set((await listGroupsOf(web.read, caller.viewer, 'read')).map(({ id }) => id));
      const items = (await listCannedAnswers(web.read))
        .map(toCannedAnswer)
        .filter(({ groupIds }) => groupIds.length === 0 || groupIds.some((groupId) => seen.has(groupId)));
      return { items, next: null };
    },
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/canned-answers',
      body: NewCannedAnswer,
      answer: CannedAnswer,
      status: 201,
      summary: 'Add a canned answer',
      named: { groups: 'groupIds' },
    },
    ({ caller, body }) => save(web, caller, body),
  );
  addCannedAnswerChanges(api, web);
}

function addCannedAnswerChanges(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  const one = { ...common, path: '/canned-answers/{id}', params: idParams } as const;
  addEndpoint(
    api,
    web,
    {
      ...one,
      method: 'put',
      body: NewCannedAnswer,
      answer: CannedAnswer,
      summary: 'Replace a canned answer',
      named: { groups: 'groupIds' },
    },
    async ({ caller, params, body }) => {
      const { id } = await getCannedAnswer(web.read, params.id);
      return save(web, caller, { ...body, id });
    },
  );
  addEndpoint(
    api,
    web,
    { ...one, method: 'delete', answer: undefined, summary: 'Remove a canned answer' },
    ({ caller, params }) => caller.door.call('removeCannedAnswer', { id: params.id }),
  );
}

async function save(
  web: WebContext,
  { door }: Caller,
  { id, groupIds = [], ...rest }: z.output<typeof NewCannedAnswer> & { readonly id?: number },
) {
  const saved = await door.call('saveCannedAnswer', { ...rest, groupIds, id });
  return toCannedAnswer(await getCannedAnswer(web.read, saved.id));
}

function toCannedAnswer({
  id,
  name,
  text,
  groupIds,
  updatedAt,
}: CannedAnswerRow): z.input<typeof CannedAnswer> {
  return { id, name, text, groupIds: [...groupIds], updatedAt: timeOf(updatedAt) };
}
