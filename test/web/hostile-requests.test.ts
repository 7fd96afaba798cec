import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { assertProblem, openApi } from '../support/api-client.ts';
import type { TestApp } from '../support/app.ts';
import { startStaffedApp } from '../support/staffed-app.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// What other sites, proxies and programs send that no browser on our pages does.

const url = 'http://localhost';
const password = 'correct horse battery';

let desk: TicketDesk;
let admin: Person;
let running: TestApp;
before(async () => {
  [desk, running] = await Promise.all([openTicketDesk(), startStaffedApp()]);
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => Promise.all([desk.close(), running.stop()]));

function post(path: string, headers: Record<string, string>, body: string): Promise<Response> {
  const all = { cookie: `sid=${admin.token}`, host: 'localhost', origin: url, ...headers };
  return Promise.resolve(desk.fetch(new Request(url + path, { method: 'POST', headers: all, body })));
}

test('the own name may come with the port that goes without saying, and with no other', async () => {
  const ask = async (host: string) =>
    (await desk.fetch(new Request(`${url}/login`, { headers: { host } }))).status;
  assert.equal(await ask('localhost:80'), 200);
  for (const host of ['localhost:443', 'localhost:8025', 'localhost:', 'evil.example:80']) {
    assert.equal(await ask(host), 400, host);
  }
});

/** Nobody is signed in yet: there is no session whose token the form could carry. */
const beforeSignIn = /^\/(login(\/.*)?|setup|forgotten-password|new-password)$/;

test('no route that changes something takes a request from elsewhere or without its token', async () => {
  const paths = new Set(
    desk.routes
      // The API and MCP take no session: nothing of a browser signs a request of theirs.
      .filter(({ method, path }) => method === 'POST' && !path.startsWith('/api/') && path !== '/mcp')
      // Nor do Microsoft's servers: what they send carries a secret of its own.
      .filter(({ path }) => path !== '/microsoft/notifications' && path !== '/microsoft/lifecycle')
      .map(({ path }) => path),
  );
  assert.ok(paths.size > 50, `${paths.size} routes`);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const wrong: string[] = [];
  for (const route of paths) {
    const path = route.replaceAll(/:\w+(?:\{[^}]*\})?/g, '1');
    const tries = {
      'another site': [await post(path, { ...form, origin: 'https://evil.example' }, ''), 403],
      'a page of another site': [await post(path, { ...form, 'sec-fetch-site': 'same-site' }, ''), 403],
      'a name that was rebound': [
        await post(path, { ...form, host: 'evil.example', origin: 'http://evil.example' }, ''),
        400,
      ],
    } as Record<string, [Response, number]>;
    if (!beforeSignIn.test(path)) {
      tries['no token'] = [await post(path, form, 'x=1'), 403];
      tries['a form that is none'] = [await post(path, { 'content-type': 'text/plain' }, 'csrf=1'), 403];
    }
    for (const [from, [answer, status]] of Object.entries(tries)) {
      if (answer.status !== status) wrong.push(`${path} answers ${from} with ${answer.status}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('a program is told by a problem also of what is refused before any route of the API', async () => {
  const { token } = await openApi(desk, admin.id, ['tickets:write']);
  const json = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const form = { ...json, 'content-type': 'application/x-www-form-urlencoded' };
  const tries: [string, Record<string, string>, string, number, string][] = [
    ['a name that was rebound', { ...json, host: 'evil.example' }, '{}', 400, 'invalid'],
    ['another site', { ...json, origin: 'https://evil.example' }, '{}', 403, 'forbidden'],
    ['an announced size', { ...json, 'content-length': '99999999' }, '{}', 413, 'invalid'],
    ['a body that is too large', json, `{"text":"${'a'.repeat(300_000)}"}`, 413, 'invalid'],
    ['a thousand fields and one', form, 'a=1&'.repeat(1_100), 413, 'invalid'],
  ];
  for (const path of ['/api/v1/tickets', '/mcp']) {
    await admin.post('/settings/mcp', { isOn: 'on' });
    for (const [name, headers, body, status, code] of tries) {
      const answer = await post(path, headers, body);
      const [found, problem] = [answer.headers, await answer.json().catch(() => undefined)];
      assertProblem({ status: answer.status, headers: found, body: problem ?? name }, status, code);
      assert.doesNotMatch(JSON.stringify(problem ?? ''), /open the page/, name);
      assert.equal(found.get('cache-control'), 'no-store', name);
      assert.equal(found.get('x-content-type-options'), 'nosniff', name);
    }
  }
});

test('two people who ask at the same time each get their own page, and nothing may keep it', async () => {
  const people = [admin, await desk.signIn('agent', 'Bert Agent')];
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const answer = await people[index % 2]?.get('/account');
      return { keep: answer?.headers.get('cache-control'), page: (await answer?.text()) ?? '' };
    }),
  );
  for (const [index, { keep, page }] of answers.entries()) {
    assert.equal(keep, 'no-store');
    assert.equal(page.includes('ada.admin@postroom.example'), index % 2 === 0);
    assert.equal(page.includes('bert.agent@postroom.example'), index % 2 === 1);
  }
});

test('fields named after what every object has are fields like any other', async () => {
  const names = ['__proto__', 'constructor', 'prototype', '__proto__[admin]', 'constructor.prototype.admin'];
  for (const name of names) {
    const answer = await admin.post('/settings/groups', { [name]: 'yes', name: '' });
    assert.ok(answer.status < 500, `${name}: ${answer.status}`);
  }
  assert.equal(({} as Record<string, unknown>).admin, undefined);
});

test('a session that somebody chose beforehand is not the one that a sign-in gives', async () => {
  await running.signIn('admin');
  const visitor = running.visitor();
  visitor.cookie = 'sid=chosen-by-somebody-else';
  await visitor.post('/login', { email: 'admin@postroom.example', password });
  assert.match(visitor.cookie, /^sid=(?!chosen)[\w-]{30,}(;|$)/);
  const attacker = running.visitor();
  attacker.cookie = 'sid=chosen-by-somebody-else';
  assert.match((await attacker.get('/tickets')).headers.get('location') ?? '', /^\/login/);
});

test('a body without end is refused before it is read, however it is sent', async () => {
  const { port } = running.app;
  const head = `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${running.url}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  assert.match(await talk(`${head}Content-Length: 99999999999\r\n\r\n`, ''), /^HTTP\/1\.1 413 /);
  const chunk = `100000\r\n${'a'.repeat(0x100000)}\r\n`;
  assert.match(await talk(`${head}Transfer-Encoding: chunked\r\n\r\n`, chunk), /^HTTP\/1\.1 413 /);
  const both = `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  assert.match(await talk(both, ''), /^HTTP\/1\.1 400 /);
  assert.match(
    await talk(`GET /login HTTP/1.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, ''),
    /^HTTP\/1\.1 431 /,
  );
  assert.equal((await running.visitor().get('/healthz')).status, 200);
});

// The last one: from then on this address is slowed down.
test('an address made up in X-Forwarded-For is no way around the limit of sign-ins', async () => {
  const statuses: number[] = [];
  for (let n = 1; n <= 12; n += 1) {
    const fields = { email: 'admin@postroom.example', password: 'wrong' };
    const answer = await running.visitor().post('/login', fields, { 'x-forwarded-for': `10.0.0.${n}` });
    statuses.push(answer.status);
  }
  assert.equal(statuses.at(-1), 429);
});

/** Sends the head, then up to 64 times the chunk while nothing is answered. @returns what is answered first */
async function talk(head: string, chunk: string): Promise<string> {
  const socket = connect(running.app.port, '127.0.0.1');
  const answered = once(socket, 'data').then(([data]) => String(data));
  let isAnswered = false;
  answered.finally(() => (isAnswered = true)).catch(() => undefined);
  socket.on('error', () => undefined);
  socket.write(head);
  for (let n = 0; n < 64 && chunk !== '' && !isAnswered && socket.writable; n += 1) {
    await new Promise((resolve) => socket.write(chunk, resolve));
  }
  const answer = await answered;
  socket.destroy();
  return answer;
}
