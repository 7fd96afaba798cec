import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import {
  type AskOptions,
  createGraphClient,
  emptyMailbox,
  errorOf,
  type GraphClient,
  giveToken,
} from './graph-support.ts';

const support = 'support@brightwater.example';
const info = 'info@brightwater.example';
const box = `users/${support}`;
const usual = {
  messageIds: 'kept',
  draftIds: 'kept',
  foreignFrom: 'replaced',
  sendDelayMs: 0,
  knownHeaders: [],
} as const;
let sandbox: Sandbox;
let graph: GraphClient;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  const scopes = ['Mail.ReadWrite', 'Mail.Send', 'Mail.ReadWrite.Shared', 'Mail.Send.Shared'];
  graph = createGraphClient(sandbox, giveToken(sandbox, support, scopes));
});
after(async () => {
  graph.close();
  await sandbox.stop();
});
afterEach(() => {
  Object.assign(sandbox.graph.settings, usual, { messageLimit: 35 * 1024 * 1024 });
  sandbox.sent.length = 0;
  for (const mailbox of sandbox.mailboxes.list()) emptyMailbox(mailbox);
});

const mailboxOf = (address: string): Mailbox => {
  const found = sandbox.mailboxes.get(address);
  assert.ok(found);
  return found;
};

function writeMime(more: string[] = [], from = `Front Desk <${support}>`): string {
  const lines = [
    `From: ${from}`,
    'To: robin@visitor.example',
    'Subject: Canoe',
    'Message-ID: <own-1@brightwater.example>',
    ...more,
    '',
    'Yes.',
    '',
  ];
  return Buffer.from(lines.join('\r\n')).toString('base64');
}

const mime = (body: string): AskOptions => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': 'text/plain' },
});
const post = (path: string, body?: AskOptions['body']) =>
  graph.ask(path, { method: 'POST', ...(body === undefined ? {} : { body }) });
const texts = (messages: readonly { raw: Buffer }[]) => messages.map(({ raw }) => raw.toString());

test('MIME by sendMail: 202 without a body; what Exchange does not know is lost, Bcc is stripped, the name is the directory’s', async () => {
  const more = [
    'Auto-Submitted: auto-replied',
    'X-Own: 1',
    'X-Known: 2',
    'In-Reply-To: <a@b.example>',
    'References: <a@b.example>',
    `Bcc: lena.hart@brightwater.example`,
  ];
  sandbox.graph.settings.knownHeaders = ['X-Known'];
  const reply = await graph.ask(`${box}/sendMail`, mime(writeMime(more)));
  assert.deepEqual([reply.status, reply.bytes.length, reply.headers['content-type']], [202, 0, undefined]);
  const [sent] = sandbox.sent;
  assert.deepEqual(sent?.envelope, {
    from: support,
    to: ['robin@visitor.example', 'lena.hart@brightwater.example'],
  });
  assert.match(String(sent?.raw), /X-Own: 1/, 'as it came in');
  const delivered = String(sent?.delivered);
  assert.match(delivered, /^From: Brightwater Support <support@brightwater\.example>\r\n/);
  assert.match(delivered, /Message-ID: <own-1@brightwater\.example>\r\n/);
  assert.match(delivered, /X-Known: 2\r\nIn-Reply-To: <a@b\.example>\r\nReferences: <a@b\.example>\r\n/);
  assert.doesNotMatch(delivered, /Auto-Submitted|X-Own|Bcc|Front Desk/i);
  assert.equal(mailboxOf('lena.hart@brightwater.example').folderOf('inbox').messages.length, 1);
  const [copy] = texts(mailboxOf(support).sentItems.messages);
  assert.match(copy ?? '', /Bcc: lena\.hart/);
  assert.equal(mailboxOf(support).folderOf('drafts').messages.length, 0);
});

test('base64 is checked strictly, and so is what is inside', async () => {
  for (const body of ['not base64!', `${writeMime()}\n`, writeMime().slice(0, -1)]) {
    const reply = await graph.ask(`${box}/sendMail`, mime(body));
    assert.deepEqual(
      [reply.status, errorOf(reply).code],
      [400, 'ErrorMimeContentInvalidBase64String'],
      body.slice(-5),
    );
  }
  const nothing = await graph.ask(`${box}/sendMail`, mime(Buffer.from('\r\nno header').toString('base64')));
  assert.equal(nothing.status, 400);
  const nobody = Buffer.from(`From: ${support}\r\nSubject: x\r\n\r\nx`).toString('base64');
  assert.equal(errorOf(await graph.ask(`${box}/sendMail`, mime(nobody))).code, 'ErrorInvalidRecipients');
  assert.equal(sandbox.sent.length, 0);
});

test('a draft of MIME is sent under its id, or a new one, with its Message-ID, or a new one', async () => {
  const draft = await graph.ask(`${box}/messages`, mime(writeMime()));
  assert.deepEqual(
    [draft.status, draft.json.isDraft, draft.json.internetMessageId],
    [201, true, '<own-1@brightwater.example>'],
  );
  const folder = await graph.ask(`${box}/mailFolders/drafts/messages`, mime(writeMime()));
  assert.equal(folder.status, 400);
  assert.equal((await post(`${box}/messages/${draft.json.id}/send`)).status, 202);
  const sentItems = await graph.get(`${box}/mailFolders/sentitems`);
  const copy = await graph.get(`${box}/messages/${draft.json.id}?$select=isDraft,parentFolderId`);
  assert.deepEqual([copy.isDraft, copy.parentFolderId], [false, sentItems.id]);
  assert.equal((await post(`${box}/messages/${draft.json.id}/send`)).status, 400);

  Object.assign(sandbox.graph.settings, { draftIds: 'new', messageIds: 'replaced' });
  const second = await graph.ask(`${box}/messages`, mime(writeMime()));
  await post(`${box}/messages/${second.json.id}/send`);
  assert.equal((await graph.ask(`${box}/messages/${second.json.id}`)).status, 404);
  assert.match(texts(mailboxOf(support).sentItems.messages)[1] ?? '', /Message-ID: <.+\.prod\.outlook\.com>/);
  assert.deepEqual(
    sandbox.sent.map(({ messageId }) => /prod\.outlook\.com/.test(messageId)),
    [false, true],
  );
});

test('202 means no more than Drafts, for as long as the tenant takes', async () => {
  sandbox.graph.settings.sendDelayMs = 30;
  const draft = await graph.ask(`${box}/messages`, mime(writeMime()));
  assert.equal((await post(`${box}/messages/${draft.json.id}/send`)).status, 202);
  assert.deepEqual([sandbox.sent.length, mailboxOf(support).folderOf('drafts').messages.length], [0, 1]);
  assert.equal((await post(`${box}/messages/${draft.json.id}/send`)).status, 404, 'it is on its way');
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = mailboxOf(support).onChange(
    ({ kind, folder }) => kind === 'removed' && folder.role === 'drafts' && resolve(),
  );
  await promise;
  end();
  assert.deepEqual([sandbox.sent.length, mailboxOf(support).sentItems.messages.length], [1, 1]);
});

test('JSON: x- headers by number and name, replies by extended properties, a tag that finds it in Sent Items', async () => {
  const tag = 'String {00020329-0000-0000-C000-000000000046} Name PostroomTag';
  const message = {
    subject: 'Grüße',
    body: { contentType: 'html', content: '<p>Größe</p>' },
    toRecipients: [{ emailAddress: { name: 'Robin, V.', address: 'robin@visitor.example' } }],
    internetMessageHeaders: [{ name: 'x-auto-response-suppress', value: 'All' }],
    singleValueExtendedProperties: [
      { id: 'String 0x1042', value: '<a@b.example>' },
      { id: 'String 0x1039', value: '<a@b.example>' },
      { id: tag, value: 'ours-7' },
    ],
  };
  const draft = await post(`${box}/messages`, message);
  assert.deepEqual([draft.status, draft.json.subject], [201, 'Grüße']);
  const id = draft.json.id;
  const changed = await graph.ask(`${box}/messages/${id}`, {
    method: 'PATCH',
    body: { subject: 'Größe', body: { contentType: 'text', content: 'Ja' } },
  });
  assert.deepEqual([changed.json.subject, changed.json.id], ['Größe', id]);
  await post(`${box}/messages/${id}/send`);
  const delivered = String(sandbox.sent[0]?.delivered);
  assert.match(delivered, /x-auto-response-suppress: All\r\n/);
  assert.match(delivered, /In-Reply-To: <a@b\.example>\r\n/);
  assert.match(delivered, /^To: "Robin, V\." <robin@visitor\.example>\r$/m);
  const filter = `singleValueExtendedProperties/any(p: p/id eq '${tag}' and p/value eq 'ours-7')`;
  const found = await graph.get(
    `${box}/mailFolders/sentitems/messages?$filter=${encodeURIComponent(filter)}`,
  );
  assert.equal((found.value as unknown[]).length, 1);

  const refused = async (more: Record<string, unknown>) =>
    errorOf(await post(`${box}/messages`, { ...message, ...more })).code;
  assert.equal(
    await refused({ internetMessageHeaders: [{ name: 'In-Reply-To', value: 'x' }] }),
    'InvalidInternetMessageHeader',
  );
  const six = Array.from({ length: 6 }, (_, n) => ({ name: `x-${n}`, value: 'x' }));
  assert.equal(await refused({ internetMessageHeaders: six }), 'InvalidInternetMessageHeaderCollection');
  assert.equal(
    await refused({ toRecipients: [{ emailAddress: { address: 'nobody' } }] }),
    'ErrorInvalidRecipients',
  );
  assert.equal((await post(`${box}/sendMail`, { message, saveToSentItems: false })).status, 202);
  assert.deepEqual([sandbox.sent.length, mailboxOf(support).sentItems.messages.length], [2, 1]);
});

test('a foreign From is replaced, or denied; for a shared mailbox the copy lies there and Sender names the delegate', async () => {
  await graph.ask(`${box}/sendMail`, mime(writeMime([], 'billing@brightwater.example')));
  assert.match(String(sandbox.sent[0]?.delivered), /^From: Brightwater Support <support@/);
  sandbox.graph.settings.foreignFrom = 'denied';
  const denied = await graph.ask(`${box}/sendMail`, mime(writeMime([], 'billing@brightwater.example')));
  assert.deepEqual([denied.status, errorOf(denied).code], [403, 'ErrorSendAsDenied']);
  await graph.ask(`users/${info}/sendMail`, mime(writeMime([], info)));
  const delivered = String(sandbox.sent[1]?.delivered);
  assert.match(
    delivered,
    /^From: Brightwater Information <info@brightwater\.example>\r\nSender: Brightwater Support <support@/,
  );
  assert.deepEqual(
    [mailboxOf(info).sentItems.messages.length, mailboxOf(support).sentItems.messages.length],
    [1, 1],
  );
  await graph.ask('me/sendMail', mime(writeMime([], info)));
  assert.match(String(sandbox.sent[2]?.delivered), /^From: Brightwater Information/);
  assert.equal(mailboxOf(support).sentItems.messages.length, 2, 'by /me the copy lies in the sender’s');
});

test('a recipient that is not there is told of later, by mail', async () => {
  const body = Buffer.from(writeMime(), 'base64')
    .toString()
    .replace('robin@visitor.example', 'nobody@brightwater.example');
  assert.equal((await graph.ask(`${box}/sendMail`, mime(Buffer.from(body).toString('base64')))).status, 202);
  const [notice] = texts(mailboxOf(support).folderOf('inbox').messages);
  assert.match(notice ?? '', /^Subject: Undeliverable: Canoe\r$/m);
  assert.match(notice ?? '', /multipart\/report.+Status: 5\.1\.10.+Message-ID: <own-1@/s);
});

test('a request of more than 4 MB is refused, and a message larger than the tenant’s limit when it is sent', async () => {
  const large = await graph.ask(`${box}/messages`, mime('A'.repeat(4 * 1024 * 1024 + 4)));
  assert.deepEqual([large.status, errorOf(large).code], [413, 'RequestEntityTooLarge']);
  sandbox.graph.settings.messageLimit = 100;
  const draft = await graph.ask(`${box}/messages`, mime(writeMime()));
  const reply = await post(`${box}/messages/${draft.json.id}/send`);
  assert.deepEqual([reply.status, errorOf(reply).code], [400, 'ErrorMessageSizeExceeded']);
});

test('small files are attached, large ones uploaded in pieces at an address that takes no token', async () => {
  const { id } = (await graph.ask(`${box}/messages`, mime(writeMime()))).json;
  const files = `${box}/messages/${id}/attachments`;
  const file = {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'Größe.txt',
    contentType: 'text/plain',
  };
  const small = await post(files, { ...file, contentBytes: Buffer.from('small').toString('base64') });
  assert.equal(small.status, 201);
  const tooSmall = await post(`${files}/createUploadSession`, {
    AttachmentItem: { attachmentType: 'file', name: 'a', size: 100 },
  });
  assert.equal(errorOf(tooSmall).code, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize');

  const content = Buffer.alloc(5 * 1024 * 1024, 'canoe ');
  const item = {
    attachmentType: 'file',
    name: 'big.bin',
    size: content.length,
    contentType: 'application/octet-stream',
  };
  const session = await post(`${files}/createUploadSession`, { AttachmentItem: item });
  assert.deepEqual([session.status, session.json.nextExpectedRanges], [201, ['0-']]);
  const url = String(session.json.uploadUrl);
  assert.equal(new URL(url).hostname, '127.0.0.1');
  const put = (from: number, to: number, headers: Record<string, string>) => {
    const range = `bytes ${from}-${to - 1}/${content.length}`;
    const all: Record<string, string> = {
      'Content-Range': range,
      'Content-Type': 'application/octet-stream',
      ...headers,
    };
    return graph.ask(url, {
      method: 'PUT',
      body: content.subarray(from, to),
      headers: all,
      withoutToken: !('Authorization' in headers),
    });
  };
  const half = 4 * 1024 * 1024;
  assert.equal((await put(0, half, { Authorization: 'Bearer x' })).status, 401);
  assert.equal((await put(half, content.length, {})).status, 416, 'in order only');
  const first = await put(0, half, {});
  assert.deepEqual(
    [first.status, first.json.NextExpectedRanges, typeof first.json.ExpirationDateTime],
    [200, [String(half)], 'string'],
  );
  const last = await put(half, content.length, {});
  assert.deepEqual([last.status, last.bytes.length], [201, 0]);
  assert.match(String(last.headers.location), /\/Attachments\('[\w-]+='\)$/);
  const listed = (await graph.get(files)).value as { name: string; size: number; id: string }[];
  assert.deepEqual(
    listed.map(({ name, size }) => [name, size]),
    [
      ['Größe.txt', 5],
      ['big.bin', content.length],
    ],
  );
  assert.deepEqual((await graph.ask(`${files}/${listed[1]?.id}/$value`)).bytes, content);
  await post(`${box}/messages/${id}/send`);
  assert.match(String(sandbox.sent[0]?.delivered), /filename="big\.bin"/);
});
