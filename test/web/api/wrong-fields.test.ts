import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { type ApiDocument, loadDocument } from '../../support/checked-api.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let program: ApiClient;
let document: ApiDocument;
before(async () => {
  desk = await openTicketDesk();
  const { id } = await desk.signIn('admin', 'Ada Admin');
  await desk.signIn('agent', 'Bea Agent');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  document = await loadDocument(desk);
  program = await openApi(desk, id, ['tickets:write', 'send', 'settings', 'customers:read', 'facts']);
});
after(() => desk.close());

const mail = { groupId: 1, to: 'dora@customer.example', subject: 'Hi', text: 'Hello' };
const soon = new Date(Date.now() + 3_600_000).toISOString();
const note = { kind: 'note', text: 'For us' };
const hook = { name: 'Shop', url: 'https://93.184.215.14/hook', kinds: ['ticket.*'] };
const ticket = '/tickets/10001';

/** What a program may get wrong, and by which of its own fields it is told. */
const requests: readonly (readonly [operation: string, target: string, body: unknown, field: string])[] = [
  ['PATCH /tickets/{number}', ticket, { stat: 'open' }, 'stat'],
  ['PATCH /tickets/{number}', ticket, { ownerId: 99 }, 'ownerId'],
  ['PATCH /tickets/{number}', ticket, { groupId: 99 }, 'groupId'],
  ['PATCH /tickets/{number}', ticket, { state: 'waiting', until: '2020-01-01T00:00:00Z' }, 'until'],
  ['POST /tickets', '/tickets', { ...mail, groupId: 99 }, 'groupId'],
  ['POST /tickets', '/tickets', { ...mail, fromId: 99 }, 'fromId'],
  ['POST /tickets', '/tickets', { ...mail, isSilent: true, sendAt: soon }, 'sendAt'],
  ['POST /tickets/{number}/articles', `${ticket}/articles`, { ...note, text: ' ' }, 'text'],
  ['POST /tickets/{number}/articles', `${ticket}/articles`, { ...note, sendAt: soon }, 'sendAt'],
  ['POST /tickets/{number}/articles', `${ticket}/articles`, { ...note, state: 'closed' }, 'state'],
  ['POST /tickets/{number}/articles', `${ticket}/articles`, { ...note, kind: 'reply', fromId: 99 }, 'fromId'],
  ['PUT /signatures/{id}', '/signatures/1', { text: '{{nobody}}' }, 'text'],
  ['PUT /signatures/{id}', '/signatures/1', { text: '', picture: { name: 'a', content: 'aGk=' } }, 'picture'],
  ['PUT /users/{id}/signature', '/users/2/signature', { text: 'x'.repeat(60_000) }, 'text'],
  ['POST /canned-answers', '/canned-answers', { name: 'Thanks', text: 'Hi', groupIds: [99] }, 'groupIds'],
  ['POST /webhooks', '/webhooks', { ...hook, groupIds: [99] }, 'groupIds'],
  [
    'POST /users',
    '/users',
    { name: 'Ben', email: 'ben@postroom.example', access: { 99: 'full' } },
    'access.99',
  ],
  ['GET /tickets', '/tickets?status=open', undefined, 'status'],
  ['GET /tickets', '/tickets?constructor=1', undefined, 'constructor'],
  ['PATCH /tickets/{number}', ticket, JSON.parse('{"__proto__":1}'), '__proto__'],
  ['GET /facts', '/facts?since=4', undefined, 'since'],
  ['GET /groups', '/groups?limit=4', undefined, 'limit'],
];

for (const [operation, target, body, field] of requests) {
  test(
    `${operation} with a wrong ${field} is refused by that name: ${JSON.stringify(body) ?? target}`.slice(
      0,
      160,
    ),
    async () => {
      const [method = ''] = operation.split(' ');
      const answer = method === 'GET' ? await program.get(target) : await program.send(method, target, body);
      assertProblem(answer, 400, 'invalid');
      assert.deepEqual(Object.keys(answer.body.error.fields), [field]);
      const described = document.operations.find((each) => `${each.method} ${each.path}` === operation);
      assert.ok(described);
      document.check(described, answer);
    },
  );
}
