import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { tellWebhooks } from '../../../src/desk/telling/tell-webhooks.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let url = '';
const status = 200;
const calls: { readonly headers: Record<string, string>; readonly body: string }[] = [];
const hook = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    calls.push({ headers: request.headers as Record<string, string>, body });
    response.writeHead(status).end('thanks');
  });
});

before(async () => {
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(async () => {
  hook.closeAllConnections();
  hook.close();
  await desk.close();
});

const tell = () => tellWebhooks(desk.desk, { stopping: new AbortController().signal, beat: () => undefined });
const pageOf = async (path: string) => (await (await admin.get(path)).text()).replace(/\s+/g, ' ');
const secretIn = (page: string) => /value="(whsec_[^"]+)"/.exec(page)?.[1];
const form = (changes: Record<string, string> = {}) => ({
  name: 'Shop',
  url,
  shape: 'standard',
  kinds: 'ticket.*',
  otherKinds: '',
  allowsPrivate: 'on',
  ...changes,
});

test('what does not fit is marked, and what was typed stays', async () => {
  for (const [changes, words] of [
    [{ allowsPrivate: '' }, /127\.0\.0\.1, on this machine or in its network/],
    [{ url: 'ftp://example.com/' }, /Expected an address like https/],
    [{ kinds: '', otherKinds: 'ticket.opend' }, /Nothing that happens is of this kind: ticket\.opend/],
    [{ kinds: '' }, /Choose at least one kind/],
    [{ shape: 'ntfy', url: 'https://ntfy.example/' }, /address of a topic|ntfy\.sh\/TOPIC/],
  ] as const) {
    const answer = await admin.post('/settings/webhooks', form(changes));
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, words);
    assert.match(page, /value="Shop"/);
  }
  assert.match(await pageOf('/settings/webhooks'), /No webhooks yet/);
});

test('it is made with a secret that is shown once, tested, and its deliveries are listed with bodies', async () => {
  const made = await (await admin.post('/settings/webhooks', form())).text();
  const secret = secretIn(made);
  assert.ok(secret !== undefined);
  const page = await pageOf('/settings/webhooks/1');
  assert.equal(secretIn(page), undefined);
  assert.match(page, /value="ticket\.\*" checked/);
  const tested = await admin.post('/settings/webhooks/1/tests', {});
  const [, left = ''] = /notice=([\w-]+)/.exec(tested.headers.get('set-cookie') ?? '') ?? [];
  assert.match(String(Buffer.from(left, 'base64url')), /The test was taken: the receiver answered 200/);
  new Webhook(secret).verify(calls[0]?.body ?? '', calls[0]?.headers ?? {});
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  await tell();
  const log = await pageOf('/settings/webhooks/1');
  assert.match(log, /&quot;subject&quot;:&quot;Printer&quot;/);
  assert.match(log, /thanks/);
  const [, id = ''] = /deliveries\/(\d+)\/attempts/.exec(log) ?? [];
  const told = calls.length;
  await admin.post(`/settings/webhooks/1/deliveries/${id}/attempts`, {});
  await tell();
  assert.equal(calls.length, told + 1);
});

test('it is changed, switched off and on, its secret is renewed, and it is deleted', async () => {
  const changed = form({ name: 'Store', kinds: '', otherKinds: 'ticket.opened, ticket.noted' });
  assert.equal((await admin.post('/settings/webhooks/1', changed)).status, 303);
  assert.match(await pageOf('/settings/webhooks/1'), /value="ticket\.opened, ticket\.noted"/);
  await admin.post('/settings/webhooks/1/pause', {});
  assert.match(await pageOf('/settings/webhooks/1'), /An admin has switched it off/);
  assert.match(await pageOf('/settings/webhooks'), /class="badge">off/);
  await admin.post('/settings/webhooks/1/resumption', {});
  assert.match(await pageOf('/settings/webhooks'), /class="badge good">on/);
  const fresh = secretIn(await (await admin.post('/settings/webhooks/1/secrets', {})).text());
  assert.ok(fresh !== undefined);
  assert.match(await pageOf('/settings/webhooks/1'), /The secret before this one signs beside it until/);
  assert.equal((await admin.post('/settings/webhooks/retention', { days: '0' })).status, 422);
  assert.equal((await admin.post('/settings/webhooks/retention', { days: '14' })).status, 303);
  assert.match(await pageOf('/settings/webhooks'), /name="days"[^>]* value="14"/);
  await admin.post('/settings/webhooks/1/deletion', {});
  assert.match(await pageOf('/settings/webhooks'), /No webhooks yet/);
});

test('the webhook of alerts is signed, with a secret that is shown once', async () => {
  const way = { route: 'webhook', minutes: '15', url, allowsPrivate: 'on' };
  const secret = secretIn(await (await admin.post('/settings/alerts', way)).text());
  assert.ok(secret !== undefined);
  assert.equal(secretIn(await pageOf('/settings/alerts')), undefined);
  await admin.post('/settings/alerts/tests', {});
  const { body, headers } = calls.at(-1) ?? { body: '', headers: {} };
  assert.equal((new Webhook(secret).verify(body, headers) as { kind: string }).kind, 'test');
  const fresh = secretIn(await (await admin.post('/settings/alerts/secrets', {})).text());
  await admin.post('/settings/alerts/tests', {});
  const second = calls.at(-1) ?? { body: '', headers: {} };
  new Webhook(fresh ?? '').verify(second.body, second.headers);
  assert.throws(() => new Webhook(secret).verify(second.body, second.headers));
  assert.equal(secretIn(await (await admin.post('/settings/alerts', way)).text()), undefined, 'it stays');
});
