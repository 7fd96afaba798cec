import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { getVisibleCustomer, listAddresses } from '../../db/customer-page.ts';
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
  usualLimit,
  writeCursor,
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
      ...{ method: 'get', path: '/customers', tag, scope: 'customers:read', summary: 'List customers' },
      query: z.object({
        ...pageFields,
        q: z.string().max(200).optional().openapi({ description: 'Words of a name or an address.' }),
      }),
      answer: listOf('Customer', Customer),
    },
    async ({ caller, query }) => {
      const search = { words: query.q ?? '', beforeId: readIdCursor(query.cursor) };
      const page = await web.reads.listCustomers(caller.viewer, {
        ...search,
        limit: query.limit ?? usualLimit,
      });
      const next = page.next === undefined ? null : writeCursor(page.next);
      return { items: page.rows.map(toCustomer), next };
    },
  );
  addEndpoint(
    api,
    web,
    {
      ...{ method: 'get', path: '/customers/{id}', tag, scope: 'customers:read', params: idParams },
      summary: 'Read a customer',
      answer: CustomerDetail,
    },
    async ({ caller, params }) => {
      const customer = await getVisibleCustomer(web.read, caller.viewer, params.id);
      const addresses = await listAddresses(web.read, customer);
      return { ...toCustomer(customer), note: customer.note, addresses };
    },
  );
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
