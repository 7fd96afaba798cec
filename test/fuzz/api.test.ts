import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tokenScopes } from '../../src/domain/token-scope.ts';
import { type ApiClient, openApi } from '../support/api-client.ts';
import { fuzzFactor, mutateBytes } from '../support/mutate-bytes.ts';
import { createRandom } from '../support/random.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

// Every route of the API, and MCP, with bodies, queries and ids that no program should send. Nothing answers 500. Replay a
// failure by its seed.

const seed = 20_261_131;
let desk: TicketDesk;
let api: ApiClient;
const random = createRandom(seed);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

before(async () => {
  desk = await openTicketDesk();
  const head = 'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\n';
  await desk.deliver(`${head}Subject: Parcel\r\nMessage-ID: <a@customer.example>\r\n\r\nWhere is it?\r\n`);
  const admin = await desk.signIn('admin');
  await admin.post('/settings/mcp', { isOn: 'on' });
  api = await openApi(desk, admin.id, [...tokenScopes]);
});
after(() => desk.close());

const odd: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1e308,
    1,
    '',
    'a',
    '10001',
    '\0',
    '\ud800',
    '2026-02-30',
    'a@b.example',
    '__proto__',
  ],
  ...[
    'x'.repeat(50_000),
    [],
    {},
    [null],
    [[[]]],
    [1, 'a'],
    { a: { b: {} } },
    { constructor: 1 },
    '../..',
    'javascript:x',
  ],
  ...[
    'closed',
    'waiting',
    'note',
    'reply',
    'https://example.com/',
    'http://169.254.169.254/',
    "' OR 1=1 --",
    'NEAR(',
  ],
];
const fieldNames = [
  ...[
    'name',
    'text',
    'subject',
    'to',
    'cc',
    'state',
    'group',
    'groupId',
    'owner',
    'ownerId',
    'tags',
    'url',
    'facts',
    'kinds',
  ],
  ...[
    'id',
    'key',
    'type',
    'email',
    'role',
    'priority',
    'until',
    'folder',
    'settings',
    'conditions',
    'actions',
    'isOn',
    '__proto__',
  ],
];

function makeBody(): string {
  const fields = Array.from({ length: Math.floor(random() * 6) }, () => [pick(fieldNames), pick(odd)]);
  const body = JSON.stringify(random() < 0.1 ? pick(odd) : Object.fromEntries(fields)) ?? 'null';
  return random() < 0.15 ? mutateBytes(Buffer.from(body), random).toString('latin1') : body;
}

function fill(path: string): string {
  const ids = ['1', '10001', '0', '999999999999999', '-1', 'a', '%00', '1%2F2', '%F0%9F%94%92'];
  return path.replace(/:\w+(?:\{(?:[^{}]|\{[^}]*\})*\})?/g, () => pick(ids));
}

async function send(method: string, path: string, body: string | undefined): Promise<void> {
  const headers = {
    host: 'localhost',
    authorization: `Bearer ${api.token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const answer = await desk.fetch(
    new Request(`http://localhost${path}`, { method, headers, body: body ?? null }),
  );
  const text = await answer.text();
  assert.ok(
    answer.status < 500 || answer.status === 503,
    `seed ${seed}: ${answer.status} for ${method} ${path} ${body}: ${text}`,
  );
}

test('no route of the API answers anything with 500', async () => {
  const routes = desk.routes.filter(({ path, method }) => path.startsWith('/api/v1/') && method !== 'ALL');
  const known = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  assert.ok(known.size > 30, `${known.size} routes`);
  for (let round = 0; round < 4 * fuzzFactor; round += 1) {
    for (const { method, path } of known.values()) {
      const query = random() < 0.5 ? '' : `?${new URLSearchParams([[pick(fieldNames), String(pick(odd))]])}`;
      await send(method, fill(path) + query, method === 'GET' ? undefined : makeBody());
    }
  }
});

test('MCP answers nothing with 500', async () => {
  const methods = ['initialize', 'tools/list', 'tools/call', 'ping', 'resources/list', '', '__proto__'];
  const tools = ['search_tickets', 'read_ticket', 'add_note', 'draft_answer', 'constructor', ''];
  for (let n = 0; n < 60 * fuzzFactor; n += 1) {
    const params = {
      name: pick(tools),
      arguments: JSON.parse(JSON.stringify({ [pick(fieldNames)]: pick(odd) })),
    };
    const call = JSON.stringify({ jsonrpc: '2.0', id: pick(odd), method: pick(methods), params });
    const body = random() < 0.3 ? mutateBytes(Buffer.from(call), random).toString('latin1') : call;
    await send('POST', '/mcp', body);
  }
});
