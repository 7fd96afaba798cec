import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { loadConversation } from '../../db/article-list.ts';
import {
  findTicketByNumber,
  listTicketsById,
  queryTickets,
  type TicketRecord,
  ticketOrders,
} from '../../db/ticket-query.ts';
import { cleanTag, longestTag, mostTags } from '../../domain/filters/filter.ts';
import { settableStates, ticketPriorities, ticketStates } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import type { ApiContext, ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, idText, listOf, pageFields, readCursor, usualLimit, writeCursor } from './fields.ts';
import { etagOf, readEtag, Ticket, TicketWithArticles, toArticles, toTicket } from './ticket-shapes.ts';

const tag = 'Tickets';
export const numberParams = z.object({
  number: idText.openapi({ description: 'As people see it: 10023.' }),
});

const listQuery = z.object({
  ...pageFields,
  q: z.string().max(500).optional().openapi({ description: 'A search, as people type it.' }),
  group: idText.optional(),
  state: z.enum(ticketStates).optional(),
  owner: z
    .union([z.enum(['me', 'nobody']), idText])
    .optional()
    .openapi({ type: 'string', description: '`me`, `nobody` or a user’s id.' }),
  customer: idText.optional(),
  tag: z.string().max(100).overwrite(cleanTag).optional(),
  sort: z.enum(ticketOrders).optional().openapi({ default: 'activity' }),
});

const changes = z
  .strictObject({
    state: z.enum(settableStates).optional(),
    until: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .optional()
      .openapi({ type: 'string', format: 'date-time', description: 'With `waiting`: it opens again then.' }),
    priority: z.enum(ticketPriorities).optional(),
    ownerId: Id.nullable().optional(),
    groupId: Id.optional(),
    addTags: z
      .array(z.string())
      .max(20)
      .optional()
      .openapi({ description: `Up to ${longestTag} characters each; a ticket has ${mostTags} at most.` }),
    removeTags: z.array(z.string()).max(20).optional(),
  })
  .openapi('TicketChanges');

export function addTicketEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addTicketList(api, web);
  addTicket(api, web);
  addTicketChange(api, web);
}

function addTicketList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/tickets',
      tag,
      scope: 'tickets:read',
      query: listQuery,
      summary: 'List or search tickets',
      description:
        'With `q` the newest activity comes first, whatever `sort` says, and a page may hold fewer than `limit`.',
      answer: listOf('Ticket', Ticket),
      isKept: true,
    },
    async ({ caller, query }) =>
      query.q === undefined ? list(web, caller, query) : search(web, caller, { ...query, q: query.q }),
  );
}

function addTicket(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/tickets/{number}',
      tag,
      scope: 'tickets:read',
      params: numberParams,
      query: z.object({ before: idText.optional() }),
      summary: 'Read a ticket with its newest messages',
      answer: TicketWithArticles,
      isKept: true,
    },
    async ({ caller, params, query, c }) => {
      const ticket = await getRecord(web, caller, params.number);
      const conversation = await loadConversation(web.read, ticket.id, query.before);
      c.set('etag', etagOf(ticket));
      const articles = toArticles(conversation);
      return { ...toTicket(ticket), articles, earlier: conversation.earlier ?? null };
    },
  );
}

function addTicketChange(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'patch',
      path: '/tickets/{number}',
      tag,
      scope: 'tickets:write',
      params: numberParams,
      body: changes,
      summary: 'Change a ticket: all of it, or nothing',
      description: 'With `If-Match` only where it has not changed since (412).',
      answer: Ticket,
    },
    async ({ caller, params, body, c }) => {
      const ticket = await getRecord(web, caller, params.number);
      const expected = readMatch(c, ticket);
      await caller.door.call('updateTicket', { ...body, ticketId: ticket.id, ...expected });
      return showChanged(web, caller, c, params.number);
    },
  );
}

/** @throws AppError not_found */
export async function getRecord(web: WebContext, caller: Caller, number: number): Promise<TicketRecord> {
  const record = await findTicketByNumber(web.read, caller.viewer, number);
  if (record === undefined) throw new AppError('not_found', 'There is no such ticket, or it is not for you.');
  return record;
}

/** The ticket after a change, or a sentence where the token's user may not see it any more. */
async function showChanged(web: WebContext, caller: Caller, c: ApiContext, number: number) {
  const ticket = await getRecord(web, caller, number);
  c.header('ETag', etagOf(ticket));
  return toTicket(ticket);
}

/** @returns the version that the caller has read. @throws AppError conflict where it is none of this ticket */
export function readMatch(c: ApiContext, ticket: TicketRecord): { expected?: Date } {
  const given = c.req.header('if-match');
  if (given === undefined || given.trim() === '*') return {};
  const versions = given.split(',').flatMap((each) => readEtag(each, ticket.id) ?? []);
  const now = versions.find((at) => at.getTime() === ticket.updatedAt.getTime());
  // Of an earlier one the desk decides: a request that comes again may have made the change itself.
  const expected = now ?? versions[0];
  if (expected !== undefined) return { expected };
  const message = 'The ticket has changed since you have read it; read it again.';
  throw new AppError('conflict', message, { fields: { 'If-Match': message } });
}

type ListQuery = z.output<typeof listQuery>;
const place = z.object({ at: z.int(), id: z.int() });
const searchPlace = place.extend({ withBeginnings: z.boolean() });

async function list(web: WebContext, { viewer, user }: Caller, query: ListQuery) {
  const limit = query.limit ?? usualLimit;
  const { owner, sort: order = 'activity' } = query;
  const rows = await queryTickets(web.read, viewer, {
    groupId: query.group,
    state: query.state,
    customerId: query.customer,
    tag: query.tag,
    order,
    limit,
    ownerId: readOwner(owner, user.id),
    after: readCursor(query.cursor, place),
  });
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  const next = last === undefined ? null : writeCursor({ at: last.lastArticleAt.getTime(), id: last.id });
  return { items: items.map(toTicket), next };
}

/** @returns a user's id; null: nobody's */
function readOwner(owner: ListQuery['owner'], ownId: number): number | null | undefined {
  return owner === 'me' ? ownId : owner === 'nobody' ? null : owner;
}

/** What the other fields leave of what the words have found: a page may be shorter by it. */
function isWanted(ticket: TicketRecord, query: ListQuery, ownId: number): boolean {
  const { state, customer, tag } = query;
  const ownerId = readOwner(query.owner, ownId);
  return (
    (state === undefined || ticket.state === state) &&
    (customer === undefined || ticket.customerId === customer) &&
    (ownerId === undefined || ticket.ownerId === ownerId) &&
    (tag === undefined || ticket.tags.includes(tag))
  );
}

async function search(web: WebContext, { viewer, user }: Caller, query: ListQuery & { readonly q: string }) {
  const found = await web.reads.searchTickets(viewer, {
    input: query.q,
    groupId: query.group,
    after: readCursor(query.cursor, searchPlace),
    limit: query.limit ?? usualLimit,
  });
  if (found.kind === 'unclear') {
    throw new AppError('invalid', found.message, { fields: { q: found.message } });
  }
  const ids = found.hits.map(({ id }) => id);
  const items = (await listTicketsById(web.read, viewer, ids)).filter((ticket) =>
    isWanted(ticket, query, user.id),
  );
  const { next } = found;
  return {
    items: items.map(toTicket),
    next: next === undefined ? null : writeCursor(next),
  };
}
