import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { waitFor } from '../support/wait-for.ts';
import { createGraphClient, errorOf, type GraphClient, giveToken } from './graph-support.ts';
import { plainMail } from './imap-support.ts';
import { postControl } from './sign-in-support.ts';

const address = 'support@brightwater.example';
let sandbox: Sandbox;
let graph: GraphClient;
const servers: Server[] = [];

/** What rings at the receiver, by the path it came to. */
interface Ring {
  path: string;
  value: Record<string, unknown>[];
}
const rings: Ring[] = [];
let origin = '';
let plainOrigin = '';

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  graph = createGraphClient(
    sandbox,
    giveToken(sandbox, address, ['Mail.ReadWrite', 'Mail.ReadWrite.Shared']),
  );
  origin = `https://localhost:${await listen(createTlsServer(await createCertificates()))}`;
  plainOrigin = `http://localhost:${await listen(createServer())}`;
});
after(async () => {
  graph.close();
  for (const server of servers) server.close();
  await sandbox.stop();
});
afterEach(() => {
  rings.length = 0;
  sandbox.faults.clear();
});

/** Answers the handshake, but at `/deaf`; takes every ring, but the first at `/busy`. */
async function listen(server: Server): Promise<number> {
  let isBusy = true;
  server.on('request', (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://localhost');
    const token = searchParams.get('validationToken');
    if (token !== null) {
      response.writeHead(200, { 'Content-Type': pathname === '/html' ? 'text/html' : 'text/plain' });
      response.end(pathname === '/deaf' ? 'what?' : token);
      return;
    }
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const refuses = pathname === '/busy' && isBusy;
      if (refuses) isBusy = false;
      else rings.push({ path: pathname, value: JSON.parse(text).value });
      response.writeHead(refuses ? 503 : 202).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

function subscribe(more: Record<string, unknown> = {}) {
  const body = {
    changeType: 'created,updated',
    notificationUrl: `${origin}/notify`,
    lifecycleNotificationUrl: `${origin}/lifecycle`,
    resource: `users/${address}/mailFolders('inbox')/messages`,
    expirationDateTime: inMinutes(60),
    clientState: 'ours',
    ...more,
  };
  return graph.ask('subscriptions', { method: 'POST', body });
}

async function ringOf(count: number): Promise<Ring[]> {
  await waitFor(() => rings.length >= count);
  return rings;
}

test('both addresses are asked first; a change rings with clientState and the immutable id', async () => {
  const made = await subscribe();
  assert.deepEqual(
    [made.status, made.json.changeType, made.json.clientState],
    [201, 'created,updated', null],
  );
  sandbox.mailboxes.deliver(address, plainMail('Ring'));
  const [ring] = await ringOf(1);
  const [told] = ring?.value ?? [];
  const listed = await graph.get(`users/${address}/messages?$select=id`);
  const [{ id }] = listed.value as [{ id: string }];
  assert.deepEqual(
    [ring?.path, told?.clientState, told?.changeType, told?.subscriptionId],
    ['/notify', 'ours', 'created', made.json.id],
  );
  assert.equal((told?.resourceData as { id: string } | undefined)?.id, id);
  await graph.ask(`users/${address}/messages/${id}`, { method: 'PATCH', body: { isRead: true } });
  assert.equal((await ringOf(2))[1]?.value[0]?.changeType, 'updated');
  await graph.ask(`users/${address}/messages/${id}`, { method: 'DELETE' });
  assert.equal((await graph.ask(`subscriptions/${made.json.id}`, { method: 'DELETE' })).status, 204);
  assert.equal((await graph.ask(`subscriptions/${made.json.id}`)).status, 404);
  assert.equal(rings.length, 2, 'deleted was not asked for');
});

test('what is refused: a handshake that fails, plain HTTP, other machines, 10,071 minutes, a shared mailbox', async () => {
  const rows: [Record<string, unknown>, number, RegExp][] = [
    [{ notificationUrl: `${origin}/deaf` }, 400, /exactly match validationToken/],
    [{ lifecycleNotificationUrl: `${origin}/html` }, 400, /exactly match validationToken/],
    [{ notificationUrl: 'https://localhost:1/x' }, 400, /did not answer/],
    [{ notificationUrl: `${plainOrigin}/notify` }, 400, /https/],
    [{ notificationUrl: 'https://postroom.example/x' }, 400, /not on this machine/],
    [
      { expirationDateTime: inMinutes(10_072) },
      400,
      /^Subscription expiration can only be 10070 minutes in the future\.$/,
    ],
    [{ expirationDateTime: inMinutes(-1) }, 400, /in the future/],
    [{ clientState: 'x'.repeat(129) }, 400, /128/],
    [{ changeType: 'opened' }, 400, /changeType/],
    [{ resource: 'users/info@brightwater.example/messages' }, 403, /Access is denied/],
  ];
  for (const [more, status, words] of rows) {
    const reply = await subscribe(more);
    assert.equal(reply.status, status, JSON.stringify(more));
    assert.match(errorOf(reply).message, words);
  }
  assert.equal(sandbox.graph.subscriptions.size, 0);
  sandbox.graph.settings.allowsPlainNotifications = true;
  const plain = await subscribe({
    notificationUrl: `${plainOrigin}/notify`,
    lifecycleNotificationUrl: undefined,
  });
  sandbox.graph.settings.allowsPlainNotifications = false;
  assert.equal(plain.status, 201);
  await graph.ask(`subscriptions/${plain.json.id}`, { method: 'DELETE' });
});

test('it is renewed, found, and over when its time is; lifecycle events ring elsewhere, and pause it', async () => {
  const { json } = await subscribe();
  const path = `subscriptions/${json.id}`;
  const expirationDateTime = inMinutes(120);
  const renewed = await graph.ask(path, { method: 'PATCH', body: { expirationDateTime } });
  assert.deepEqual([renewed.status, renewed.json.expirationDateTime], [200, expirationDateTime]);
  assert.equal(
    (await graph.ask(path, { method: 'PATCH', body: { lifecycleNotificationUrl: origin } })).status,
    400,
  );
  assert.equal(((await graph.get('subscriptions')).value as unknown[]).length, 1);
  await postControl(sandbox, 'lifecycle-events', { event: 'reauthorizationRequired' });
  assert.deepEqual(
    [rings[0]?.path, rings[0]?.value[0]?.lifecycleEvent],
    ['/lifecycle', 'reauthorizationRequired'],
  );
  sandbox.mailboxes.deliver(address, plainMail('Not told'));
  assert.equal((await graph.ask(`${path}/reauthorize`, { method: 'POST' })).status, 204);
  sandbox.mailboxes.deliver(address, plainMail('Told'));
  assert.equal((await ringOf(2)).length, 2);
  await postControl(sandbox, 'lifecycle-events', { event: 'missed' });
  await postControl(sandbox, 'lifecycle-events', { event: 'subscriptionRemoved' });
  assert.deepEqual(
    rings.slice(2).map(({ value }) => value[0]?.lifecycleEvent),
    ['missed', 'subscriptionRemoved'],
  );
  assert.equal((await graph.ask(path)).status, 404);
  const { json: short } = await subscribe();
  const subscription = sandbox.graph.subscriptions.get(String(short.id));
  assert.ok(subscription);
  subscription.expiresAt = Date.now() - 1;
  assert.equal(
    (await graph.ask(`subscriptions/${short.id}`, { method: 'PATCH', body: { expirationDateTime } })).status,
    404,
  );
});

test('notifications come late, twice, in another order, not at all, forged, for nobody, and again after a refusal', async () => {
  const { json } = await subscribe({ notificationUrl: `${origin}/busy`, changeType: 'created' });
  const deliver = () => sandbox.mailboxes.deliver(address, plainMail('Ring'));
  const idAt = (index: number) => (rings[index]?.value[0]?.resourceData as { id: string } | undefined)?.id;
  deliver();
  assert.equal((await ringOf(1)).length, 1, 'tried again after 503');
  sandbox.faults.set(address, { kind: 'graph-notify-double', times: 1 });
  deliver();
  await ringOf(3);
  assert.equal(idAt(1), idAt(2));
  sandbox.faults.set(address, { kind: 'graph-notify-disordered', times: 1 });
  deliver();
  deliver();
  await ringOf(5);
  sandbox.faults.set(address, { kind: 'graph-notify-missing', times: 1 });
  deliver();
  sandbox.faults.set(address, { kind: 'graph-notify-forged', times: 1 });
  deliver();
  assert.equal((await ringOf(6))[5]?.value[0]?.clientState, 'not-yours');
  sandbox.faults.set(address, { kind: 'graph-notify-unknown', times: 1 });
  deliver();
  assert.notEqual((await ringOf(7))[6]?.value[0]?.subscriptionId, json.id);
  sandbox.faults.set(address, { kind: 'graph-notify-late', times: 1, value: 20 });
  deliver();
  assert.equal(rings.length, 7);
  await ringOf(8);
});

test('a subscription is refused, or not renewed, where that is asked for', async () => {
  const words = '400 ValidationError: The notification endpoint did not answer in time.';
  sandbox.faults.set(address, { kind: 'graph-reply', command: 'subscribe', words, times: 1 });
  const refused = await subscribe();
  assert.deepEqual([refused.status, errorOf(refused).code], [400, 'ValidationError']);
  const { json } = await subscribe();
  const path = `subscriptions/${json.id}`;
  sandbox.faults.set(address, { kind: 'graph-throttled', command: 'renew-subscription', value: 7, times: 1 });
  sandbox.faults.set(address, { kind: 'graph-server-busy', command: 'end-subscription', times: 1 });
  const body = { expirationDateTime: inMinutes(90) };
  const throttled = await graph.ask(path, { method: 'PATCH', body });
  assert.deepEqual([throttled.status, throttled.headers['retry-after']], [429, '7']);
  assert.equal((await graph.ask(path, { method: 'PATCH', body })).status, 200);
  assert.equal((await graph.ask(path, { method: 'DELETE' })).status, 503);
  assert.equal((await graph.ask(path, { method: 'DELETE' })).status, 204);
});
