import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Filter as FilterRow, getFilter, listFilters } from '../../db/filters.ts';
import { changeBy } from '../../domain/change-by.ts';
import { filterFields, filterOperators, ticketPriorities } from '../../domain/filters/filter-rule.ts';
import { ticketStates } from '../../domain/ticket.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idParams, listOf, Time, timeOf } from './fields.ts';

const Condition = z
  .strictObject({
    field: z.enum(filterFields),
    header: z.string().optional().openapi({ description: 'Its name, where `field` is `header`.' }),
    operator: z.enum(filterOperators),
    isNegated: z.boolean().optional(),
    value: z.string().optional().openapi({ description: 'Left out for `exists`.' }),
  })
  .openapi('FilterCondition');
const Actions = z
  .strictObject({
    groupId: Id.optional(),
    ownerId: Id.optional(),
    priority: z.enum(ticketPriorities).optional(),
    state: z.enum(ticketStates).optional(),
    tags: z.array(z.string()).optional(),
    customer: z.string().optional().openapi({ description: 'An address, or `Name <address>`.' }),
    isInternal: z.boolean().optional(),
    isIgnored: z.boolean().optional(),
    noAutoReply: z.boolean().optional(),
  })
  .openapi('FilterActions');
const fields = {
  name: z.string(),
  note: z.string(),
  isActive: z.boolean(),
  match: z.enum(['all', 'any']),
  conditions: z.array(Condition),
  actions: Actions,
  stopsAfter: z.boolean().openapi({ description: 'No later filter is asked.' }),
};
const Filter = z.object({ id: Id, position: z.int(), ...fields, updatedAt: Time }).openapi('Filter');
const NewFilter = z
  .strictObject({
    ...fields,
    note: fields.note.optional(),
    isActive: fields.isActive.optional().openapi({ description: 'Yes, unless given.' }),
    stopsAfter: fields.stopsAfter.optional(),
  })
  .openapi('NewFilter');

const common = { tag: 'Filters', scope: 'settings' } as const;

/** Rules on incoming mail. */
export function addFilterEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'get',
      path: '/filters',
      answer: listOf('Filter', Filter),
      summary: 'List the rules on incoming mail, in the order in which they are asked',
    },
    async () => ({ items: (await listFilters(web.read)).map(toFilter), next: null }),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/filters',
      body: NewFilter,
      answer: Filter,
      status: 201,
      summary: 'Add a filter behind all others',
    },
    ({ caller, body }) => save(web, caller, undefined, body),
  );
  addFilterChanges(api, web);
}

function addFilterChanges(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  const one = { ...common, path: '/filters/{id}', params: idParams } as const;
  addEndpoint(
    api,
    web,
    { ...one, method: 'put', body: NewFilter, answer: Filter, summary: 'Replace a filter; its place stays' },
    ({ caller, params, body }) => save(web, caller, params.id, body),
  );
  addEndpoint(
    api,
    web,
    { ...one, method: 'delete', answer: undefined, summary: 'Remove a filter' },
    ({ caller, params }) => caller.door.call('removeFilter', { id: params.id }),
  );
}

async function save(
  web: WebContext,
  { door }: Caller,
  id: number | undefined,
  {
    conditions,
    actions,
    note = '',
    isActive = true,
    stopsAfter = false,
    ...rest
  }: z.output<typeof NewFilter>,
) {
  const { groupId, ownerId, priority, state, ...others } = actions;
  const filter = {
    ...rest,
    note,
    isActive,
    stopsAfter,
    conditions: conditions.map(({ field, operator, ...more }) => ({
      field,
      operator,
      ...changeBy(usualCondition, more),
    })),
    actions: { ...changeBy(usualActions, others), groupId, ownerId, priority, state },
  };
  const saved = await door.call('saveFilter', { id, filter });
  return toFilter(await getFilter(web.read, saved.id));
}

const usualCondition = { header: '', isNegated: false, value: '' };
const usualActions: Pick<
  FilterRow['actions'],
  'tags' | 'customer' | 'isInternal' | 'isIgnored' | 'noAutoReply'
> = { tags: [], customer: '', isInternal: false, isIgnored: false, noAutoReply: false };

function toFilter({ createdAt: _, updatedAt, conditions, actions, ...filter }: FilterRow) {
  return {
    ...filter,
    conditions: conditions.map((each) => ({ ...each })),
    actions: { ...actions, tags: [...actions.tags] },
    updatedAt: timeOf(updatedAt),
  } satisfies z.input<typeof Filter>;
}
