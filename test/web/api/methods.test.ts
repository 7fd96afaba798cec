import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openApi } from '../../support/api-client.ts';
import { loadDocument } from '../../support/checked-api.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// A method that an address does not take: 404 would tell a program that what it wants to delete is gone.

let desk: TicketDesk;
let token: string;
before(async () => {
  desk = await openTicketDesk();
  const admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  ({ token } = await openApi(desk, admin.id, ['settings', 'tickets:write']));
});
after(() => desk.close());

async function ask(method: string, path: string) {
  // A Request takes no TRACE, which a line of HTTP may have all the same.
  const request = new Request(`http://localhost/api/v1${path}`, {
    method: method === 'TRACE' ? 'GET' : method,
    headers: { host: 'localhost', authorization: `Bearer ${token}` },
  });
  if (method === 'TRACE') Object.defineProperty(request, 'method', { value: method });
  const answer = await desk.fetch(request);
  const text = await answer.text();
  return { status: answer.status, allow: answer.headers.get('allow'), text };
}

test('it is answered with those that it takes', async () => {
  for (const method of ['DELETE', 'PUT', 'POST', 'PROPFIND', 'TRACE']) {
    const { status, allow, text } = await ask(method, '/tickets/10001');
    assert.deepEqual([status, allow], [405, 'GET, HEAD, PATCH'], method);
    const { error, status: said } = JSON.parse(text);
    assert.deepEqual([error.code, said], ['invalid', 405]);
    assert.equal(error.message, `/api/v1/tickets/10001 takes no ${method}; expected GET, HEAD, PATCH.`);
  }
  assert.deepEqual(await ask('OPTIONS', '/tickets/10001'), {
    status: 204,
    allow: 'GET, HEAD, PATCH',
    text: '',
  });
  assert.equal((await ask('GET', '/tickets/10001')).status, 200);
});

test('each address of the document names its own methods, and what is no address none', async () => {
  const { operations } = await loadDocument(desk);
  for (const { method, path } of operations) {
    const { status, allow } = await ask('OPTIONS', path.replace(/\{\w+\}/g, '7'));
    assert.equal(status, 204, path);
    assert.ok(allow?.split(', ').includes(method.toUpperCase()), `${method} ${path}: ${allow}`);
  }
  for (const path of ['/nothing', '/tickets/10001/', '/tickets//articles', '/groups/7/x', '/__proto__']) {
    for (const method of ['GET', 'DELETE', 'OPTIONS']) {
      const { status, allow } = await ask(method, path);
      assert.deepEqual([status, allow], [404, null], `${method} ${path}`);
    }
  }
});
