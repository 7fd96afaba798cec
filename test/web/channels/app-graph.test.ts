import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ConnectedApp, query, saveApp, startBesideSandbox } from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const info = 'info@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
});
after(() => connected.stop());

test('a shared mailbox that nobody signs in for is read and answered by Graph, and keeps the copy', async () => {
  const { admin, postroom, sandbox } = connected;
  sandbox.registration.roles = ['Mail.ReadWrite', 'Mail.Send'];
  const added = await admin.post('/channels/new/app', { app: '1', address: info, name: 'Information' });
  assert.equal(added.headers.get('location'), '/channels/1/access');
  const sending = { connections: '3', messagesPerMinute: '30', recipientsPerDay: '9000' };
  await admin.post('/settings/sending', { ...sending, mostMegabytes: '25', undoSeconds: '0' });
  const settings = { name: 'Information', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  await admin.post('/channels/1/setup', settings);
  await admin.post('/channels/1/start', {});
  const mail =
    'From: Carla <carla@customer.example>\r\nSubject: Canoe\r\nMessage-ID: <1@x.example>\r\n\r\nHi';
  sandbox.mailboxes.deliver(info, Buffer.from(mail));
  await admin.post('/channels/1/fetches', {});
  await waitFor(async () => (await query(postroom, 'SELECT id FROM tickets')).length === 1);
  const [ticket] = await query(postroom, 'SELECT number FROM tickets');
  await admin.post(`/tickets/${ticket?.number}/replies`, {
    key: 'an-answer',
    to: 'carla@customer.example',
    text: 'Yes.',
    state: 'open',
  });
  await waitFor(() => sandbox.sent.length === 1);
  await waitFor(
    async () => (await query(postroom, "SELECT id FROM outbox WHERE state = 'sent'")).length === 1,
  );
  // Which way an answer has taken is noted once it counts as sent.
  const listWays = () => query(postroom, "SELECT direction FROM channel_roads WHERE taken = 'graph'");
  await waitFor(async () => (await listWays()).length === 2);
  // Microsoft puts the name of its directory in the place of ours.
  const named = sandbox.directory.sharedMailboxes.find(({ address }) => address === info)?.name ?? '';
  assert.match(sandbox.sent[0]?.delivered?.toString() ?? '', new RegExp(`^From: "?${named}"? <info@`, 'm'));
  await waitFor(() => sandbox.mailboxes.get(info)?.sentItems.messages.length === 1);
});

test('a token of the app that a policy ends before its time is asked for anew with what Graph wants', async () => {
  const { admin, postroom, sandbox } = connected;
  sandbox.faults.set(info, { kind: 'graph-claims' });
  const mail = 'From: Otto <otto@customer.example>\r\nSubject: Paddle\r\nMessage-ID: <2@x.example>\r\n\r\nHi';
  sandbox.mailboxes.deliver(info, Buffer.from(mail));
  await admin.post('/channels/1/fetches', {});
  await waitFor(async () => (await query(postroom, 'SELECT id FROM tickets')).length === 2);
  const [ticket] = await query(postroom, 'SELECT number FROM tickets ORDER BY id DESC LIMIT 1');
  await admin.post(`/tickets/${ticket?.number}/replies`, {
    ...{ key: 'another-answer', to: 'otto@customer.example', text: 'Yes.', state: 'open' },
  });
  await waitFor(
    async () => (await query(postroom, "SELECT id FROM outbox WHERE state = 'sent'")).length === 2,
  );
  sandbox.faults.clear();
  const [channel] = await query(postroom, 'SELECT failure_code, sending_state FROM channels');
  assert.deepEqual([channel?.failure_code, channel?.sending_state], [null, 'works']);
  const ways = await query(postroom, 'SELECT taken FROM channel_roads');
  assert.deepEqual(
    ways.map(({ taken }) => taken),
    ['graph', 'graph'],
  );
});
