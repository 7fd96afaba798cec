import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listDelegatedScopes } from '../../../src/domain/cloud.ts';
import { readCloudFile } from '../../../src/microsoft/cloud-file.ts';
import { findPerson } from '../../../src/sandbox/directory.ts';
import { parseScopes } from '../../../src/sandbox/entra-scopes.ts';
import {
  addAccount,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
const renamed = 'help.desk@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
});
after(() => connected.stop());

const ask = (sql: string) => query(connected.postroom, sql);

test('an account whose user name was changed goes on to send: its new name comes with the next token', async () => {
  const { admin, sandbox } = connected;
  const path = await startChannel(connected, await addAccount(connected, support));
  await admin.post('/settings/sending', {
    ...{ connections: '3', messagesPerMinute: '30', recipientsPerDay: '9000' },
    ...{ mostMegabytes: '25', undoSeconds: '0' },
  });
  const mail =
    'From: Carla <carla@customer.example>\r\nSubject: Canoe\r\nMessage-ID: <1@x.example>\r\n\r\nHi';
  sandbox.mailboxes.deliver(support, Buffer.from(mail));
  await admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await ask('SELECT id FROM tickets')).length === 1);
  // It is the same account at Microsoft: what was agreed to stays, and so does its mailbox.
  const scopes = parseScopes(listDelegatedScopes(await readCloudFile(sandbox.cloudFile)).join(' '));
  assert.ok('scopes' in scopes);
  sandbox.entra.consents.grant(undefined, sandbox.app.clientId, scopes.scopes);
  const person = findPerson(sandbox.directory, support);
  assert.ok(person);
  person.upn = renamed;
  const [ticket] = await ask('SELECT number FROM tickets');
  await admin.post(`/tickets/${ticket?.number}/replies`, {
    ...{ key: 'an-answer', to: 'carla@customer.example', text: 'Yes.', state: 'open' },
  });
  await waitFor(async () => (await ask("SELECT id FROM outbox WHERE state = 'sent'")).length === 1);
  assert.equal(sandbox.sent.length, 1);
  const [channel] = await ask('SELECT address, user_name FROM channels');
  assert.deepEqual(channel, { address: support, user_name: renamed });
  const page = await (await admin.get('/settings/audit')).text();
  assert.ok(page.includes(renamed) || (await (await admin.get(path)).text()).includes(renamed));
});
