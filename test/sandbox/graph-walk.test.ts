import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  Client,
  FileUpload,
  type GraphError,
  LargeFileUploadTask,
  PageIterator,
  ResponseType,
} from '@microsoft/microsoft-graph-client';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { waitFor } from '../support/wait-for.ts';
import { plainMail } from './imap-support.ts';
import { createMsal } from './sign-in-support.ts';

// Microsoft's own client, with a token that MSAL got, walks the whole way that an app without a person goes.

const address = 'support@brightwater.example';
const box = `/users/${address}`;
let sandbox: Sandbox;
let client: Client;
let receiver: Server;
const rings: unknown[] = [];

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  sandbox.registration.roles = ['Mail.ReadWrite', 'Mail.Send'];
  setDefaultCACertificates([...getCACertificates('default'), sandbox.ca]);
  const msal = createMsal(sandbox);
  client = Client.init({
    baseUrl: `${sandbox.graph.urls.graph}/`,
    customHosts: new Set(['localhost']),
    async authProvider(done) {
      const scopes = ['https://graph.microsoft.com/.default'];
      const result = await msal.acquireTokenByClientCredential({ scopes });
      done(null, result?.accessToken ?? null);
    },
  });
  receiver = createServer(await createCertificates(), (request, response) => {
    const token = new URL(request.url ?? '', 'https://localhost').searchParams.get('validationToken');
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      if (token === null) rings.push(JSON.parse(text));
      response.writeHead(token === null ? 202 : 200, { 'Content-Type': 'text/plain' }).end(token ?? '');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await sandbox.stop();
});

const immutable = 'IdType="ImmutableId"';
const ask = (path: string) => client.api(`${box}${path}`).header('Prefer', immutable);

test('folders, page by page, and their children', async () => {
  const { port } = receiver.address() as AddressInfo;
  const subscription = await client
    .api('/subscriptions')
    .header('Prefer', immutable)
    .post({
      changeType: 'created',
      notificationUrl: `https://localhost:${port}/ring`,
      lifecycleNotificationUrl: `https://localhost:${port}/life`,
      resource: `users/${address}/mailFolders('inbox')/messages`,
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
      clientState: 'ours',
    });
  assert.match(subscription.id, /^[0-9a-f-]{36}$/);
  for (const displayName of ['A/B', 'C', 'D']) await ask('/mailFolders').post({ displayName });
  const names: string[] = [];
  const iterator = new PageIterator(
    client,
    await ask('/mailFolders').get(),
    (folder) => names.push(folder.displayName) > 0,
  );
  await iterator.iterate();
  assert.ok(iterator.isComplete() && names.length > 10 && names.includes('A/B'), names.join());
  await ask('/mailFolders/inbox/childFolders').post({ displayName: 'Done' });
  const { value } = await ask("/mailFolders('inbox')/childFolders").get();
  assert.deepEqual(
    value.map(({ displayName }: { displayName: string }) => displayName),
    ['Done'],
  );
  const failure: GraphError = await ask('/mailFolders/inbox/childFolders')
    .post({ displayName: 'Done' })
    .catch((error) => error);
  assert.deepEqual([failure.statusCode, failure.code], [409, 'ErrorFolderExists']);
});

test('delta, the bytes of a mail, reading and moving it, and delta again', async () => {
  const raw = plainMail('A walk');
  sandbox.mailboxes.deliver(address, raw);
  const first = await ask('/mailFolders/inbox/messages/delta').select('subject,isRead').get();
  const [row] = first.value;
  assert.equal(row.subject, 'A walk');
  const bytes = Buffer.from(
    await ask(`/messages/${row.id}/$value`).responseType(ResponseType.ARRAYBUFFER).get(),
  );
  assert.match(bytes.toString(), /Subject: A walk\r\n[\s\S]+\r\n\r\nHello\r\n$/);
  await ask(`/messages/${row.id}`).patch({ isRead: true });
  const read = await client.api(first['@odata.deltaLink']).header('Prefer', immutable).get();
  assert.deepEqual([read.value[0].isRead, read.value[0]['@odata.etag']], [true, undefined]);
  const moved = await ask(`/messages/${row.id}/move`).post({ destinationId: 'archive' });
  assert.equal(moved.id, row.id);
  const out = await client.api(read['@odata.deltaLink']).header('Prefer', immutable).get();
  assert.deepEqual(out.value[0]['@removed'], { reason: 'deleted' });
  await waitFor(() => rings.length > 0);
});

test('a draft of MIME with a small and a large file is sent, and found again', async () => {
  const mime = Buffer.from(
    `From: ${address}\r\nTo: robin@visitor.example\r\nSubject: Sent\r\nMessage-ID: <walk-1@brightwater.example>\r\n\r\nText\r\n`,
  );
  const draft = await ask('/messages').header('Content-Type', 'text/plain').post(mime.toString('base64'));
  const content = Buffer.alloc(4 * 1024 * 1024, 'canoe');
  await ask(`/messages/${draft.id}/attachments`).post({
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'small.txt',
    contentBytes: Buffer.from('small').toString('base64'),
  });
  const session = await LargeFileUploadTask.createUploadSession(
    client,
    `${box}/messages/${draft.id}/attachments/createUploadSession`,
    {
      AttachmentItem: { attachmentType: 'file', name: 'large.bin', size: content.length },
    },
  );
  const file = new FileUpload(new Uint8Array(content).buffer, 'large.bin', content.length);
  const task = new LargeFileUploadTask(client, file, session, { rangeSize: 3 * 1024 * 1024 });
  const { location } = await task.upload();
  assert.match(String(location), /\/Attachments\('/);
  await ask(`/messages/${draft.id}/send`).post(null);
  const [sent] = sandbox.sent;
  assert.equal(sent?.messageId, '<walk-1@brightwater.example>');
  assert.match(String(sent?.delivered), /filename="small\.txt"[\s\S]+filename="large\.bin"/);
  const filter = "internetMessageId eq '<walk-1@brightwater.example>'";
  const copies = await ask('/mailFolders/sentitems/messages').filter(filter).select('id,isDraft').get();
  assert.deepEqual(
    copies.value.map(({ id, isDraft }: { id: string; isDraft: boolean }) => [id, isDraft]),
    [[draft.id, false]],
  );
});

test('a batch', async () => {
  const requests = ['inbox', 'archive', 'nowhere'].map((name) => ({
    id: name,
    method: 'GET',
    url: `${box}/mailFolders/${name}`,
  }));
  const { responses } = await client.api('/$batch').post({ requests });
  const statuses = Object.fromEntries(
    responses.map(({ id, status }: { id: string; status: number }) => [id, status]),
  );
  assert.deepEqual(statuses, { inbox: 200, archive: 200, nowhere: 400 });
});

test('the client waits as long as a throttled answer says', async () => {
  sandbox.faults.set(address, { kind: 'graph-throttled', times: 1, value: 0, command: 'folder' });
  assert.equal((await ask('/mailFolders/inbox').get()).displayName, 'Inbox');
});
