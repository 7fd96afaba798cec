import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

// The first app that was connected is another organisation's; whatever is asked for is asked for the one that it is about.

const support = 'support@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(0);
  const clientId = '11111111-2222-4333-8444-555555555555';
  await saveApp(connected, { clientId, cloud: 'usgov', name: 'Sister company' });
  await saveApp(connected, { app: 'new', name: 'Here' });
});
after(() => connected.stop());

const read = async (path: string) => (await connected.admin.get(path)).text();

test('each app has its own button on the list of channels', async () => {
  const list = await read('/channels');
  assert.match(list, /kind=admin_consent&amp;app=1"[^>]*>\s*Request Admin Consent \(Sister company\)/);
  assert.match(list, /kind=admin_consent&amp;app=2"[^>]*>\s*Request Admin Consent \(Here\)/);
});

test('a channel whose permissions were taken back leads to the consent of its own app', async () => {
  const { admin, sandbox, postroom } = connected;
  const back = await admin.get(pathOf(await goToMicrosoft(connected, support, 'kind=add_account&app=2')));
  const id = Number(/\d+/.exec(back.headers.get('location') ?? '')?.[0]);
  const path = await startChannel(connected, id);
  sandbox.entra.consents.withdraw(sandbox.app.clientId);
  sandbox.faults.set(support, { kind: 'token-expired', times: 1 });
  await admin.post(`${path}/fetches`, {});
  const failed = `SELECT failure_code FROM channels WHERE id = ${id}`;
  await waitFor(async () => (await query(postroom, failed))[0]?.failure_code === 'consent_missing');
  assert.match(await read(path), /href="\/oauth\/microsoft\/start\?kind=admin_consent&amp;app=2"/);
});

test('what an administrator can grant for everybody while it is waited for is the app that was asked for', async () => {
  const { admin, sandbox } = connected;
  const start = await admin.get('/oauth/microsoft/start?kind=admin_consent&app=2');
  const asked = new URL(start.headers.get('location') ?? '').searchParams;
  assert.equal(asked.get('client_id'), sandbox.app.clientId);
  assert.match(await read('/channels'), /href="\/oauth\/microsoft\/start\?kind=tenant_consent&amp;app=2"/);
});
