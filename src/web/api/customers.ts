import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { getVisibleCustomer, listAddresses } from '../../db/customer-page.ts';
import type { Viewer } from '../../db/ticket-access.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import {
  Id,
  idParams,
  listOf,
  pageFields,
  readIdCursor,
  Time,
  timeOf,
  timeOrNull,
  toList,
  usualLimit,
} from './fields.ts';

const tag = 'Customers';

const Customer = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    createdAt: Time,
    blockedAt: Time.nullable().openapi({ description: 'Since when their mail is put aside.' }),
  })
  .openapi('Customer');
const CustomerDetail = Customer.extend({ note: z.string(), addresses: z.array(z.string()) }).openapi(
  'CustomerDetail',
);

export function addCustomerEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/customers',
      tag,
      scope: 'customers:read',
      summary: 'List customers',
      query: z.object({
        ...pageFields,
        q: z.string().max(200).optional().openapi({ description: 'Words of a name or an address.' }),
      }),
      answer: listOf('Customer', Customer),
      isKept: true,
    },
    async ({ caller, query }) => {
      const { q: words = '', limit = usualLimit } = query;
      const search = { words, limit, beforeId: readIdCursor(query.cursor) };
      return toList(await web.reads.listCustomers(caller.viewer, search), toCustomer);
    },
  );
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/customers/{id}',
      tag,
      scope: 'customers:read',
      params: idParams,
      summary: 'Read a customer',
      answer: CustomerDetail,
      isKept: true,
    },
    ({ caller, params }) => readCustomer(web, caller.viewer, params.id),
  );
  addCustomerChanges(api, web);
}

function addCustomerChanges(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  const common = { tag, scope: 'customers:write', params: idParams } as const;
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'patch',
      path: '/customers/{id}',
      answer: CustomerDetail,
      body: z
        .strictObject({
          name: z.string().optional(),
          note: z.string().optional(),
          isBlocked: z.boolean().optional(),
        })
        .openapi('CustomerChanges'),
      summary: 'Change the name, the note or the block of a customer; what is left out stays',
    },
    async ({ caller, params, body }) => {
      const { id: customerId } = await getVisibleCustomer(web.read, caller.viewer, params.id);
      await caller.door.call('saveCustomer', { customerId, ...body });
      return readCustomer(web, caller.viewer, customerId);
    },
  );
}

async function readCustomer(web: WebContext, viewer: Viewer, id: number) {
  const customer = await getVisibleCustomer(web.read, viewer, id);
  const addresses = await listAddresses(web.read, customer);
  return { ...toCustomer(customer), note: customer.note, addresses };
}

function toCustomer(row: {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
  readonly blockedAt: Date | null;
}) {
  const { id, name, email } = row;
  return { id, name, email, createdAt: timeOf(row.createdAt), blockedAt: timeOrNull(row.blockedAt) };
}
