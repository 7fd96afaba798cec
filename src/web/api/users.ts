import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { listAccessOfUser } from '../../db/group-access.ts';
import { getUser } from '../../db/users.ts';
import { accessLevels } from '../../domain/access.ts';
import type { WebContext } from '../context.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { idParams } from './fields.ts';
import { toUser, User } from './people.ts';

const Level = z.enum(['none', ...accessLevels]);
const access = z
  .record(z.string().regex(/^\d{1,15}$/, 'Expected the id of a group.'), Level)
  .openapi({ description: 'By the id of a group.' });
const name = z.string().trim().min(1, 'Enter a name.').max(200, 'At most 200 characters.');

const UserDetails = z.object({ ...User.shape, access }).openapi('UserDetails');
const NewUser = z
  .strictObject({
    name,
    email: z.string(),
    access: access.optional().openapi({ description: 'Left out: full access to all groups there are.' }),
  })
  .openapi('NewUser');
const UserChanges = z
  .strictObject({
    name: name.optional(),
    access: access.optional().openapi({ description: 'Groups that are not named keep what they have.' }),
    isActive: z.boolean().optional().openapi({ description: 'false ends every session at once.' }),
  })
  .openapi('UserChanges');

const common = { tag: 'Users', scope: 'settings' } as const;

/** Agents. Admins are made and changed on the page alone. */
export function addUserEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'get',
      path: '/users/{id}',
      params: idParams,
      answer: UserDetails,
      summary: 'Show a user with what he may do in which group',
    },
    ({ params }) => loadUser(web, params.id),
  );
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'post',
      path: '/users',
      body: NewUser,
      answer: UserDetails,
      status: 201,
      summary: 'Add an agent, who is invited by mail',
    },
    async ({ caller, body }) => {
      const { access: given, ...rest } = body;
      const choice = given === undefined ? {} : { access: given };
      const { id } = await caller.door.call('addUser', { ...rest, ...choice, role: 'agent' });
      return loadUser(web, id);
    },
  );
  addUserChanges(api, web);
}

function addUserChanges(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...common,
      method: 'patch',
      path: '/users/{id}',
      params: idParams,
      body: UserChanges,
      answer: UserDetails,
      summary: 'Change an agent; what is left out stays',
    },
    async ({ caller, params, body }) => {
      await caller.door.call('saveUser', { userId: params.id, ...body, access: body.access ?? {} });
      return loadUser(web, params.id);
    },
  );
}

async function loadUser(web: WebContext, userId: number): Promise<z.input<typeof UserDetails>> {
  const user = await getUser(web.read, userId);
  const levels = await listAccessOfUser(web.read, user.id);
  return {
    ...toUser(user),
    access: Object.fromEntries(levels.map(({ groupId, level }) => [String(groupId), level])),
  };
}
