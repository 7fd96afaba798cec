import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { insertGroup } from '../../../src/db/groups.ts';
import { updateUser } from '../../../src/db/users.ts';
import { adminScopes, type TokenScope, tokenScopes } from '../../../src/domain/token-scope.ts';
import { type ApiClient, clientOf, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// Every route of the document × every kind of token, made from the document itself: denied unless a scope says otherwise.

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly scope: TokenScope;
}

let desk: TicketDesk;
let operations: Operation[];
const byScope = new Map<TokenScope, ApiClient>();
let elsewhere: ApiClient;
let revoked: ApiClient;
let ofAgent: ApiClient;

before(async () => {
  desk = await openTicketDesk();
  const admin = await desk.signIn('admin', 'Ada Admin');
  const agent = await desk.signIn('agent', 'Ben Agent', { 1: 'none' });
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  for (const scope of tokenScopes) byScope.set(scope, await openApi(desk, admin.id, [scope]));
  const group = await desk.desk.write((tx) => insertGroup(tx, 'Elsewhere'));
  const limited = tokenScopes.filter((scope) => !/^(channels|settings|metrics)/.test(scope));
  elsewhere = await openApi(desk, admin.id, limited, { groupIds: [group.id] });
  ofAgent = await openApi(desk, agent.id, limited);
  revoked = await openApi(desk, admin.id, [...tokenScopes]);
  const page = await (await admin.get('/account/tokens')).text();
  const [, newest = ''] = /tokens\/(\d+)\/revocation/.exec(page) ?? [];
  await admin.post(`/account/tokens/${newest}/revocation`, {});
  const { body } = await clientOf(desk, undefined).get('/openapi.json');
  operations = Object.entries(body.paths as Record<string, Record<string, { security: object[] }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        method,
        path,
        scope: Object.values(security[0] ?? {}).flat()[0] as TokenScope,
      })),
  );
});
after(() => desk.close());

const ask = (client: ApiClient, { method, path }: Operation) => {
  const target = path.replace('{number}', '10001').replace(/\{\w+\}/g, '1');
  const query = path === '/receipts' ? '?channel=1' : path === '/trace' ? '?q=carla' : '';
  return method === 'get'
    ? client.get(target + query)
    : client.send(method.toUpperCase(), target, { kind: 'note', text: 'x' });
};

test('the document names a scope for every operation', () => {
  assert.ok(operations.length >= 17, `${operations.length} operations`);
  for (const { method, path, scope } of operations) {
    assert.ok(tokenScopes.includes(scope), `${method} ${path}`);
  }
});

describe('every route answers each token as its scope says', () => {
  test('no token, one that is none of ours, and one that has ended: 401', async () => {
    for (const operation of operations) {
      for (const client of [clientOf(desk, undefined), clientOf(desk, 'postroom_no'), revoked]) {
        assert.equal((await ask(client, operation)).status, 401, operation.path);
      }
    }
  });

  test('every scope but those that hold the needed one: 403', async () => {
    for (const operation of operations) {
      for (const [scope, client] of byScope) {
        const { status, body } = await ask(client, operation);
        const holds = scope === operation.scope || includes(scope, operation.scope);
        if (holds) assert.notEqual(status, 401, `${operation.path} with ${scope}`);
        else assert.equal(status, 403, `${operation.path} with ${scope}: ${JSON.stringify(body)}`);
      }
    }
  });

  test('limited to another group, or of an agent without access: nothing of the ticket or its customer', async () => {
    for (const operation of operations) {
      for (const client of [elsewhere, ofAgent]) {
        const { status, body } = await ask(client, operation);
        if (hidesByGroup(operation)) {
          if (status === 200) assert.deepEqual(body.items, [], operation.path);
          else
            assert.ok([400, 403, 404].includes(status), `${operation.method} ${operation.path}: ${status}`);
        }
        assert.doesNotMatch(JSON.stringify(body), /Printer|burns|Carla|carla@/, operation.path);
      }
    }
  });

  test('a report counts nothing of groups that the token may not read', async () => {
    for (const client of [elsewhere, ofAgent]) {
      const { status, body } = await client.get('/reports');
      assert.equal(status, 200, JSON.stringify(body));
      assert.doesNotMatch(JSON.stringify(body), /"opened":[1-9]/);
    }
    const seen = await byScope.get('tickets:read')?.get('/reports');
    assert.equal(seen?.body.total.opened, 1, 'or the report counts nothing at all');
  });
});

test('the token of an admin who is one no more does nothing of what only admins may', async () => {
  const { id } = await desk.signIn('admin', 'Dora Demoted', { 1: 'none' });
  const program = await openApi(desk, id, [...tokenScopes]);
  await desk.desk.write((tx) => updateUser(tx, id, { role: 'agent' }));
  for (const operation of operations.filter(({ scope }) => adminScopes.includes(scope))) {
    assert.equal((await ask(program, operation)).status, 403, `${operation.method} ${operation.path}`);
  }
  const { body } = await program.get('/users');
  const names = body.items.map(({ name }: { name: string }) => name);
  assert.ok(names.includes('Dora Demoted') && !names.includes('Ben Agent'), names.join());
});

/** What tickets and customers are in it follows from the groups that one may read. */
function hidesByGroup({ path }: Operation): boolean {
  return /number|tickets|customers|facts|outbox/.test(path);
}

/** Writing includes reading. */
function includes(scope: TokenScope, needed: TokenScope): boolean {
  if (needed === 'tickets:read') return scope === 'tickets:write' || scope === 'send';
  return scope.replace(':write', ':read') === needed;
}
