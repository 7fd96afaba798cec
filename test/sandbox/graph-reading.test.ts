import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { connect } from 'node:tls';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import {
  createGraphClient,
  emptyMailbox,
  errorOf,
  type GraphClient,
  giveToken,
  rowsOf,
} from './graph-support.ts';
import { plainMail } from './imap-support.ts';

const address = 'support@brightwater.example';
const box = `users/${address}`;
let sandbox: Sandbox;
let graph: GraphClient;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0, language: 'de' });
  graph = createGraphClient(sandbox, giveToken(sandbox, address, ['Mail.ReadWrite', 'Mail.Send']));
});
after(async () => {
  graph.close();
  await sandbox.stop();
});
afterEach(() => {
  const mailbox = sandbox.mailboxes.get(address);
  if (mailbox) emptyMailbox(mailbox);
});

const deliver = (subject: string, more: string[] = []) =>
  sandbox.mailboxes.deliver(address, plainMail(subject, 'Hello', more));

async function listAll(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ rows: Record<string, unknown>[]; pages: number; last: Record<string, unknown> }> {
  const rows: Record<string, unknown>[] = [];
  let last = await graph.get(path, headers);
  for (let pages = 1; ; pages++) {
    rows.push(...rowsOf(last));
    const next = last['@odata.nextLink'];
    if (typeof next !== 'string') return { rows, pages, last };
    last = await graph.get(next, headers);
  }
}

test('every answer names its request, what was preferred, and the types that Graph has', async () => {
  const reply = await graph.ask(`${box}/mailFolders/inbox`, { headers: { 'client-request-id': 'mine-1' } });
  assert.match(String(reply.headers['request-id']), /^[0-9a-f-]{36}$/);
  assert.equal(reply.headers['client-request-id'], 'mine-1');
  assert.equal(reply.headers['preference-applied'], 'IdType="ImmutableId"');
  assert.match(
    String(reply.headers['content-type']),
    /^application\/json;odata\.metadata=minimal;odata\.streaming=true;IEEE754Compatible=false;charset=utf-8$/,
  );
  assert.ok(reply.headers.date);
  assert.match(
    String(reply.json['@odata.context']),
    /\$metadata#users\('support%40brightwater.example'\)\/mailFolders\/\$entity$/,
  );
});

test('errors come in the envelope; a POST without length, another version and an unknown property are refused', async () => {
  const missing = await graph.ask(`${box}/messages/AAAA`, { headers: { 'client-request-id': 'mine-2' } });
  assert.equal(missing.status, 400);
  const { code, innerError } = missing.json.error as { code: string; innerError: Record<string, string> };
  assert.equal(code, 'ErrorInvalidIdMalformed');
  assert.deepEqual(
    [innerError['client-request-id'], innerError['request-id']],
    ['mine-2', missing.headers['request-id']],
  );
  const unknown = await graph.ask(`${box}/messages?$select=id,wellKnownName`);
  assert.deepEqual([unknown.status, errorOf(unknown).code], [400, 'BadRequest']);
  const folder = await graph.ask(`${box}/mailFolders?$select=wellKnownName`);
  assert.deepEqual([folder.status, errorOf(folder).code], [400, 'BadRequest']);
  const version = await graph.ask(`${sandbox.graph.urls.graph}/beta/me`);
  assert.equal(version.status, 400);
});

test('folders: localised, ten a page, children, one hidden, one for searches, one with a slash', async () => {
  await graph.ask(`${box}/mailFolders`, { method: 'POST', body: { displayName: 'Aufträge/2026' } });
  const inbox = await graph.get(`${box}/mailFolders('INBOX')`);
  assert.equal(inbox.displayName, 'Posteingang');
  const child = await graph.ask(`${box}/mailFolders/inbox/childFolders`, {
    method: 'POST',
    body: { displayName: 'Kanus' },
  });
  assert.deepEqual([child.status, child.json.parentFolderId], [201, inbox.id]);
  assert.equal((await graph.get(`${box}/mailFolders/inbox`)).childFolderCount, 1);
  const again = await graph.ask(`${box}/mailFolders/inbox/childFolders`, {
    method: 'POST',
    body: { displayName: 'kanus' },
  });
  assert.deepEqual([again.status, errorOf(again).code], [409, 'ErrorFolderExists']);

  const { rows, pages, last } = await listAll(`${box}/mailFolders`);
  assert.ok(pages === 1 && rowsOf(last).length === 10);
  const names = rows.map(({ displayName }) => displayName);
  assert.ok(
    ['Gesendete Elemente', 'Aufträge/2026', 'Unread Mail'].every((name) => names.includes(name)),
    names.join(),
  );
  assert.ok(!names.includes('Conversation Action Settings'));
  const search = rows.find(({ displayName }) => displayName === 'Unread Mail');
  assert.equal(search?.['@odata.type'], '#microsoft.graph.mailSearchFolder');
  const all = await listAll(`${box}/mailFolders?includeHiddenFolders=true&$select=displayName,isHidden`);
  assert.equal(all.pages, 2);
  assert.equal(all.rows.find(({ isHidden }) => isHidden)?.displayName, 'Conversation Action Settings');
  assert.ok(sandbox.mailboxes.get(address)?.findFolder('INBOX/Kanus'));
});

test('a list: ten, a thousand at most, filters, orders, Deleted Items with the rest', async () => {
  for (let n = 1; n <= 12; n++) deliver(`Nr ${n}`, [`X-Nr: ${n}`]);
  const mailbox = sandbox.mailboxes.get(address);
  assert.ok(mailbox);
  const [first] = mailbox.folderOf('inbox').messages;
  assert.ok(first);
  first.flags.add('\\Seen');
  mailbox.announceFlags(mailbox.folderOf('inbox'), [first]);
  const ten = await graph.get(`${box}/mailFolders/inbox/messages?$select=subject`);
  assert.equal(rowsOf(ten).length, 10);
  assert.match(String(ten['@odata.nextLink']), /\$skip=10/);
  assert.deepEqual(Object.keys(rowsOf(ten)[0] ?? {}).sort(), ['@odata.etag', 'id', 'subject']);
  assert.equal((await listAll(`${box}/mailFolders/inbox/messages?$top=5`)).pages, 3);
  const count = async (filter: string) =>
    rowsOf(await graph.get(`${box}/messages?$top=1000&$filter=${encodeURIComponent(filter)}`)).length;
  assert.equal(await count('isRead eq false'), 11);
  assert.equal(await count("internetMessageId eq '<nr-3@customer.example>' and isRead eq false"), 1);
  assert.equal(await count('receivedDateTime gt 2030-01-01T00:00:00Z'), 0);
  mailbox.move(mailbox.folderOf('inbox'), [first.uid], mailbox.folderOf('deleteditems'));
  assert.equal(
    await count('receivedDateTime ge 2020-01-01T00:00:00Z'),
    12,
    'Deleted Items belong to /messages',
  );

  for (const query of [
    '$top=1001',
    '$filter=subject eq %27x%27',
    '$filter=isRead eq maybe',
    '$orderby=subject',
    '$search=%22a%22',
  ]) {
    const reply = await graph.ask(`${box}/messages?${query}`);
    assert.deepEqual([reply.status, errorOf(reply).code], [400, 'BadRequest'], query);
  }
  const order = '$orderby=receivedDateTime desc'.replaceAll(' ', '%20');
  const inefficient = await graph.ask(`${box}/messages?$filter=isRead%20eq%20false&${order}`);
  assert.deepEqual([inefficient.status, errorOf(inefficient).code], [400, 'InefficientFilter']);
  const fine = `$filter=receivedDateTime%20ge%202020-01-01T00:00:00Z%20and%20isRead%20eq%20false&${order}`;
  assert.equal((await graph.ask(`${box}/messages?${fine}`)).status, 200);
});

test('a message: its properties, its size, its headers; ids tell upper from lower case', async () => {
  const raw = plainMail('=?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'Hello', [
    'In-Reply-To: <a@b.example>',
    'Importance: High',
  ]);
  sandbox.mailboxes.deliver(address, raw, { internalDate: new Date('2026-11-02T09:00:05.700Z') });
  const select =
    'subject,from,isRead,isDraft,internetMessageHeaders,receivedDateTime,importance,bodyPreview,parentFolderId';
  const expand =
    "$expand=singleValueExtendedProperties($filter=id eq 'Long 0x0E08' or id eq 'String 0x1042' or id eq 'String 0x9999')";
  const row = rowsOf(await graph.get(`${box}/messages?$select=${select}&${encodeURI(expand)}`))[0] ?? {};
  assert.deepEqual([row.subject, row.isRead, row.isDraft, row.importance], ['Grüße', false, false, 'high']);
  assert.deepEqual(row.from, { emailAddress: { name: 'Ada, Countess', address: 'ada@customer.example' } });
  assert.equal(row.receivedDateTime, '2026-11-02T09:00:05Z');
  assert.equal(row.parentFolderId, (await graph.get(`${box}/mailFolders/inbox`)).id);
  assert.deepEqual(row.singleValueExtendedProperties, [
    { id: 'Long 0xe08', value: String(raw.length) },
    { id: 'String 0x1042', value: '<a@b.example>' },
  ]);
  const headers = row.internetMessageHeaders as { name: string; value: string }[];
  assert.ok(headers.some(({ name, value }) => name === 'In-Reply-To' && value === '<a@b.example>'));
  const id = String(row.id);
  assert.match(id, /^[\w-]+=$/);
  assert.match(String(row['@odata.etag']), /^W\/"[\w+/=]+"$/);
  const other = await graph.ask(`${box}/messages/${id.toLowerCase()}`);
  assert.equal(other.status, 400);
  assert.equal(errorOf(other).code, 'ErrorInvalidIdMalformed');
});

test('$value is rebuilt: other order, folding and boundary, the same 8-bit text, each time the same', async () => {
  const lines = [
    'Subject: 8 bit',
    'Content-Type: multipart/mixed; boundary="its-own-boundary"',
    'Message-ID: <8@customer.example>',
    'From: ada@customer.example',
    '',
    '--its-own-boundary',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Gr\xfc\xdfe --its-own-boundary',
    '--its-own-boundary--',
    '',
  ];
  const raw = Buffer.from(lines.join('\r\n'), 'latin1');
  sandbox.mailboxes.deliver(address, raw);
  const id = rowsOf(await graph.get(`${box}/messages`))[0]?.id;
  const reply = await graph.ask(`${box}/messages/${id}/$value`);
  assert.match(String(reply.headers['content-type']), /^text\/plain/);
  assert.notDeepEqual(reply.bytes, raw);
  const text = reply.bytes.toString('latin1');
  assert.match(text, /^From: ada@customer\.example\r\nSubject: 8 bit\r\nMessage-ID: <8@/);
  assert.match(text, /Content-Type: multipart\/mixed;\r\n\tboundary="_000_/);
  assert.match(text, /\r\n\r\nGr\xfc\xdfe --its-own-boundary\r\n--_000_\w+--\r\n$/);
  assert.deepEqual((await graph.ask(`${box}/messages/${id}/$value`)).bytes, reply.bytes);
});

test('an immutable id stays when a message moves, the usual one does not; both are taken', async () => {
  deliver('Moves');
  const usual = { Prefer: 'outlook.body-content-type="text"' };
  const before = rowsOf(await graph.get(`${box}/messages`, usual))[0]?.id;
  const immutable = rowsOf(await graph.get(`${box}/messages`))[0]?.id;
  assert.notEqual(before, immutable);
  assert.equal((await graph.ask(`${box}/messages/${immutable}`, { headers: usual })).json.id, before);
  const moved = await graph.ask(`${box}/messages/${immutable}/move`, {
    method: 'POST',
    body: { destinationId: 'archive' },
  });
  assert.deepEqual([moved.status, moved.json.id], [201, immutable]);
  const stale = await graph.ask(`${box}/messages/${before}`);
  assert.deepEqual([stale.status, errorOf(stale).code], [404, 'ErrorItemNotFound']);
  const archive = await graph.get(`${box}/mailFolders/archive`);
  assert.equal((await graph.get(`${box}/messages/${immutable}`)).parentFolderId, archive.id);
  assert.equal(
    sandbox.mailboxes.get(address)?.folderOf('archive').messages.length,
    1,
    'IMAP sees it there as well',
  );
});

test('read and flag are patched, what a message says is not; DELETE twice; permanentDelete', async () => {
  deliver('Settle');
  const id = rowsOf(await graph.get(`${box}/messages`))[0]?.id;
  const patch = (body: Record<string, unknown>) =>
    graph.ask(`${box}/messages/${id}`, { method: 'PATCH', body });
  const read = await patch({ isRead: true, flag: { flagStatus: 'flagged' }, categories: ['Blue'] });
  assert.deepEqual([read.status, read.json.isRead, read.json.categories], [200, true, ['Blue']]);
  const [message] = sandbox.mailboxes.get(address)?.folderOf('inbox').messages ?? [];
  assert.deepEqual([...(message?.flags ?? [])], ['\\Seen', '\\Flagged']);
  assert.equal((await patch({ subject: 'Other' })).status, 403);
  sandbox.graph.settings.guardsSentMail = false;
  assert.equal((await patch({ subject: 'Other' })).json.subject, 'Other');
  sandbox.graph.settings.guardsSentMail = true;
  assert.equal((await patch({ wellKnownName: 'x' })).status, 400);

  const remove = () => graph.ask(`${box}/messages/${id}`, { method: 'DELETE' });
  const gone = await remove();
  assert.deepEqual([gone.status, gone.bytes.length, gone.headers['content-type']], [204, 0, undefined]);
  assert.equal(sandbox.mailboxes.get(address)?.folderOf('deleteditems').messages.length, 1);
  const again = await remove();
  assert.deepEqual([again.status, errorOf(again).code], [403, 'ErrorCannotDeleteObject']);
  const path = `/v1.0/${box}/messages/${id}/permanentDelete`;
  assert.match(await postBare(path), /^HTTP\/1\.1 411 .*"code":"LengthRequired"/s);
  await graph.ask(`${box}/messages/${id}/permanentDelete`, { method: 'POST' });
  assert.equal((await graph.ask(`${box}/messages/${id}`)).status, 404);
});

/** A POST that says nothing of its length, which node's own client never sends. */
async function postBare(path: string): Promise<string> {
  const { port } = new URL(sandbox.graph.urls.graph);
  const socket = connect({ host: 'localhost', port: Number(port), ca: sandbox.ca });
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
