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
before(async () => {
  connected = await startBesideSandbox();
});
after(() => connected.stop());

const support = 'support@brightwater.example';
const settings = {
  name: 'Support',
  groupId: '1',
  groupName: '',
  folder: '',
  afterImport: 'delete',
  moveTo: '',
  isArchiving: 'on',
  archiveBefore: '2020-01-01',
  archiveState: 'closed',
};

async function textOf(path: string): Promise<string> {
  const answer = await connected.admin.get(path);
  assert.equal(answer.status, 200, path);
  return (await answer.text()).replace(/<svg.*?<\/svg>/gs, '').replace(/\s+/g, ' ');
}

test('without an app the channel page leads to it; a mistake in the form is marked, not saved', async () => {
  assert.match(await textOf('/channels'), /href="\/settings\/microsoft">\s*Connect Microsoft 365 App/);
  assert.match(await textOf('/settings/microsoft'), /http:\/\/localhost:\d+\/oauth\/microsoft\/callback/);
  const answer = await saveApp(connected, { clientSecret: connected.sandbox.app.secretId });
  assert.equal(answer.status, 422);
  assert.match(await answer.text(), /This is the Secret ID, not the secret/);
  assert.deepEqual(await query(connected.postroom, 'SELECT * FROM app_registrations'), []);
  const start = await connected.admin.get('/oauth/microsoft/start?kind=add_account');
  assert.equal(start.status, 409);
});

test('Check tells which part does not fit', async () => {
  const { sandbox, admin } = connected;
  const check = async (changes: Record<string, string>) => {
    const { clientId, clientSecret, tenant } = sandbox.app;
    const form = { clientId, clientSecret, tenant, cloud: 'file', ...changes };
    const page = await (await admin.post('/settings/microsoft/checks', form)).text();
    return [
      ...page.matchAll(/<b>(Connection|Tenant UUID\/Name|Client ID|Client Secret) ([a-z ]+)<\/b>/g),
    ].map((match) => `${match[1]} ${match[2]}`);
  };
  const fits = ['Connection fits', 'Tenant UUID/Name fits', 'Client ID fits', 'Client Secret fits'];
  assert.deepEqual(await check({}), fits);
  const wrongSecret = await check({ clientSecret: 'abc~wrong' });
  assert.deepEqual(wrongSecret, [...fits.slice(0, 3), 'Client Secret does not fit']);
  const wrongId = await check({ clientId: '11111111-1111-4111-8111-111111111111' });
  assert.deepEqual(wrongId.slice(0, 3), [...fits.slice(0, 2), 'Client ID does not fit']);
  const wrongTenant = await check({ tenant: 'nobody.example' });
  assert.deepEqual(wrongTenant.slice(0, 2), ['Connection fits', 'Tenant UUID/Name does not fit']);
  assert.deepEqual(await check({}), fits);
});

test('the secret never comes back on a page', async () => {
  assert.doesNotMatch(
    await textOf('/settings/microsoft'),
    new RegExp(RegExp.escape(connected.sandbox.app.clientSecret)),
  );
});

test('an account is set up, rehearsed with real counts and started; until then nothing is fetched', async () => {
  const { admin, sandbox } = connected;
  const id = await addAccount(connected, support);
  const count = sandbox.mailboxes.get(support)?.findFolder('INBOX')?.messages.length ?? 0;
  assert.ok(count > 0);
  assert.match(await textOf(`/channels/${id}/folders`), /data-value="INBOX"/);

  const wrong = await admin.post(`/channels/${id}/setup`, {
    ...settings,
    afterImport: 'move',
    groupId: 'new',
  });
  assert.equal(wrong.status, 422);
  const page = await wrong.text();
  assert.match(page, /Enter the folder that messages are moved to/);
  assert.match(page, /Enter the name of the new group/);

  const saved = await admin.post(`/channels/${id}/setup`, settings);
  assert.equal(saved.headers.get('location'), `/channels/${id}/rehearsal`);
  const rehearsal = await textOf(`/channels/${id}/rehearsal`);
  assert.match(rehearsal, new RegExp(`<b>${count} messages</b> .* will be imported`));
  assert.match(rehearsal, new RegExp(`${count} messages will be deleted on the server`));
  assert.match(rehearsal, /<b>0<\/b> of them are old/);
  assert.deepEqual(await query(connected.postroom, 'SELECT * FROM receipts'), []);

  await admin.post(`/channels/${id}/setup`, {
    ...settings,
    archiveBefore: '2099-01-01',
    afterImport: 'mark_read',
  });
  const archiving = await textOf(`/channels/${id}/rehearsal`);
  assert.match(archiving, new RegExp(`<b>${count}</b> of them are old`));
  assert.match(archiving, /none is deleted/);

  const refused = await admin.post(`/channels/${id}/fetches`, {});
  assert.equal(refused.status, 409);
  const started = await admin.post(`/channels/${id}/start`, { messages: String(count) });
  assert.equal(started.headers.get('location'), `/channels/${id}`);
  assert.match(await textOf(`/channels/${id}`), /Started, with \d+ messages/);
  assert.equal((await admin.post(`/channels/${id}/start`, {})).status, 409);

  await admin.post(`/channels/${id}/pause`, {});
  assert.match(await textOf(`/channels/${id}`), /Disabled/);
  await admin.post(`/channels/${id}/resumption`, {});
  assert.doesNotMatch(await textOf(`/channels/${id}/panel`), /badge quiet/);
});

test('a folder that is not there is named on the rehearsal, with the way back', async () => {
  const id = await addAccount(connected, 'lena.hart@brightwater.example');
  await connected.admin.post(`/channels/${id}/setup`, { ...settings, name: 'Lena', folder: 'Nowhere/Here' });
  const page = await textOf(`/channels/${id}/rehearsal`);
  assert.match(page, /The folder is not there/);
  assert.doesNotMatch(page, /\/start"/);
});

test('a shared mailbox is read by a delegate’s account; without the right the rehearsal says so', async () => {
  const { admin, sandbox } = connected;
  const [lena] = await query(connected.postroom, "SELECT id FROM channels WHERE name = 'Lena'");
  const path = `/channels/${lena?.id}`;
  const save = (address: string) =>
    admin.post(`${path}/setup`, { ...settings, name: 'Information', folder: '', address });
  assert.equal((await save('billing@brightwater.example')).status, 303);
  assert.match(await textOf(`${path}/rehearsal`), /No right to this mailbox/);
  const taken = await save(support);
  assert.equal(taken.status, 422);
  assert.match(await taken.text(), /reads the inbox of this mailbox already/);

  const shared = 'info@brightwater.example';
  sandbox.mailboxes.deliver(shared, Buffer.from('Subject: one\r\n\r\n'));
  const count = sandbox.mailboxes.get(shared)?.findFolder('INBOX')?.messages.length;
  assert.equal((await save(shared)).status, 303);
  assert.match(await textOf(`${path}/rehearsal`), new RegExp(`<b>${count} message`));
  const addresses = await query(
    connected.postroom,
    `SELECT address FROM email_addresses WHERE channel_id = ${lena?.id}`,
  );
  assert.deepEqual(addresses, [{ address: shared }]);

  const own = await addAccount(connected, 'lena.hart@brightwater.example');
  assert.notEqual(own, lena?.id);
});
