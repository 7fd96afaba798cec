import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertGroup } from '../../../src/db/groups.ts';
import { type ApiClient, assertProblem, clientOf, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: number;
let otherGroup: number;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  admin = (await desk.signIn('admin', 'Ada Admin')).id;
  otherGroup = (await desk.desk.write((tx) => insertGroup(tx, 'Elsewhere'))).id;
  for (const [subject, text] of [
    ['Printer', 'It burns'],
    ['Paper', 'It is out'],
    ['Door', 'It sticks'],
  ]) {
    await desk.deliver(`From: Carla <carla@customer.example>\r\nSubject: ${subject}\r\n\r\n${text}\r\n`);
  }
  program = await openApi(desk, admin, ['tickets:write', 'customers:read', 'facts']);
});
after(() => desk.close());

test('tickets are listed page by page, each once, in the order that was asked for', async () => {
  const seen: string[] = [];
  let path = '/tickets?limit=2&sort=oldest';
  for (;;) {
    const { status, body } = await program.get(path);
    assert.equal(status, 200);
    seen.push(...body.items.map((ticket: { subject: string }) => ticket.subject));
    if (body.next === null) break;
    path = `/tickets?limit=2&sort=oldest&cursor=${body.next}`;
  }
  assert.deepEqual(seen, ['Printer', 'Paper', 'Door']);
});

test('a list is narrowed by state, owner, group, customer, tag and words', async () => {
  const numbers = async (query: string) =>
    (await program.get(`/tickets?sort=oldest&${query}`)).body.items.map(
      (ticket: { number: number }) => ticket.number - 10000,
    );
  await program.send('PATCH', '/tickets/10002', { state: 'closed', addTags: ['Urgent'], ownerId: admin });
  assert.deepEqual(await numbers('state=closed'), [2]);
  assert.deepEqual(await numbers('owner=me'), [2]);
  assert.deepEqual(await numbers('owner=nobody'), [1, 3]);
  assert.deepEqual(await numbers('tag=urgent'), [2]);
  assert.deepEqual(await numbers(`group=${otherGroup}`), []);
  assert.deepEqual(await numbers('customer=1'), [1, 2, 3]);
  assert.deepEqual(await numbers('tag=Urgent'), [2]);
  assert.deepEqual(await numbers('q=burns'), [1]);
  // Words do not widen what the rest narrows.
  assert.deepEqual(await numbers('q=it'), [3, 2, 1]);
  for (const narrow of ['state=closed', 'owner=me', `owner=${admin}`, 'tag=Urgent'])
    assert.deepEqual(await numbers(`q=it&${narrow}`), [2], narrow);
  assert.deepEqual(await numbers('q=it&owner=nobody'), [3, 1]);
  assert.deepEqual(await numbers('q=it&customer=1'), [3, 2, 1]);
  assert.deepEqual(await numbers('q=it&customer=2'), []);
});

test('a ticket comes with its messages, and a change with the version that was read', async () => {
  const { body, headers } = await program.get('/tickets/10003');
  assert.equal(body.subject, 'Door');
  assert.deepEqual(body.customer, { id: 1, name: 'Carla', email: 'carla@customer.example' });
  assert.match(body.articles[0].text, /^It sticks/);
  assert.equal(body.articles[0].direction, 'in');
  const etag = headers.get('etag') ?? '';
  const first = await program.send('PATCH', '/tickets/10003', { priority: 'high' }, { 'if-match': etag });
  assert.equal(first.status, 200);
  assert.equal(first.body.priority, 'high');
  assert.notEqual(first.headers.get('etag'), etag);
  const second = await program.send('PATCH', '/tickets/10003', { priority: 'low' }, { 'if-match': etag });
  assertProblem(second, 412, 'conflict');
  assert.equal((await program.get('/tickets/10003')).body.priority, 'high');
  // As nginx makes of it where it compresses the answer.
  const weak = { 'if-match': `W/${first.headers.get('etag')}` };
  assert.equal((await program.send('PATCH', '/tickets/10003', { priority: 'low' }, weak)).status, 200);
  assertProblem(await program.send('PATCH', '/tickets/10003', { priority: 'high' }, weak), 412, 'conflict');
});

test('several changes are all done, or none', async () => {
  const refused = await program.send('PATCH', '/tickets/10001', { priority: 'high', groupId: 9999 });
  assertProblem(refused, 400, 'invalid');
  assert.equal((await program.get('/tickets/10001')).body.priority, 'normal');
  const done = await program.send('PATCH', '/tickets/10001', {
    state: 'waiting',
    until: '2099-01-01T00:00:00+02:00',
  });
  assertProblem(done, 400, 'invalid');
  const near = new Date(Date.now() + 86_400_000).toISOString();
  const waits = await program.send('PATCH', '/tickets/10001', { state: 'waiting', until: near });
  assert.equal(waits.body.waitsUntil, near);
});

test('what does not fit names the field and what was expected', async () => {
  const wrong = await program.send('PATCH', '/tickets/10001', { state: 'done', colour: 'red' });
  assertProblem(wrong, 400, 'invalid');
  assert.ok('state' in wrong.body.error.fields);
  assertProblem(await program.get('/tickets?limit=1000'), 400, 'invalid');
  assertProblem(await program.get('/tickets?cursor=abc'), 400, 'invalid');
  assertProblem(await program.get('/tickets/x'), 400, 'invalid');
  assertProblem(await program.get('/tickets/99999'), 404, 'not_found');
  assertProblem(await program.get('/nothing'), 404, 'not_found');
  const broken = await program.send('PATCH', '/tickets/10001', undefined);
  assert.equal(broken.status, 400);
});

test('without a good token nothing is said, and a token without the scope is told which it lacks', async () => {
  const anonymous = await clientOf(desk, undefined).get('/tickets');
  assertProblem(anonymous, 401, 'unauthorized');
  assert.match(anonymous.headers.get('www-authenticate') ?? '', /^Bearer/);
  assertProblem(await clientOf(desk, 'postroom_wrong').get('/tickets'), 401, 'unauthorized');
  const reader = await openApi(desk, admin, ['tickets:read']);
  const refused = await reader.send('PATCH', '/tickets/10001', { priority: 'low' });
  assertProblem(refused, 403, 'forbidden');
  assert.match(refused.body.error.message, /tickets:write/);
});

test('a token that is limited to a group knows nothing of the others', async () => {
  const limited = await openApi(desk, admin, ['tickets:write', 'customers:read', 'facts'], {
    groupIds: [otherGroup],
  });
  assert.deepEqual((await limited.get('/tickets')).body.items, []);
  assertProblem(await limited.get('/tickets/10001'), 404, 'not_found');
  assertProblem(await limited.send('PATCH', '/tickets/10001', { priority: 'low' }), 404, 'not_found');
  assert.deepEqual((await limited.get('/customers')).body.items, []);
  assertProblem(await limited.get('/customers/1'), 404, 'not_found');
  assert.deepEqual((await limited.get('/facts')).body.items, []);
  assert.deepEqual(
    (await limited.get('/groups')).body.items.map(({ id }: { id: number }) => id),
    [otherGroup],
  );
});

test('facts are read to the end, once each, and waited for', async () => {
  const kinds: string[] = [];
  let after = 0;
  for (;;) {
    const { body } = await program.get(`/facts?after=${after}`);
    if (body.items.length === 0) break;
    kinds.push(...body.items.map(({ kind }: { kind: string }) => kind));
    assert.ok(body.next > after);
    after = body.next;
  }
  assert.ok(kinds.includes('ticket.opened') && kinds.includes('ticket.priority_changed'), kinds.join());
  const waiting = program.get(`/facts?after=${after}&wait=20`);
  await program.send('PATCH', '/tickets/10001', { priority: 'high' });
  const { body } = await waiting;
  assert.equal(body.items[0].ticketId, 1);
  assert.match(body.items[0].actor.via, /^token:\d+$/);
  assert.match(body.items[0].words, /priority/);
});

test('the document names every route, and what each needs', async () => {
  const { body } = await clientOf(desk, undefined).get('/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  const routes = desk.routes
    .filter(({ method, path }) => path.startsWith('/api/v1/') && method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.slice('/api/v1'.length)}`);
  const described = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const open = ['get /openapi.json', 'get /docs'];
  assert.deepEqual([...new Set(routes)].filter((route) => !open.includes(route)).sort(), described.sort());
});

test('the reference page shows every route without anything from elsewhere', async () => {
  const page = (await clientOf(desk, undefined).get('/docs')).body as string;
  assert.match(page, /PATCH \/api\/v1\/tickets\/\{number\}/);
  assert.match(page, /Scope: `tickets:write`/);
  assert.doesNotMatch(page, /(?:src|href|action)="(?:https?:)?\/\//);
});
