import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, openBench, plainMail } from './imap-support.ts';

const mixed = Buffer.from(
  [
    'From: a@customer.example',
    'To: b@contoso.example',
    'Subject: Parts',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    'Preamble',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'plain text',
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    'PGI+aHRtbDwvYj4=',
    '--inner--',
    '--outer',
    'Content-Type: message/rfc822',
    'Content-Disposition: attachment; filename="inner.eml"',
    '',
    'Subject: Inside',
    'From: c@customer.example',
    '',
    'within',
    '--outer--',
    '',
  ].join('\r\n'),
);

test('BODYSTRUCTURE, parts, MIME headers, header fields and partial fetches', async () => {
  await using bench = await openBench();
  bench.mailboxes.deliver(address, mixed);
  const client = await bench.connect();
  await client.mailboxOpen('INBOX');
  const message = await client.fetchOne('1', {
    bodyStructure: true,
    headers: ['subject', 'x-none'],
    bodyParts: ['1.1', '1.2', '1.2.mime', '2', '2.header', 'text'],
    source: { start: 6, maxLength: 18 },
  });
  assert.ok(message);
  const parts = Object.fromEntries([...(message.bodyParts ?? [])].map(([key, value]) => [key, `${value}`]));
  assert.equal(parts['1.1'], 'plain text');
  assert.equal(parts['1.2'], 'PGI+aHRtbDwvYj4=');
  assert.match(parts['1.2.mime'] ?? '', /^Content-Type: text\/html[\s\S]*base64\r\n\r\n$/);
  assert.equal(parts['2'], 'Subject: Inside\r\nFrom: c@customer.example\r\n\r\nwithin');
  assert.equal(parts['2.header'], 'Subject: Inside\r\nFrom: c@customer.example\r\n\r\n');
  assert.match(parts.text ?? '', /^Preamble/);
  assert.equal(`${message.headers}`, 'Subject: Parts\r\n\r\n');
  assert.equal(`${message.source}`, 'a@customer.example');
  const structure = message.bodyStructure;
  assert.deepEqual(
    structure?.childNodes?.map((node) => node.type),
    ['multipart/alternative', 'message/rfc822'],
  );
  assert.equal(structure?.childNodes?.[1]?.dispositionParameters?.filename, 'inner.eml');
  assert.equal(structure?.childNodes?.[1]?.envelope?.subject, 'Inside');
  const { content } = await client.download('1', '1.2');
  assert.equal((await content?.toArray())?.join(''), '<b>html</b>');
});

test('folders: create, rename with what is inside, status, subscription, delete', async () => {
  await using bench = await openBench();
  const client = await bench.connect();
  await client.mailboxCreate('Anfragen/Technik & Größe');
  bench.mailboxes.deliver(address, plainMail('One'), {
    folder: 'Anfragen/Technik & Größe',
    flags: ['\\Seen'],
  });
  await client.mailboxRename('Anfragen', 'Entwürfe 2');
  const status = await client.status('Entwürfe 2/Technik & Größe', {
    messages: true,
    unseen: true,
    uidNext: true,
  });
  assert.deepEqual(status, { path: 'Entwürfe 2/Technik & Größe', messages: 1, unseen: 0, uidNext: 2 });
  await client.mailboxUnsubscribe('Entwürfe 2');
  const listed = (await client.list()).find((folder) => folder.path === 'Entwürfe 2');
  assert.ok(listed && !listed.subscribed && listed.flags.has('\\HasChildren'));
  await client.mailboxDelete('Entwürfe 2/Technik & Größe');
  await assert.rejects(client.mailboxOpen('Entwürfe 2/Technik & Größe'), { mailboxMissing: true });
  await assert.rejects(client.mailboxCreate('Archive'), { responseText: 'Mailbox already exists.' });
});

test('localised folders are there, and INBOX stays INBOX', async () => {
  await using bench = await openBench();
  const auth = { user: 'hilfe@contoso.example', accessToken: 'token-of-nora' };
  bench.mailboxes.create(auth.user, { folders: ['Gelöschte Elemente', 'Gesendete Elemente'] });
  const client = await bench.connect({ auth });
  const paths = (await client.list()).map((folder) => folder.path).sort();
  assert.deepEqual(paths, ['Gelöschte Elemente', 'Gesendete Elemente', 'INBOX']);
});

test('APPEND with flags, date and APPENDUID, by literals with and without waiting', async () => {
  await using bench = await openBench();
  const client = await bench.connect();
  const date = new Date('2025-03-01T08:30:00Z');
  const made = await client.append('Drafts', plainMail('Draft'), ['\\Draft', '\\Seen'], date);
  assert.ok(made);
  const stored = bench.mailbox.findFolder('Drafts')?.messages[0];
  assert.equal(made.uid, stored?.uid);
  assert.deepEqual(stored?.raw, plainMail('Draft'));
  assert.deepEqual([...(stored?.flags ?? [])].sort(), ['\\Draft', '\\Seen']);
  assert.equal(stored?.internalDate.getTime(), date.getTime());
  await assert.rejects(client.append('Nowhere', plainMail('Lost')), { serverResponseCode: 'TRYCREATE' });
});

test('COPY keeps the original; CLOSE removes what is marked, EXAMINE lets nothing be marked', async () => {
  await using bench = await openBench();
  for (const subject of ['One', 'Two']) bench.mailboxes.deliver(address, plainMail(subject));
  const client = await bench.connect();
  await client.mailboxOpen('INBOX');
  const copied = await client.messageCopy('1:2', 'Archive');
  assert.ok(copied && copied.uidMap?.size === 2);
  await client.messageFlagsAdd('1', ['\\Deleted']);
  await client.mailboxClose();
  await client.mailboxOpen('INBOX', { readOnly: true });
  assert.equal(await client.messageFlagsAdd('1', ['\\Deleted']), false);
  assert.deepEqual(await client.search({ all: true }, { uid: true }), [2]);
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);

test('every search key', async () => {
  await using bench = await openBench();
  const deliver = (subject: string, internalDate: Date, flags: string[], text?: string) =>
    bench.mailboxes.deliver(address, plainMail(subject, text), { internalDate, flags });
  deliver('Alpha kettle', day('2026-01-10'), ['\\Seen']);
  deliver('Beta pan', day('2026-02-10'), ['\\Deleted', '\\Flagged']);
  deliver('Gamma kettle', day('2026-03-10'), [], 'a long text '.repeat(100));
  const client = await bench.connect();
  await client.mailboxOpen('INBOX');
  const find = (query: Parameters<typeof client.search>[0]) => client.search(query, { uid: true });
  assert.deepEqual(await find({ seen: true }), [1]);
  assert.deepEqual(await find({ deleted: true, flagged: true }), [2]);
  assert.deepEqual(await find({ uid: '2:*' }), [2, 3]);
  assert.deepEqual(await find({ since: day('2026-02-10') }), [2, 3]);
  assert.deepEqual(await find({ before: day('2026-02-10') }), [1]);
  assert.deepEqual(await find({ sentSince: day('2026-11-02') }), [1, 2, 3]);
  assert.deepEqual(await find({ larger: 1000 }), [3]);
  assert.deepEqual(await find({ smaller: 1000 }), [1, 2]);
  assert.deepEqual(await find({ subject: 'KETTLE' }), [1, 3]);
  assert.deepEqual(await find({ from: 'ada@' }), [1, 2, 3]);
  assert.deepEqual(await find({ header: { 'Message-ID': '<beta-pan@customer.example>' } }), [2]);
  assert.deepEqual(await find({ body: 'long text' }), [3]);
  assert.deepEqual(await find({ not: { subject: 'kettle' } }), [2]);
  assert.deepEqual(await find({ or: [{ subject: 'alpha' }, { subject: 'beta' }] }), [1, 2]);
  assert.equal(await find({ keyword: 'Custom' }), false);
  assert.equal(await find({ subject: 'Größe' }), false);
});

test('a mailbox of 20,000 is listed, searched and emptied from the front', async () => {
  await using bench = await openBench();
  const raw = plainMail('Small');
  for (let index = 0; index < 20_000; index++) bench.mailboxes.deliver(address, raw);
  const client = await bench.connect();
  await client.mailboxOpen('INBOX');
  const uids = await client.search({ all: true }, { uid: true });
  assert.ok(uids && uids.length === 20_000);
  let bytes = 0;
  for await (const message of client.fetch('1:*', { uid: true, source: true }, { uid: true })) {
    bytes += message.source?.length ?? 0;
  }
  assert.equal(bytes, 20_000 * raw.length);
  assert.equal(await client.messageDelete('1:19999', { uid: true }), true);
  assert.ok(client.mailbox && client.mailbox.exists === 1);
});
