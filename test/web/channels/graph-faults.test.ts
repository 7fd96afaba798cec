import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listDelegatedScopes } from '../../../src/domain/cloud.ts';
import { readCloudFile } from '../../../src/microsoft/cloud-file.ts';
import { parseScopes } from '../../../src/sandbox/entra-scopes.ts';
import {
  addAccount,
  agreeToGraph,
  type ConnectedApp,
  query,
  saveApp,
  startBesideSandbox,
  startChannel,
} from '../../support/microsoft.ts';
import { ofGraph, ofGraphChanges } from '../../support/provocations.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type WatchedChannel, watchChannelOf } from '../../support/watched-channel.ts';

const support = 'support@brightwater.example';
let connected: ConnectedApp;
let path: string;
let channel: WatchedChannel;

before(async () => {
  connected = await startBesideSandbox(0);
  await saveApp(connected);
  const id = await addAccount(connected, support);
  await agreeToGraph(connected, support, id);
  // The other road would take over.
  await connected.admin.post(`/channels/${id}/roads`, { in: 'graph', out: 'imap_smtp' });
  path = await startChannel(connected, id);
  channel = watchChannelOf(connected, path, support);
  await waitFor(channel.isWatching);
});
after(() => connected.stop());

for (const [code, fault] of ofGraph) {
  const { kind, command, value, words } = fault;
  test(`${code} by ${[kind, command, value, words].filter(Boolean).join(' ')}`, async () => {
    const subject = await channel.provoke([[support, fault]], code);
    connected.sandbox.faults.clear(support);
    await connected.admin.post(`${path}/fetches`, {});
    await channel.expectRecovery(subject);
  });
}

for (const [code, fault] of ofGraphChanges) {
  test(`${code} of changes: the mail is listed, and nobody need know`, async () => {
    connected.sandbox.faults.set(support, fault);
    const subject = channel.deliver();
    await connected.admin.post(`${path}/fetches`, {});
    const found = () => query(connected.postroom, `SELECT id FROM articles WHERE subject = '${subject}'`);
    await waitFor(async () => (await found()).length === 1);
    await waitFor(channel.isWatching);
    connected.sandbox.faults.clear(support);
  });
}

test('Graph is waited for as long as it asks, by seconds and by date, and the page counts it down', async () => {
  for (const kind of ['graph-throttled', 'graph-throttled-date'] as const) {
    connected.sandbox.faults.set(support, { kind, value: 92 });
    await connected.admin.post(`${path}/fetches`, {});
    await waitFor(async () => (await channel.readChannel()).failure_code === 'graph_throttled');
    const { state, retry_at, last_failure_at } = await channel.readChannel();
    const wait = Number(retry_at) - Number(last_failure_at);
    // A date is read later than it was written, by as much as a busy machine takes; without one the pause would be far shorter.
    assert.ok(state === 'waiting' && wait > 60_000 && wait < 94_000, `${kind}: ${state}, ${wait} ms`);
    connected.sandbox.faults.clear(support);
    await connected.admin.post(`${path}/fetches`, {});
    await waitFor(channel.isWatching);
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
  // One message stops no channel.
  await waitFor(channel.isWatching);
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
  const subject = channel.deliver();
  const find = () => query(connected.postroom, `SELECT id FROM articles WHERE subject = '${subject}'`);
  await admin.post(`${path}/fetches`, {});
  await waitFor(async () => (await channel.readChannel()).failure_code !== null);
  const code = (await channel.readChannel()).failure_code;
  assert.match(await channel.readPage(), /AADSTS65001/, String(code));
  assert.equal((await find()).length, 0);
  await admin.post(`${path}/roads`, { in: 'imap_smtp', out: 'imap_smtp' });
  await admin.post(`${path}/fetches`, {});
  await waitFor(channel.isWatching);
  await waitFor(async () => (await find()).length === 1);
  consents.grant(support, sandbox.app.clientId, scopesOf('graph'));
  await admin.post(`${path}/roads`, { in: 'graph', out: 'imap_smtp' });
  const next = channel.deliver();
  await admin.post(`${path}/fetches`, {});
  await waitFor(channel.isWatching);
  await waitFor(
    async () =>
      (await query(connected.postroom, `SELECT id FROM articles WHERE subject = '${next}'`)).length === 1,
  );
  assert.equal((await find()).length, 1);
});
