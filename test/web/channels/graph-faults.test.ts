import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listDelegatedScopes } from '../../../src/domain/cloud.ts';
import { diagnosisRules } from '../../../src/domain/diagnosis/diagnosis.ts';
import { readCloudFile } from '../../../src/microsoft/cloud-file.ts';
import { parseScopes } from '../../../src/sandbox/entra-scopes.ts';
import {
  addAccount,
  agreeToGraph,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
} from '../../support/microsoft.ts';
import { ofGraph } from '../../support/provocations.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let mails = 0;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
  const id = await addAccount(connected, support);
  path = `/channels/${id}`;
  await agreeToGraph(connected, support, id);
  // The other road would take over.
  await connected.admin.post(`${path}/roads`, { in: 'graph', out: 'imap_smtp' });
  const settings = { name: 'Support', groupId: '1', afterImport: 'mark_read', archiveState: 'closed' };
  await connected.admin.post(`${path}/setup`, settings);
  await connected.admin.post(`${path}/start`, {});
  await waitFor(isWatching);
});
after(() => connected.stop());

async function readChannel() {
  const [row] = await query(connected.postroom, 'SELECT * FROM channels');
  return row ?? {};
}

async function isWatching(): Promise<boolean> {
  const { state, failure_code } = await readChannel();
  return state === 'watching' && failure_code === null;
}

async function readPage(): Promise<string> {
  const text = await (await connected.admin.get(path)).text();
  return text
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

function deliver(): string {
  const subject = `Fault number ${++mails}`;
  const mail = `From: carla@customer.example\r\nSubject: ${subject}\r\nMessage-ID: <${mails}@x.example>\r\n\r\nHi`;
  connected.sandbox.mailboxes.deliver(support, Buffer.from(mail));
  return subject;
}

for (const [code, fault] of ofGraph) {
  const { kind, command, value, words } = fault;
  test(`${code} by ${[kind, command, value, words].filter(Boolean).join(' ')}`, async () => {
    connected.sandbox.faults.set(support, fault);
    const subject = deliver();
    await connected.admin.post(`${path}/fetches`, {});
    await waitFor(async () => (await readChannel()).failure_code !== null);
    assert.equal((await readChannel()).failure_code, code);
    const rule = diagnosisRules.find((each) => each.code === code);
    const page = await readPage();
    assert.ok(page.includes(`<h2>${rule?.title ?? 'Something that Postroom does not know'}</h2>`), code);
    if (rule !== undefined) assert.ok(page.includes(rule.step), code);
    connected.sandbox.faults.clear(support);
    await connected.admin.post(`${path}/fetches`, {});
    await waitFor(isWatching);
    const found = await query(connected.postroom, `SELECT id FROM articles WHERE subject = '${subject}'`);
    assert.equal(found.length, 1);
    assert.match(await readPage(), /Works again since|It works again/);
  });
}

test('Graph is waited for as long as it asks, by seconds and by date, and the page counts it down', async () => {
  for (const kind of ['graph-throttled', 'graph-throttled-date'] as const) {
    connected.sandbox.faults.set(support, { kind, value: 92 });
    await connected.admin.post(`${path}/fetches`, {});
    await waitFor(async () => (await readChannel()).failure_code === 'graph_throttled');
    const { state, retry_at, last_failure_at } = await readChannel();
    const wait = Number(retry_at) - Number(last_failure_at);
    assert.ok(state === 'waiting' && wait >= 90_000 && wait < 94_000, `${kind}: ${state}, ${wait} ms`);
    connected.sandbox.faults.clear(support);
    await connected.admin.post(`${path}/fetches`, {});
    await waitFor(isWatching);
  }
});

test('a message that Graph gives up on waits in quarantine with its words, and comes when it can be had', async () => {
  const large = `Subject: Large one\r\nFrom: carla@customer.example\r\nMessage-ID: <large@x.example>\r\n\r\n${'0123456789abcdef\r\n'.repeat(160_000)}`;
  connected.sandbox.faults.set(support, { kind: 'graph-gateway-timeout', value: 1, command: 'value' });
  connected.sandbox.mailboxes.deliver(support, Buffer.from(large));
  await connected.admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await query(connected.postroom, 'SELECT 1 FROM quarantine')).length === 1);
  const [held] = await query(connected.postroom, 'SELECT id, kind, sender, subject FROM quarantine');
  assert.deepEqual(
    [held?.kind, held?.sender, held?.subject],
    ['not_given_out', 'carla@customer.example', 'Large one'],
  );
  assert.match(
    await (await connected.admin.get(`/quarantine/${held?.id}`)).text(),
    /gives up when it is asked for/,
  );
  assert.ok(await isWatching(), 'one message stops no channel');
  connected.sandbox.faults.clear(support);
  await connected.admin.post(`/quarantine/${held?.id}/attempts`, {});
  await waitFor(
    async () =>
      (await query(connected.postroom, "SELECT 1 FROM articles WHERE subject = 'Large one'")).length === 1,
  );
});

test('where Microsoft renews the token for Graph alone no more, the page says so and IMAP reads on', async () => {
  const { sandbox, admin } = connected;
  const { consents } = sandbox.entra;
  const cloud = await readCloudFile(sandbox.cloudFile);
  const scopesOf = (resource: 'mail' | 'graph') => {
    const parsed = parseScopes(listDelegatedScopes(cloud, resource).join(' '));
    assert.ok('scopes' in parsed);
    return parsed.scopes;
  };
  consents.withdraw(sandbox.app.clientId);
  consents.grant(support, sandbox.app.clientId, scopesOf('mail'));
  // The token that is there ends, and the refresh token is good for the mail servers only.
  sandbox.faults.set(support, { kind: 'graph-token-expired', times: 1 });
  const subject = deliver();
  const find = () => query(connected.postroom, `SELECT id FROM articles WHERE subject = '${subject}'`);
  await admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await readChannel()).failure_code !== null);
  const code = (await readChannel()).failure_code;
  assert.match(await readPage(), /AADSTS65001/, String(code));
  assert.equal((await find()).length, 0);
  await admin.post(`${path}/roads`, { in: 'imap_smtp', out: 'imap_smtp' });
  await admin.post(`${path}/fetches`, {});
  await waitFor(isWatching);
  await waitFor(async () => (await find()).length === 1);
  consents.grant(support, sandbox.app.clientId, scopesOf('graph'));
  await admin.post(`${path}/roads`, { in: 'graph', out: 'imap_smtp' });
  const next = deliver();
  await admin.post(`${path}/fetches`, {});
  await waitFor(isWatching);
  await waitFor(
    async () =>
      (await query(connected.postroom, `SELECT id FROM articles WHERE subject = '${next}'`)).length === 1,
  );
  assert.equal((await find()).length, 1);
});
