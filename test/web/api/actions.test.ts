import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { updateChannel } from '../../../src/db/channels.ts';
import { updateWebhook } from '../../../src/db/webhooks.ts';
import { tellWebhooks } from '../../../src/desk/telling/tell-webhooks.ts';
import { type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  const { id } = await desk.signIn('admin', 'Ada Admin');
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { startedAt: new Date() }));
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  program = await openApi(desk, id, ['channels:write', 'customers:write']);
});
after(() => desk.close());

test('a channel is paused, resumed and fetched, and shows both healths', async () => {
  const path = `/channels/${desk.channel.id}`;
  assert.equal((await program.send('PUT', `${path}/pause`, undefined)).status, 204);
  const paused = await program.get(path);
  assert.deepEqual([paused.body.isPaused, typeof paused.body.sending.state], [true, 'string']);
  assertProblem(await program.send('POST', `${path}/fetches`, undefined), 409, 'conflict');
  assert.equal((await program.send('DELETE', `${path}/pause`, undefined)).status, 204);
  const key = { 'idempotency-key': 'fetch-1' };
  assert.equal((await program.send('POST', `${path}/fetches`, undefined, key)).status, 204);
  const again = await program.send('POST', `${path}/fetches`, undefined, key);
  assert.deepEqual([again.status, again.headers.get('idempotent-replayed')], [204, 'true']);
  assert.equal((await program.get(path)).body.isPaused, false);
  assertProblem(await program.send('PUT', '/channels/99/pause', undefined), 404, 'not_found');
});

test('a customer is renamed, noted and blocked; what is not named stays', async () => {
  const changed = await program.send('PATCH', '/customers/1', { note: 'Calls often' });
  assert.deepEqual([changed.status, changed.body.name, changed.body.note], [200, 'Carla', 'Calls often']);
  const blocked = await program.send('PATCH', '/customers/1', { isBlocked: true });
  assert.notEqual(blocked.body.blockedAt, null);
  assert.equal(blocked.body.note, 'Calls often');
  assertProblem(await program.send('PATCH', '/customers/99', { note: 'x' }), 404, 'not_found');
  assertProblem(await program.send('PATCH', '/customers/1', { colour: 'red' }), 400, 'invalid');
});

test('what is not in quarantine is said', async () => {
  assertProblem(await program.send('POST', '/quarantine/9/attempts', undefined), 404, 'not_found');
  assertProblem(await program.send('POST', '/quarantine/9/discard', undefined), 404, 'not_found');
  assert.deepEqual((await program.get('/quarantine')).body, { items: [], next: null });
});

const inside = { url: 'http://127.0.0.1:1/hook', allowsPrivate: true };

test('a token leads no webhook into our own network, and none that an admin has allowed elsewhere', async () => {
  const settings = await openApi(desk, 1, ['settings']);
  const wanted = { name: 'In', url: 'https://93.184.215.14/', kinds: ['ticket.*'] };
  assertProblem(await settings.send('POST', '/webhooks', { ...wanted, ...inside }), 403, 'forbidden');
  assertProblem(await settings.send('POST', '/webhooks', { ...wanted, url: inside.url }), 400, 'invalid');
  const { body } = await settings.send('POST', '/webhooks', wanted);
  const path = `/webhooks/${body.id}`;
  assertProblem(await settings.send('PATCH', path, inside), 403, 'forbidden');
  assertProblem(await settings.send('PATCH', path, { allowsPrivate: true }), 403, 'forbidden');
  // An admin has allowed it on its page.
  await desk.desk.write((tx) => updateWebhook(tx, body.id, inside));
  const elsewhere = { url: 'http://127.0.0.1:2/' };
  assertProblem(await settings.send('PATCH', path, elsewhere), 403, 'forbidden');
  assert.equal((await settings.send('PATCH', path, { name: 'Still in' })).body.allowsPrivate, true);
  assert.equal((await settings.send('DELETE', path, undefined)).status, 204);
});

test('a webhook is added with its secret, told, listed with its log, and removed', async () => {
  const settings = await openApi(desk, 1, ['settings']);
  const wanted = { name: 'Chat', url: 'https://93.184.215.14/hook', kinds: ['ticket.*'] };
  const added = await settings.send('POST', '/webhooks', wanted);
  assert.equal(added.status, 201, JSON.stringify(added.body));
  assert.match(added.body.secret, /^whsec_/);
  const listed = await settings.get('/webhooks');
  assert.deepEqual([listed.body.items.length, 'secret' in listed.body.items[0]], [1, false]);
  await desk.desk.write((tx) => updateWebhook(tx, added.body.id, inside));
  await desk.deliver('From: Dora <dora@customer.example>\r\nSubject: Door\r\n\r\nIt sticks\r\n');
  await tellWebhooks(desk.desk, { stopping: new AbortController().signal, beat: () => undefined });
  const log = await settings.get(`/webhooks/${added.body.id}/deliveries`);
  assert.match(log.body.items[0].reason, /ECONNREFUSED/);
  assertProblem(await settings.send('POST', '/webhooks', { ...wanted, url: 'ftp://x' }), 400, 'invalid');
  assert.equal((await settings.send('DELETE', `/webhooks/${added.body.id}`, undefined)).status, 204);
  assert.deepEqual((await settings.get('/webhooks')).body.items, []);
});
