import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addAccount,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';

let connected: ConnectedApp;
let path: string;
before(async () => {
  connected = await startBesideSandbox(2);
  await saveApp(connected);
  path = `/channels/${await addAccount(connected, 'support@brightwater.example')}`;
});
after(() => connected.stop());

async function textOf(url: string): Promise<string> {
  const answer = await connected.admin.get(url);
  assert.equal(answer.status, 200, url);
  return (await answer.text()).replace(/\s+/g, ' ');
}

async function idOf(address: string): Promise<unknown> {
  const [row] = await query(
    connected.postroom,
    `SELECT id FROM email_addresses WHERE address = '${address}'`,
  );
  return row?.id;
}

async function sendingAddress(): Promise<unknown> {
  const [row] = await query(
    connected.postroom,
    'SELECT address FROM groups LEFT JOIN email_addresses e ON e.id = email_address_id WHERE groups.id = 1',
  );
  return row?.address;
}

test('a secondary address is added, assigned, made primary and removed; the group left without one is flagged', async () => {
  const { admin } = connected;
  const sales = 'sales@brightwater.example';
  const wrong = await admin.post(`${path}/addresses`, { address: 'sales', name: '', groupId: '' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Expected an address like/);
  const added = await admin.post(`${path}/addresses`, {
    address: 'Sales@BrightWater.example',
    name: 'Sales',
  });
  assert.equal(added.status, 303);
  const twice = await admin.post(`${path}/addresses`, { address: sales, name: 'Again' });
  assert.equal(twice.status, 422);
  assert.match(await twice.text(), /belongs to a channel already/);
  assert.match(await textOf(path), /sales@brightwater\.example<\/a>.*?Sales\. No group sends from it/);

  const page = `${path}/addresses/${await idOf(sales)}`;
  assert.equal((await admin.post(page, { name: 'Sales team', groupId: '1' })).status, 303);
  assert.equal(await sendingAddress(), sales);
  assert.match(await textOf(page), /is left without a sending address/);

  assert.equal((await admin.post(`${page}/primary`, {})).status, 303);
  const refused = await admin.post(`${page}/removal`, {});
  assert.equal(refused.status, 409);
  assert.match(await refused.text(), /make another one primary/);
  const own = await idOf('support@brightwater.example');
  assert.equal((await admin.post(`${path}/addresses/${own}/primary`, {})).status, 303);
  assert.equal((await admin.post(`${page}/removal`, {})).status, 303);
  assert.equal(await sendingAddress(), null);
  assert.match(await textOf(path), /has no sending address/);
  assert.match(await textOf('/settings/groups'), /no sending address/);
});

test('the wizard changes the sending address of the destination group, or leaves it', async () => {
  const { admin } = connected;
  const form = await textOf(`${path}/setup`);
  assert.match(form, /value="change" checked.*Change to support@brightwater\.example.*Do not change/);
  const settings = { name: 'Support', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  await admin.post(`${path}/setup`, { ...settings, sendingAddress: 'keep' });
  assert.equal(await sendingAddress(), null);
  await admin.post(`${path}/setup`, { ...settings, sendingAddress: 'change', trustsHeaders: 'on' });
  assert.equal(await sendingAddress(), 'support@brightwater.example');
  assert.match(
    await textOf(`${path}/setup`),
    /value="keep" checked.*name="trustsHeaders" value="on" checked/,
  );
  await admin.post(`${path}/setup`, { ...settings, sendingAddress: 'keep' });
  assert.equal(await sendingAddress(), 'support@brightwater.example');
  assert.match(await textOf(`${path}/setup`), /name="trustsHeaders" value="on"\/?>/);
});
