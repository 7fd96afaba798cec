import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { type ConnectedApp, query, saveApp, startBesideSandbox } from '../../support/microsoft.ts';
import { waitFor } from '../../support/wait-for.ts';

// A cloud that differs from the worldwide one in what people do by hand, and in what its Graph cannot do.

const info = 'info@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox(0);
});
after(() => connected.stop());

const read = async (path: string) => (await connected.admin.get(path)).text();

async function changeCloud(changes: Record<string, unknown>): Promise<void> {
  const { cloudFile } = connected.sandbox;
  const cloud = JSON.parse(await readFile(cloudFile, 'utf8')) as Record<string, unknown>;
  await writeFile(cloudFile, JSON.stringify({ ...cloud, ...changes }));
}

test('before an app is saved each admin center of Entra is named, afterwards that of its cloud', async () => {
  const first = await read('/settings/microsoft');
  for (const host of ['entra.microsoft.com', 'entra.microsoft.us', 'entra.microsoftonline.cn']) {
    assert.ok(first.includes(`https://${host}/#view/`), host);
  }
  await changeCloud({
    portal: 'https://entra.sovereign.example',
    assertionAudience: 'api://AzureADTokenExchangeSovereign',
    exchangeEnvironment: 'O365Sovereign',
  });
  await saveApp(connected);
  const saved = await read('/settings/microsoft');
  assert.ok(saved.includes('https://entra.sovereign.example/#view/'));
  assert.ok(!saved.includes('https://entra.microsoft'));
  assert.match(saved, /audience <code>api:\/\/AzureADTokenExchangeSovereign<\/code>/);
});

test('the lines for Exchange connect to its cloud', async () => {
  const { admin, sandbox } = connected;
  sandbox.registration.roles = ['Mail.ReadWrite', 'Mail.Send'];
  await admin.post('/channels/new/app', { app: '1', address: info, name: 'Information' });
  assert.match(
    await read('/channels/1/access'),
    /<pre id="grant-register"[^>]*>Connect-ExchangeOnline -ExchangeEnvironmentName O365Sovereign\n/,
  );
});

test('where Graph cannot delete for good, that is not offered, and what was chosen before goes into Deleted Items', async () => {
  const { admin, sandbox, postroom } = connected;
  await admin.post('/channels/1/setup', {
    ...{ name: 'Information', groupId: '1', afterImport: 'delete', archiveState: 'closed' },
  });
  await admin.post('/channels/1/start', {});
  await admin.post('/channels/1/roads', { in: 'graph', out: 'graph', deletesForGood: 'on' });
  assert.match(await read('/channels/1'), /name="deletesForGood" checked/);
  await changeCloud({ erasesForGood: false });
  assert.doesNotMatch(await read('/channels/1'), /name="deletesForGood"/);
  // It is not there: what Graph answers to the way of another cloud.
  sandbox.faults.set(info, {
    kind: 'graph-reply',
    command: 'permanent-delete',
    words: "400 BadRequest: Resource not found for the segment 'permanentDelete'.",
  });
  const mail =
    'From: Carla <carla@customer.example>\r\nSubject: Canoe\r\nMessage-ID: <1@x.example>\r\n\r\nHi';
  sandbox.mailboxes.deliver(info, Buffer.from(mail));
  await admin.post('/channels/1/fetches', {});
  await waitFor(async () => (await query(postroom, 'SELECT id FROM tickets')).length === 1);
  await waitFor(() => sandbox.mailboxes.get(info)?.findFolder('Deleted Items')?.messages.length === 1);
});
