import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseScopes } from '../../../src/sandbox/entra-scopes.ts';
import { createBrowser } from '../../sandbox/sign-in-support.ts';
import {
  addAccount,
  type ConnectedApp,
  goToMicrosoft,
  pathOf,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';

let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox();
  await saveApp(connected);
});
after(() => connected.stop());

const support = 'support@brightwater.example';
const lena = 'lena.hart@brightwater.example';

async function stored(): Promise<unknown> {
  return query(connected.postroom, 'SELECT * FROM channels ORDER BY id');
}

/** Follows `path` back from Microsoft and expects a page that says `words`, with nothing stored. */
async function expectRefusal(path: string, words: RegExp, visitor = connected.admin): Promise<void> {
  const earlier = await stored();
  const answer = await visitor.get(path);
  assert.equal(answer.status, 400);
  assert.match((await answer.text()).replace(/\s+/g, ' '), words);
  assert.deepEqual(await stored(), earlier);
}

test('a sign-in that is cancelled, declined, replayed, foreign or made up stores nothing and says so', async () => {
  const { admin, sandbox, postroom } = connected;
  const start = await admin.get('/oauth/microsoft/start?kind=add_account');
  const url = start.headers.get('location') ?? '';
  const person = sandbox.directory.people.find((each) => each.upn === lena);
  const browser = createBrowser(sandbox);
  const consent = await browser.signIn(url, lena, person?.password ?? '', 'ask');
  assert.match(consent.html, /Permissions requested/);
  const declined = await browser.submit(consent, { step: 'consent', account: lena, decision: 'cancel' });
  await expectRefusal(pathOf(declined), /The permissions were declined|The sign-in was cancelled/);
  await expectRefusal(pathOf(declined), /has been used already/);

  await expectRefusal('/oauth/microsoft/callback?code=x&state=made-up', /not begun here/);
  await expectRefusal('/oauth/microsoft/callback?code=x', /not begun here/);

  const other = await postroom.signIn('admin', 'other@postroom.example');
  const back = await goToMicrosoft(connected, lena);
  await expectRefusal(pathOf(back), /belongs to another session/, other);
  await expectRefusal(pathOf(back), /has been used already/);
});

test('an account may be added again for another folder or a shared mailbox, and not for the same folder', async () => {
  const channelId = await addAccount(connected, support);
  const [row] = await query(connected.postroom, `SELECT * FROM channels WHERE id = ${channelId}`);
  assert.equal(row?.address, support);
  assert.equal(row?.state, 'new');
  assert.equal(row?.started_at, null);
  const second = await addAccount(connected, support);
  assert.notEqual(second, channelId);
  const settings = { name: 'Second', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  const same = await connected.admin.post(`/channels/${second}/setup`, { ...settings, address: support });
  assert.equal(same.status, 422);
  assert.match(await same.text(), /reads the inbox of this mailbox already/);
  const folder = { ...settings, address: support, folder: 'Orders' };
  assert.equal((await connected.admin.post(`/channels/${second}/setup`, folder)).status, 303);
  const addresses = await query(connected.postroom, 'SELECT address FROM email_addresses');
  assert.deepEqual(addresses, [{ address: support }]);

  const wrong = await goToMicrosoft(connected, lena, `kind=reauthenticate&channel=${channelId}`);
  await expectRefusal(
    pathOf(wrong),
    /belongs to <b>support@brightwater.example<\/b>, and <b>lena.hart@brightwater/,
  );
  const right = await goToMicrosoft(connected, support, `kind=reauthenticate&channel=${channelId}`);
  const answer = await connected.admin.get(pathOf(right));
  assert.equal(answer.headers.get('location'), `/channels/${channelId}`);
});

test('re-authentication names the account and asks for the password', async () => {
  const [row] = await query(connected.postroom, `SELECT id FROM channels WHERE address = '${support}'`);
  const start = await connected.admin.get(`/oauth/microsoft/start?kind=reauthenticate&channel=${row?.id}`);
  const url = new URL(start.headers.get('location') ?? '');
  assert.equal(url.searchParams.get('prompt'), 'login');
  assert.equal(url.searchParams.get('login_hint'), support);
  assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
});

test('a pending approval is remembered and explained until the account is added', async () => {
  const { admin, sandbox } = connected;
  sandbox.faults.set(lena, { kind: 'entra-90094', times: 1, command: 'authorize' });
  const page = await goToMicrosoft(connected, lena);
  await expectRefusal(pathOf(page), /Waiting for your administrator since/);
  assert.match(await (await admin.get('/channels')).text(), /Admin consent requests/);
  await addAccount(connected, lena);
  assert.doesNotMatch(await (await admin.get('/channels')).text(), /Admin consent requests/);
});

test('an agent sees none of it', async () => {
  const agent = await connected.postroom.signIn('agent');
  for (const path of [
    '/channels',
    '/settings/microsoft',
    '/oauth/microsoft/start?kind=add_account',
    '/channels/1',
  ]) {
    assert.equal((await agent.get(path)).status, 403, path);
  }
});

test('an administrator grants for everybody, with a session of ours or without one', async () => {
  const { admin, sandbox, postroom } = connected;
  const start = await admin.get('/oauth/microsoft/start?kind=tenant_consent');
  const url = new URL(start.headers.get('location') ?? '');
  assert.match(url.pathname, /\/v2\.0\/adminconsent$/);
  const ada = 'admin@brightwater.example';
  const password = sandbox.directory.people.find((each) => each.upn === ada)?.password ?? '';
  const page = await createBrowser(sandbox).signIn(url.href, ada, password);
  assert.equal(page.callback?.searchParams.get('admin_consent'), 'True');
  const stranger = await postroom.visitor().get(pathOf(page));
  assert.equal(stranger.status, 200);
  assert.match(await stranger.text(), /The permissions are granted/);
  const back = await admin.get(pathOf(page));
  assert.equal(back.headers.get('location'), '/channels');
  await expectRefusal(pathOf(page), /has been used already/);
});

test('an administrator grants what Graph needs by itself, and then no mailbox is asked again', async () => {
  const { admin, sandbox } = connected;
  const start = await admin.get('/oauth/microsoft/start?kind=tenant_consent&resource=graph');
  const url = new URL(start.headers.get('location') ?? '');
  const scopes = (url.searchParams.get('scope') ?? '').split(' ');
  const resources = new Set(
    scopes.filter((each) => each.includes('://')).map((each) => new URL(each).origin),
  );
  assert.deepEqual([...resources], ['https://graph.microsoft.com'], 'never two resources (AADSTS28000)');
  const graph = scopes.filter((each) => each.includes('://'));
  const parsed = parseScopes(graph.join(' '));
  assert.ok('scopes' in parsed && parsed.scopes.length > 1);
  const missing = () => sandbox.entra.consents.listMissing(lena, sandbox.app.clientId, parsed.scopes).length;
  assert.ok(missing() > 0);
  const ada = 'admin@brightwater.example';
  const password = sandbox.directory.people.find((each) => each.upn === ada)?.password ?? '';
  const page = await createBrowser(sandbox).signIn(url.href, ada, password);
  assert.equal((await admin.get(pathOf(page))).headers.get('location'), '/channels');
  assert.equal(missing(), 0);
});
