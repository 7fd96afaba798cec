import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { listCannedAnswers } from '../../db/canned-answers.ts';
import { listFilters } from '../../db/filters.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, listOf, Time, timeOf } from './fields.ts';

const CannedAnswer = z
  .object({
    id: Id,
    name: z.string(),
    text: z.string().openapi({ description: 'With variables, as `{{customer}}`.' }),
    groupIds: z.array(Id).openapi({ description: 'Empty: offered in all groups.' }),
    updatedAt: Time,
  })
  .openapi('CannedAnswer');

const Filter = z
  .object({
    id: Id,
    position: z.int(),
    name: z.string(),
    note: z.string(),
    isActive: z.boolean(),
    match: z.enum(['all', 'any']),
    conditions: z.array(z.looseObject({})),
    actions: z.looseObject({}),
    stopsAfter: z.boolean(),
    updatedAt: Time,
  })
  .openapi('Filter');

/** What holds for the whole installation, and texts that are used again. */
export function addSettingEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...{ method: 'get', path: '/filters', tag: 'Filters', scope: 'settings' },
      summary: 'List the rules on incoming mail, in the order in which they are asked',
      answer: listOf('Filter', Filter),
    },
    async () => {
      const items = (await listFilters(web.read)).map(({ createdAt: _, updatedAt, ...filter }) => ({
        ...filter,
        updatedAt: timeOf(updatedAt),
      }));
      return { items, next: null };
    },
  );
  addEndpoint(
    api,
    web,
    {
      ...{ method: 'get', path: '/canned-answers', tag: 'Canned answers', scope: 'tickets:read' },
      summary: 'List the canned answers of the groups that the token may see',
      answer: listOf('CannedAnswer', CannedAnswer),
    },
    async ({ caller }) => {
      const seen = new Set((await listGroupsOf(web.read, caller.viewer, 'read')).map(({ id }) => id));
      const items = (await listCannedAnswers(web.read))
        .map(({ id, name, text, groupIds, updatedAt }) => ({
          ...{ id, name, text, groupIds: [...groupIds], updatedAt: timeOf(updatedAt) },
        }))
        .filter(({ groupIds }) => groupIds.length === 0 || groupIds.some((groupId) => seen.has(groupId)));
      return { items, next: null };
    },
  );
}
