import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runShell } from '../../../src/sandbox/exchange-shell.ts';
import { type ConnectedApp, query, saveApp, startBesideSandbox } from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

const info = 'info@brightwater.example';
const admin = 'admin@brightwater.example';
let connected: ConnectedApp;
before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
});
after(() => connected.stop());

const access = '/channels/1/access';

/** The page's words, and what stands in its blocks of PowerShell. */
async function read(path = access): Promise<string> {
  const text = await (await connected.admin.get(path)).text();
  return text
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/[ \t]+/g, ' ');
}

async function readScript(name: string): Promise<string> {
  return new RegExp(`<pre id="grant-${name}"[^>]*>([^<]*)</pre>`).exec(await read())?.[1] ?? '';
}

async function run(name: string): Promise<string[]> {
  const script = await readScript(name);
  assert.notEqual(script, '', name);
  return runShell(connected.sandbox.entra, script);
}

function look(form: Record<string, string> = {}) {
  return connected.admin.post(access, form);
}

test('what is wrong with the form is said at its fields, and a tenant without the app in words', async () => {
  const post = (form: Record<string, string>) =>
    connected.admin.post('/channels/new/app', { app: '1', ...form });
  const wrong = await post({ address: 'info', outsider: 'x' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /like info@example.com[\s\S]*Expected an address of your organisation/);
  const same = await post({ address: info, outsider: info.toUpperCase() });
  assert.match(await same.text(), /Expected another mailbox/);
  connected.sandbox.faults.set(connected.sandbox.app.clientId, {
    kind: 'entra-7000215',
    times: 1,
    command: 'token',
  });
  assert.match(await (await post({ address: info })).text(), /The Client Secret is wrong/);
  assert.deepEqual(await query(connected.postroom, 'SELECT id FROM channels'), []);
});

test('a mailbox that nobody signs in for: refused, granted by the lines of the page, read and sent from', async () => {
  const form = { app: '1', address: info, outsider: admin, name: 'Information' };
  const added = await connected.admin.post('/channels/new/app', form);
  assert.equal(added.headers.get('location'), access);
  const { principalId } = connected.sandbox.registration;
  const first = await read();
  assert.match(first, /It may not do anything with the mailbox yet/);
  assert.match(first, /Application permissions in the app's tokens: none/);
  assert.ok(first.includes(`-ObjectId '${principalId}'`));

  await run('register');
  await run('imap-smtp');
  connected.sandbox.registration.roles = ['IMAP.AccessAsApp', 'SMTP.SendAsApp'];
  await look();
  const ready = await read();
  assert.match(ready, /It reads and sends, and nothing else is open to it/);
  assert.match(ready, /already\.[\s\S]*Graph/);

  const settings = { name: 'Information', groupId: '1', afterImport: 'delete', archiveState: 'closed' };
  await connected.admin.post('/channels/1/setup', settings);
  await connected.admin.post('/channels/1/start', {});
  const mail =
    'From: Carla <carla@customer.example>\r\nSubject: Canoe\r\nMessage-ID: <1@x.example>\r\n\r\nHi';
  connected.sandbox.mailboxes.deliver(info, Buffer.from(mail));
  await connected.admin.post('/channels/1/fetches', {});
  await waitFor(async () => (await query(connected.postroom, 'SELECT id FROM tickets')).length === 1);
  const [ticket] = await query(connected.postroom, 'SELECT number FROM tickets');
  await connected.admin.post(`/tickets/${ticket?.number}/replies`, {
    key: 'an-answer',
    to: 'carla@customer.example',
    text: 'Yes.',
    state: 'open',
  });
  await waitFor(() => connected.sandbox.sent.length === 1);
  assert.equal(connected.sandbox.sent[0]?.user, info);
  assert.equal(connected.sandbox.sent[0]?.envelope.from, info);
  assert.match(connected.sandbox.sent[0]?.raw.toString() ?? '', /^From: Information <info@/m);
  const page = await read('/channels/1');
  assert.match(page, /nobody signs in: the app itself opens the mailbox/);
  assert.doesNotMatch(page, /Re-authenticate/);
});

test('an app that can use more than it should is told in red', async () => {
  const { principalId } = connected.sandbox.registration;
  const grant = `Add-MailboxPermission -Identity ${admin} -User ${principalId} -AccessRights FullAccess`;
  runShell(connected.sandbox.entra, grant);
  await look();
  assert.match(
    await read(),
    /class="notice error"[\s\S]*can use mailboxes that it must not[\s\S]*Reading by IMAP/,
  );
  runShell(connected.sandbox.entra, grant.replace('Add', 'Remove'));
  connected.sandbox.registration.roles.push('Mail.ReadWrite');
  await look();
  assert.match(await read(), /Mail\.ReadWrite<\/code> as application permissions/);
  connected.sandbox.registration.roles.pop();
  await look();
  assert.doesNotMatch(await read(), /must not<\/h2>/);
  const other = await look({ outsider: info });
  assert.match(await other.text(), /Expected another mailbox/);
});

test('what is taken back stops the channel, whose page leads to the access of the app', async () => {
  await run('graph');
  await look();
  const byGraph = await read();
  assert.match(byGraph, /Reading by Graph<\/th><td><span class="badge good">open/);
  assert.match(byGraph, /Sending by Graph<\/th><td><span class="badge good">open/);
  assert.doesNotMatch(byGraph, /must not<\/h2>/);
  await run('undo');
  await connected.admin.post('/channels/1/fetches', {});
  await waitFor(async () => {
    const [channel] = await query(connected.postroom, 'SELECT failure_code FROM channels');
    return channel?.failure_code !== null;
  });
  const page = await read('/channels/1');
  assert.match(page, /Open Access of the app on the page of the channel/);
  assert.doesNotMatch(page, /Set-CASMailbox/);
  await look();
  assert.match(await read(), /It may not do anything/);
  await run('register');
  await run('imap-smtp');
  await look();
  await waitFor(async () => {
    const [channel] = await query(connected.postroom, 'SELECT state, failure_code FROM channels');
    return channel?.failure_code === null;
  });
});
