import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { listAgents, listGroupsOf } from '../../db/group-access.ts';
import { listUsers, type User as UserRow } from '../../db/users.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id, listOf, Time, timeOf } from './fields.ts';
import { addSignatureEndpoints } from './signatures.ts';

const Group = z
  .object({ id: Id, name: z.string(), isActive: z.boolean(), emailAddressId: Id.nullable() })
  .openapi('Group');
export const User = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    role: z.enum(['admin', 'agent']),
    isActive: z.boolean(),
    createdAt: Time,
  })
  .openapi('User');
const EmailAddress = z
  .object({ id: Id, address: z.string(), name: z.string(), channelId: Id, isPrimary: z.boolean() })
  .openapi('EmailAddress');

/** Groups, users, and what a group sends by. */
export function addPeopleEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addGroupList(api, web);
  addUserList(api, web);
  addAddressList(api, web);
  addSignatureEndpoints(api, web);
}

function addGroupList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/groups',
      tag: 'Groups',
      scope: 'tickets:read',
      summary: 'List the groups whose tickets the token may see',
      answer: listOf('Group', Group),
    },
    async ({ caller }) => {
      const groups = await listGroupsOf(web.read, caller.viewer, 'read');
      const items = groups.map(({ id, name, isActive, emailAddressId }) => ({
        id,
        name,
        isActive,
        emailAddressId,
      }));
      return { items, next: null };
    },
  );
}

function addUserList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/users',
      tag: 'Users',
      scope: 'tickets:read',
      summary: 'List the users: all for an admin’s token with `settings`, else those who share a group',
      answer: listOf('User', User),
    },
    async ({ caller }) => {
      const all = await listUsers(web.read);
      const isAll = caller.scopes.includes('settings');
      const groupIds = (await listGroupsOf(web.read, caller.viewer, 'read')).map(({ id }) => id);
      const shared = new Set(isAll ? [] : (await listAgents(web.read, groupIds)).map(({ id }) => id));
      const items = all.filter(({ id }) => isAll || shared.has(id) || id === caller.user.id).map(toUser);
      return { items, next: null };
    },
  );
}

export function toUser({ id, name, email, role, isActive, createdAt }: UserRow): z.input<typeof User> {
  return { id, name, email, role, isActive, createdAt: timeOf(createdAt) };
}

function addAddressList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/email-addresses',
      tag: 'Channels',
      scope: 'channels:read',
      summary: 'List the addresses that groups send from',
      answer: listOf('EmailAddress', EmailAddress),
    },
    async () => {
      const items = (await listAllEmailAddresses(web.read)).map(
        ({ id, address, name, channelId, isPrimary }) => ({ id, address, name, channelId, isPrimary }),
      );
      return { items, next: null };
    },
  );
}
