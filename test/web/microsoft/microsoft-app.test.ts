import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addSecret } from '../../../src/sandbox/entra-state.ts';
import {
  addAccount,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const day = 86_400_000;
let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox(3);
});
after(() => connected.stop());

const setup = { groupId: '1', folder: '', afterImport: 'mark_read', moveTo: '', archiveState: 'closed' };

async function pageOf(path: string): Promise<string> {
  return (await (await connected.admin.get(path)).text()).replace(/\s+/g, ' ');
}

async function check(): Promise<string> {
  const { clientId, clientSecret } = connected.sandbox.app;
  const form = { clientId, clientSecret, tenant: '', cloud: 'file' };
  return (await connected.admin.post('/settings/microsoft/checks', form)).text();
}

async function startChannel(upn: string): Promise<number> {
  const id = await addAccount(connected, upn);
  await connected.admin.post(`/channels/${id}/setup`, { ...setup, name: upn });
  await connected.admin.post(`/channels/${id}/start`, { messages: '0' });
  return id;
}

test('without a tenant the check says what it cannot check, and an account of any tenant is added', async () => {
  const { sandbox } = connected;
  await saveApp(connected, { tenant: '' });
  // An app of one directory that is asked for without a tenant.
  assert.match(await check(), /Enter the Directory \(tenant\) ID as Tenant UUID/);
  sandbox.registration.isMultiTenant = true;
  assert.match(
    await check(),
    /Without a tenant Microsoft tells this only when somebody signs in: use Add Account/,
  );
  const id = await startChannel('support@brightwater.example');
  const [row] = await query(connected.postroom, `SELECT tenant_id, tenant FROM channels, app_registrations`);
  assert.deepEqual(row, { tenant_id: sandbox.directory.tenantId, tenant: 'common' });
  await waitFor(async () => (await pageOf(`/channels/${id}/panel`)).includes('Imported 3 messages'));
});

test('a secret that ends is warned of on both pages; a wrong day is marked', async () => {
  const soon = new Date(Date.now() + 6.5 * day).toISOString().slice(0, 10);
  assert.equal((await saveApp(connected, { tenant: '', secretExpiresOn: 'soon' })).status, 422);
  await saveApp(connected, { tenant: '', secretExpiresOn: soon });
  for (const path of ['/channels', '/settings/microsoft']) {
    assert.match(await pageOf(path), new RegExp(`The Client Secret ends on ${soon}, in \\d days`), path);
  }
  // A form without the field keeps the day; an empty one clears it.
  await saveApp(connected, { tenant: '' });
  assert.match(await pageOf('/channels'), /The Client Secret ends/);
  await saveApp(connected, { tenant: '', secretExpiresOn: '' });
  assert.doesNotMatch(await pageOf('/channels'), /The Client Secret ends/);
});

test('a new secret serves every channel at once', async () => {
  const { sandbox, postroom, admin } = connected;
  await startChannel('lena.hart@brightwater.example');
  const [old] = sandbox.registration.secrets;
  old.expiresAt = Date.now();
  sandbox.settings.tokenLifetimeSeconds = 1;
  const channels = await query(postroom, 'SELECT id FROM channels');
  assert.equal(channels.length, 2);
  const states = async () => {
    const started = await Promise.all(channels.map(({ id }) => admin.post(`/channels/${id}/checks`, {})));
    const found: string[] = [];
    for (const answer of started) {
      const url = `${answer.headers.get('location')}/lines`;
      await waitFor(async () => !/class="hint"> ?(waiting|running)/.test(await pageOf(url)));
      found.push(/Client Secret has expired/.test(await pageOf(url)) ? 'expired' : 'works');
    }
    return found;
  };
  assert.deepEqual(await states(), ['expired', 'expired']);
  const { value } = addSecret(sandbox.registration, Date.now() + 180 * day);
  await saveApp(connected, { tenant: '', clientSecret: value });
  assert.deepEqual(await states(), ['works', 'works']);
});
