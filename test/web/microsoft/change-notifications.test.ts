import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lifecyclePath, notificationPath } from '../../../src/domain/change-notification.ts';
import { postControl } from '../../sandbox/sign-in-support.ts';
import {
  addAccount,
  agreeToGraph,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { pageWords } from '../../support/page-words.ts';
import { waitFor } from '../../support/wait-for.ts';

// The whole program behind https, told by the simulated Graph of what comes into a mailbox.

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let mails = 0;

before(async () => {
  connected = await startBesideSandbox(0, { isByTls: true });
  await saveApp(connected);
  const id = await addAccount(connected, support);
  await agreeToGraph(connected, support, id);
  path = await startChannel(connected, id);
});
after(() => connected.stop());

const ask = (sql: string) => query(connected.postroom, sql);
const number = async (sql: string) => Number(Object.values((await ask(sql))[0] ?? {})[0] ?? 0);
const countArticles = () => number("SELECT count(*) FROM articles WHERE direction = 'in'");
const subscriptions = () => [...connected.sandbox.graph.subscriptions.values()];
const readPage = async () => pageWords(await (await connected.admin.get(path)).text());
const deliver = () => {
  const mail = `From: carla@customer.example\r\nSubject: Number ${++mails}\r\nMessage-ID: <${mails}@x.example>\r\n\r\nHi`;
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
};
const rowOf = async (column: string) => (await ask(`SELECT ${column} AS it FROM graph_subscriptions`))[0]?.it;
const isToldNow = async () =>
  subscriptions().length === 1 && (await rowOf('subscription_id')) === subscriptions()[0]?.id;

function post(to: string, body: string, type = 'application/json'): Promise<Response> {
  const url = connected.postroom.url + to;
  return fetch(url, { method: 'POST', body, headers: { 'Content-Type': type } });
}

test('a channel by Graph is told of new mail, and a mail is a ticket because of it', async () => {
  await waitFor(isToldNow);
  const [made] = subscriptions();
  assert.equal(made?.mailbox.address, support);
  assert.equal(made?.notificationUrl, connected.postroom.url + notificationPath);
  assert.equal(made?.lifecycleUrl, connected.postroom.url + lifecyclePath);
  await waitFor(async () => /tells of it at once, since/.test(await readPage()));
  assert.match(await readPage(), /Microsoft Graph tells of new mail as soon as it is there\./);
  // The look that the new subscription has caused is over.
  await waitFor(async () => (await number('SELECT count(*) FROM channel_folders')) === 1);
  for (let count = 1; count <= 4; count++) {
    deliver();
    // Told of mail, it asks by itself only once a minute: one of four in a row would come too late.
    await waitFor(async () => (await countArticles()) === count, 40_000);
  }
  assert.notEqual(await rowOf('rang_at'), null);
});

test('Graph gets its token back as plain text, and what is no notification is refused without work', async () => {
  const token = 'Validation: <b>a&b</b> + ü';
  for (const to of [notificationPath, lifecyclePath]) {
    const answer = await post(`${to}?validationToken=${encodeURIComponent(token)}`, '', 'text/plain');
    assert.deepEqual(
      [answer.status, await answer.text(), answer.headers.get('content-type')],
      [200, token, 'text/plain; charset=utf-8'],
    );
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  }
  const id = String(await rowOf('subscription_id'));
  const clientState = String(await rowOf('client_state'));
  const told = (...value: unknown[]) => JSON.stringify({ value });
  const rows: [string, string, number][] = [
    [`${notificationPath}?validationToken=${'x'.repeat(2000)}`, '', 400],
    [notificationPath, '', 400],
    [notificationPath, 'no JSON', 400],
    [notificationPath, '{"value":{}}', 400],
    [notificationPath, told({ subscriptionId: 'x'.repeat(500) }), 400],
    [notificationPath, told(), 404],
    [notificationPath, told({ subscriptionId: 'unknown', clientState }), 404],
    [notificationPath, told({ subscriptionId: id }), 404],
    [notificationPath, told({ subscriptionId: id, clientState: 'guessed' }), 404],
    [lifecyclePath, told({ subscriptionId: id, lifecycleEvent: 'subscriptionRemoved' }), 404],
    [notificationPath, told({ subscriptionId: 'unknown' }, { subscriptionId: id, clientState }), 202],
    [notificationPath, told({ subscriptionId: id, clientState, lifecycleEvent: 'somethingNew' }), 202],
    [notificationPath, 'x'.repeat(70_000), 413],
  ];
  for (const [to, body, status] of rows) {
    assert.equal((await post(to, body)).status, status, `${to.slice(0, 60)} ${body.slice(0, 80)}`);
  }
  assert.equal(await rowOf('event'), null);
});

test('lifecycle events: the token is said to be good again, and what was removed is made anew', async () => {
  const [before] = subscriptions();
  await postControl(connected.sandbox, 'lifecycle-events', { event: 'reauthorizationRequired' });
  await waitFor(async () => before?.isPaused === false && (await rowOf('event')) === null);
  assert.equal(subscriptions()[0]?.id, before?.id);
  await postControl(connected.sandbox, 'lifecycle-events', { event: 'subscriptionRemoved' });
  await waitFor(isToldNow);
  assert.notEqual(subscriptions()[0]?.id, before?.id);
  const count = await countArticles();
  deliver();
  await waitFor(async () => (await countArticles()) === count + 1);
});

test('where Microsoft refuses, the page says why; disabling and deleting take the subscription away', async () => {
  connected.sandbox.faults.set(support, {
    kind: 'graph-reply',
    command: 'subscribe',
    words:
      '400 ValidationError: Subscription validation request failed. The notification endpoint did not answer in time.',
  });
  await postControl(connected.sandbox, 'lifecycle-events', { event: 'subscriptionRemoved' });
  const words =
    /does not tell by itself since .*Microsoft cannot reach the public address of Postroom.*tried again/;
  await waitFor(async () => words.test(await readPage()));
  assert.match(await readPage(), /Microsoft Graph does not tell of new mail; it is asked instead\./);
  const count = await countArticles();
  deliver();
  await connected.admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await countArticles()) === count + 1);
  connected.sandbox.faults.set(support, {
    kind: 'graph-reply',
    command: 'subscribe',
    words: '403 ErrorAccessDenied: Access is denied. Check credentials and try again.',
  });
  await connected.admin.post(`${path}/roads`, { in: 'imap_smtp', out: 'either' });
  await waitFor(async () => (await number('SELECT count(*) FROM graph_subscriptions')) === 0);
  await connected.admin.post(`${path}/roads`, { in: 'graph', out: 'either' });
  await waitFor(async () =>
    /Microsoft Graph does not tell of this mailbox.*tried again/.test(await readPage()),
  );
  connected.sandbox.faults.clear(support);
  await connected.admin.post(`${path}/pause`, {});
  await waitFor(async () => (await number('SELECT count(*) FROM graph_subscriptions')) === 0);
  await connected.admin.post(`${path}/resumption`, {});
  await waitFor(isToldNow);
  await connected.admin.post(`${path}/deletion`, { address: support });
  await waitFor(() => subscriptions().length === 0);
  assert.equal(await number('SELECT count(*) FROM graph_subscriptions'), 0);
});
