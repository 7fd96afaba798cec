import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

// A form that leads Postroom to servers which only it can reach: S14.

let desk: TicketDesk;
let admin: Person;
let connections = 0;
const inside = createServer((socket) => {
  connections += 1;
  socket.end('* BYE\r\n');
});
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin');
  inside.listen(0, '127.0.0.1');
  await once(inside, 'listening');
});
after(async () => {
  inside.close();
  await desk.close();
});

const fields = (host: string) => ({
  address: 'info@shop.example',
  name: 'Shop',
  userName: 'info',
  password: 'mail-pass-7431',
  imapHost: host,
  imapPort: String((inside.address() as { port: number }).port),
  imapSecurity: 'none',
  smtpHost: host,
  smtpPort: '1',
  smtpSecurity: 'none',
});

const hosts = [
  '127.0.0.1',
  'localhost',
  '0.0.0.0',
  '10.0.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '::1',
  '::ffff:127.0.0.1',
  '127.1',
];
for (const host of hosts) {
  test(`an account on ${host} is not connected to without an admin's word`, async () => {
    const before = connections;
    const answer = await admin.post('/channels/new/email', { ...fields(host), savesAnyway: 'on' });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, /This leads to|Expected the name of a server/);
    assert.doesNotMatch(page, /mail-pass-7431/);
    assert.equal(connections, before);
  });
}

test('with his word it is', async () => {
  const answer = await admin.post('/channels/new/email', { ...fields('127.0.0.1'), allowsPrivate: 'on' });
  assert.doesNotMatch(await answer.text(), /This leads to/);
  assert.ok(connections > 0);
});

const alerts = (host: string, more: Record<string, string> = {}) => ({
  route: 'smtp',
  minutes: '15',
  to: 'ops@shop.example',
  smtpHost: host,
  smtpFrom: 'desk@shop.example',
  smtpPort: String((inside.address() as { port: number }).port),
  smtpSecurity: 'none',
  ...more,
});

test('alerts go by no server inside without an admin’s word', async () => {
  const before = connections;
  for (const host of hosts) {
    const answer = await admin.post('/settings/alerts', alerts(host));
    assert.equal(answer.status, 422, host);
    assert.match(await answer.text(), /This leads to|Expected the name of a server/, host);
    await admin.post('/settings/alerts/tests', {});
  }
  assert.equal(connections, before);
  const allowed = alerts('127.0.0.1', { allowsPrivateServer: 'on' });
  assert.equal((await admin.post('/settings/alerts', allowed)).status, 303);
  await admin.post('/settings/alerts/tests', {});
  assert.ok(connections > before);
});
