import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addAccount,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox(4);
  await saveApp(connected);
});
after(() => connected.stop());

test('a trace holds commands and answers of both protocols, and neither tokens nor mail', async () => {
  const { admin, postroom, sandbox } = connected;
  const path = `/channels/${await addAccount(connected, 'support@brightwater.example')}`;
  await admin.post(`${path}/setup`, {
    name: 'Support',
    groupId: '1',
    afterImport: 'mark_read',
    archiveState: 'closed',
    sendingAddress: 'change',
  });
  assert.equal((await admin.get(`${path}/trace`)).status, 404);
  assert.equal((await admin.post(`${path}/trace`, {})).status, 303);
  assert.match((await (await admin.get(path)).text()).replace(/\s+/g, ' '), /On until .* lines so far/);
  const pace = { connections: '3', messagesPerMinute: '30', recipientsPerDay: '10000', mostMegabytes: '25' };
  await admin.post('/settings/sending', { ...pace, undoSeconds: '0' });
  await admin.post(`${path}/start`, {});
  await waitFor(async () => (await query(postroom, 'SELECT id FROM tickets')).length > 0);
  const [ticket] = await query(postroom, 'SELECT number FROM tickets LIMIT 1');
  await admin.post(`/tickets/${ticket?.number}/replies`, {
    key: 'a-traced-answer',
    to: 'carla@customer.example',
    text: 'Only for Carla',
    state: 'open',
  });
  await waitFor(() => sandbox.sent.length > 0);

  const trace = async () => (await admin.get(`${path}/trace`)).text();
  await waitFor(async () => / SMTP S: 250 2\.0\.0 OK/.test(await trace()));
  const text = await trace();
  assert.match(text, / IMAP C: \S+ AUTHENTICATE XOAUTH2 \(hidden\)/);
  assert.match(text, / IMAP C: \S+ UID FETCH /);
  assert.match(text, / IMAP S: \S+ OK /);
  assert.match(text, / SMTP C: AUTH XOAUTH2 \(hidden\)/);
  assert.match(text, / SMTP C: RCPT TO:<carla@customer\.example>/);
  const [channel] = await query(postroom, 'SELECT token_cache FROM channels');
  const secrets = [...String(channel?.token_cache).matchAll(/"secret":\s*"([^"]{20,})"/g)].map(([, s]) => s);
  assert.ok(secrets.length > 0);
  const subjects = await query(postroom, "SELECT subject FROM articles WHERE direction = 'in'");
  const taboo = [...secrets, ...subjects.map(({ subject }) => String(subject)), 'Only for Carla'];
  for (const secret of taboo) assert.ok(!text.includes(String(secret)), `the trace holds ${secret}`);

  assert.equal((await admin.post(`${path}/trace/deletion`, {})).status, 303);
  assert.equal((await admin.get(`${path}/trace`)).status, 404);
});
