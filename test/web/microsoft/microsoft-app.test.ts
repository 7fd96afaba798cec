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
import { waitFor, waitUntil } from '../../support/wait-for.ts';

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
  const soon = new Date(Date.now() + 6 * day).toISOString().slice(0, 10);
  assert.equal((await saveApp(connected, { tenant: '', secretExpiresOn: 'soon' })).status, 422);
  await saveApp(connected, { tenant: '', secretExpiresOn: soon });
  for (const path of ['/channels', '/settings/microsoft']) {
    assert.match(await pageOf(path), new RegExp(`The Client Secret ends on ${soon}, in 6 days`), path);
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
      // Where the desk is too busy to say, there are no lines.
      const hasEnded = (page: string) =>
        page.includes('class="hint"') && !/class="hint"> ?(waiting|running)/.test(page);
      const page = await waitUntil(() => pageOf(url), hasEnded);
      found.push(/Client Secret has expired/.test(page) ? 'expired' : 'works');
    }
    return found;
  };
  assert.deepEqual(await states(), ['expired', 'expired']);
  const { value } = addSecret(sandbox.registration, Date.now() + 180 * day);
  const secretExpiresOn = new Date(old.expiresAt).toISOString().slice(0, 10);
  await saveApp(connected, { tenant: '', secretExpiresOn });
  await saveApp(connected, { tenant: '', secretExpiresOn, clientSecret: value });
  assert.match(await pageOf('/settings/microsoft'), /the day on which the old one ends/);
  assert.deepEqual(await states(), ['works', 'works']);
});

test('another app takes the place of one that channels use only when the admin has said so', async () => {
  const { postroom } = connected;
  const fresh = '11111111-2222-4333-8444-555555555555';
  const secret = 'another-secret~of.the_new+app"&';
  const stored = () => query(postroom, 'SELECT client_id, tenant, client_secret FROM app_registrations');
  const [before] = await stored();
  const { clientId } = connected.sandbox.app;
  for (const path of ['/settings/microsoft', '/settings/microsoft/checks']) {
    const form = { clientId: fresh, clientSecret: secret, tenant: 'other.example', cloud: 'file' };
    const answer = await connected.admin.post(path, { ...form, secretExpiresOn: '2031-05-06' });
    assert.equal(answer.status, 422);
    const page = (await answer.text()).replace(/\s+/g, ' ');
    assert.ok(page.includes(`2 channels use the present app (Client ID ${clientId})`), page);
    assert.match(page, /name="movesChannels" value="on" ?\/?>/);
    assert.match(page, /The channels move to the new app and have to sign in again/);
    for (const typed of [fresh, 'another-secret~of.the_new+app&quot;&amp;', 'other.example', '2031-05-06']) {
      assert.ok(page.includes(`value="${typed}"`), typed);
    }
    assert.deepEqual((await stored())[0], before);
  }
  // The same app in another directory than that of the channels.
  const elsewhere = { tenant: '99999999-2222-4333-8444-555555555555' };
  assert.equal((await saveApp(connected, elsewhere)).status, 422);
  assert.deepEqual((await stored())[0], before);
  // Their own directory, named now, and back to any.
  assert.equal((await saveApp(connected, { tenant: connected.sandbox.directory.tenantId })).status, 303);
  assert.equal((await saveApp(connected, { tenant: '' })).status, 303);
  const moved = await saveApp(connected, { clientId: fresh, clientSecret: secret, movesChannels: 'on' });
  assert.equal(moved.status, 303);
  assert.equal((await stored())[0]?.client_id, fresh);
});

test('an app that no channel uses is replaced without a question', async () => {
  const { postroom, admin } = connected;
  for (const { id, address } of await query(postroom, 'SELECT id, address FROM channels')) {
    await admin.post(`/channels/${id}/deletion`, { address: String(address) });
  }
  const [left] = await query(postroom, 'SELECT count(*) AS n FROM channels WHERE deleted_at IS NULL');
  assert.equal(left?.n, 0);
  assert.doesNotMatch(await pageOf('/settings/microsoft'), /movesChannels/);
  assert.equal((await saveApp(connected)).status, 303);
});
