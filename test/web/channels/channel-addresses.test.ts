import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { postControl } from '../../sandbox/sign-in-support.ts';
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

test('the wizard changes the sending address of the destination group with the start, or leaves it', async () => {
  const { admin } = connected;
  const form = await textOf(`${path}/setup`);
  assert.match(form, /value="change" checked.*Change to support@brightwater\.example.*Do not change/);
  const settings = { name: 'Support', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  const rehearse = async (changes: Record<string, string>) => {
    const { headers } = await admin.post(`${path}/setup`, { ...settings, ...changes });
    return textOf(headers.get('location') ?? '');
  };
  const kept = await rehearse({ sendingAddress: 'keep' });
  assert.doesNotMatch(kept, /Answers of the group/);
  assert.match(kept, /name="sendingAddress" value="keep"/);
  assert.match(await textOf(`${path}/setup?sendingAddress=keep`), /value="keep" checked/);

  // A mailbox that turns out not to open must not be what the group sends from already.
  const shown = await rehearse({ sendingAddress: 'change', trustsHeaders: 'on' });
  assert.match(shown, /Answers of the group Support go out from <b>support@brightwater\.example<\/b>/);
  assert.match(shown, /name="sendingAddress" value="change"/);
  assert.equal(await sendingAddress(), null);
  await admin.post(`${path}/start`, { messages: '0', sendingAddress: 'change' });
  assert.equal(await sendingAddress(), 'support@brightwater.example');
  assert.match(
    await textOf(`${path}/setup`),
    /value="keep" checked.*name="trustsHeaders" value="on" checked/,
  );
  await admin.post(`${path}/setup`, { ...settings, sendingAddress: 'keep' });
  assert.equal(await sendingAddress(), 'support@brightwater.example');
  assert.match(await textOf(`${path}/setup`), /name="trustsHeaders" value="on"\/?>/);
});

test('a group that is made for a channel at work sends from its address, though another one kept its own', async () => {
  const { admin } = connected;
  const settings = {
    name: 'Support',
    afterImport: 'mark_read',
    archiveState: 'closed',
    sendingAddress: 'keep',
  };
  const saved = await admin.post(`${path}/setup`, { ...settings, groupId: 'new', groupName: 'Annex' });
  assert.equal(saved.status, 303);
  const found = await query(
    connected.postroom,
    "SELECT address FROM groups LEFT JOIN email_addresses e ON e.id = email_address_id WHERE groups.name = 'Annex'",
  );
  assert.deepEqual(
    found.map(({ address }) => address),
    ['support@brightwater.example'],
  );
  assert.equal((await admin.post(`${path}/setup`, { ...settings, groupId: '1' })).status, 303);
  assert.equal(await sendingAddress(), 'support@brightwater.example');
});

test('a second channel takes the group’s answers over with its start, and only where that is said', async () => {
  const second = `/channels/${await addAccount(connected, 'lena.hart@brightwater.example')}`;
  const settings = { name: 'Lena', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  const { headers } = await connected.admin.post(`${second}/setup`, {
    ...settings,
    sendingAddress: 'change',
  });
  const shown = await textOf(headers.get('location') ?? '');
  assert.match(
    shown,
    /go out from <b>lena\.hart@[^<]*<\/b>, and no longer from support@brightwater\.example/,
  );
  assert.equal(await sendingAddress(), 'support@brightwater.example');
  // Without a word, an address that is there stays.
  await connected.admin.post(`${second}/start`, { messages: '0' });
  assert.equal(await sendingAddress(), 'support@brightwater.example');
});

test('a mailbox that is still being set up and cannot send is told of to nobody, but where a group sends from it', async () => {
  const fourth = `/channels/${await addAccount(connected, 'admin@brightwater.example')}`;
  await postControl(connected.sandbox, 'faults', {
    mailbox: 'admin@brightwater.example',
    kind: 'smtp-auth-disabled-mailbox',
  });
  const settings = { name: 'Office', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  const { headers } = await connected.admin.post(`${fourth}/setup`, {
    ...settings,
    sendingAddress: 'change',
  });
  assert.match(await textOf(headers.get('location') ?? ''), /Sending does not work/);
  const notice = async () => {
    // Any fact of a channel makes the desk look.
    await connected.admin.post(`${fourth}/setup`, { ...settings, name: `Office ${Math.random()}` });
    return textOf('/channel-troubles');
  };
  assert.doesNotMatch(await notice(), /Office/);
  const own = await idOf('admin@brightwater.example');
  await connected.admin.post(`${fourth}/addresses/${own}`, { name: '', groupId: '1' });
  assert.match(await notice(), /Nothing is sent from Office/);
});

test('where the folder is not there, no other way of the mail is offered', async () => {
  const third = `/channels/${await addAccount(connected, 'omar.diaz@brightwater.example')}`;
  const settings = { name: 'Omar', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  const { headers } = await connected.admin.post(`${third}/setup`, { ...settings, folder: 'Inquiries/Nope' });
  const shown = await textOf(headers.get('location') ?? '');
  assert.match(shown, /The folder is not there/);
  assert.doesNotMatch(shown, /could take over/);
});
