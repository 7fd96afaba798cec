import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc, eq } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import { draftAttachments, drafts } from '../../../src/db/schema/schema-drafts.ts';
import { blobChunks, blobs } from '../../../src/db/schema/schema-mail.ts';
import { articles, attachments, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { gatherFiles } from '../../../src/desk/composing/message-files.ts';
import type { AppError } from '../../../src/errors.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { showFrame } from '../../support/frame-html.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
let bob: Person;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  bob = await desk.signIn('agent', 'Bob Agent');
  await desk.deliver(mail('one', 'Please help.'));
});
after(() => desk.close());

const ticket = '/tickets/10001';
const place = { ticket: '10001', kind: 'reply' };
const mail = (id: string, text: string) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help\r\nMessage-ID: <${id}@c.example>\r\n\r\n${text}\r\n`;
let keys = 0;
const answer = (more: Record<string, string> = {}) => ({
  key: `form-key-${++keys}`,
  to: 'carla@customer.example',
  text: 'Here it is.',
  state: 'open',
  ...more,
});
// The smallest picture there is.
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function lastRaw() {
  const [item] = await desk.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1);
  assert.ok(item);
  const raw = await loadBlob(desk.desk.read, item.blobId);
  return { item, raw: raw.toString('latin1'), message: await parseMessage(raw) };
}
const textOf = async (path: string, who = ada) => (await who.get(path)).text();

test('a file goes along under its own name, whatever it is called', async () => {
  const names = ['Rechnung Größe "2".pdf', '発注書.txt', 'plain.txt', '../../etc/passwd', 'a\u202efdp.exe'];
  const files = names.map(
    (name, index) => new File([`content ${index}\n.\n\r.\r`], name, { type: 'text/plain' }),
  );
  const sent = await ada.send(`${ticket}/replies`, answer(), files);
  assert.equal(sent.status, 303, await sent.text());
  const { raw, message, item } = await lastRaw();
  assert.deepEqual(
    message.attachments.map(({ name }) => name),
    ['Rechnung Größe _2_.pdf', '発注書.txt', 'plain.txt', 'passwd', 'afdp.exe'],
  );
  assert.equal(Buffer.from(message.attachments[0]?.content ?? []).toString(), 'content 0\n.\n\r.\r');
  assert.doesNotMatch(raw, /[^\r]\n|\r[^\n]/, 'no bare line ends');
  const rows = await desk.desk.read
    .select()
    .from(attachments)
    .where(eq(attachments.articleId, item.articleId));
  assert.equal(rows.length, names.length);
  const page = await textOf(ticket);
  assert.match(page, /発注書\.txt/);
  assert.equal((await desk.desk.read.select().from(drafts)).length, 0, 'nothing is left of the draft');
});

test('a message that is attached reaches the wire as a file', async () => {
  const eml = new File(['Subject: x\n\n.\nRCPT TO:<x@y.example>\n'], 'old.eml', { type: 'message/rfc822' });
  await ada.send(`${ticket}/replies`, answer(), [eml]);
  const { raw } = await lastRaw();
  assert.match(raw, /Content-Type: application\/octet-stream; name=old\.eml/);
  assert.doesNotMatch(raw, /RCPT TO/);
});

test('too much is refused before anything is stored, and what was typed stays', async () => {
  const before = (await desk.desk.read.select().from(blobs)).length;
  const big = new File([Buffer.alloc(26 * 1024 * 1024)], 'big.bin');
  const refused = await ada.send(`${ticket}/replies`, answer({ text: 'Typed text' }), [big]);
  assert.equal(refused.status, 422);
  const page = await refused.text();
  assert.match(page, /The attachments have 26\.0 MB together; at most 25 MB fit/);
  assert.match(page, /Typed text/);
  assert.equal((await desk.desk.read.select().from(blobs)).length, before);
  await ada.post('/drafts/deletion', place);
});

test('a mistake elsewhere in the form does not cost the files', async () => {
  const file = new File(['kept'], 'kept.txt');
  const refused = await ada.send(`${ticket}/replies`, answer({ to: 'nobody' }), [file]);
  assert.equal(refused.status, 422);
  const [, value = ''] = /name="attach" value="(d\d+)" checked/.exec(await refused.text()) ?? [];
  const sent = await ada.post(`${ticket}/replies`, answer({ attach: value }));
  assert.equal(sent.status, 303);
  assert.deepEqual(
    (await lastRaw()).message.attachments.map(({ name }) => name),
    ['kept.txt'],
  );
});

test('a file that is not ticked does not count, and stays as it is when the form is shown again', async () => {
  const before = (await desk.desk.read.select().from(blobs)).length;
  const add = (name: string, fields: Record<string, string> = {}) =>
    ada.send('/drafts/attachments', { ...place, ...fields }, [
      new File([Buffer.alloc(18 * 1024 * 1024)], name),
    ]);
  const attach = async (name: string, fields?: Record<string, string>) => {
    const added = await add(name, fields);
    const lines = await added.text();
    assert.equal(added.status, 200, lines);
    return /name="attach" value="(d\d+)" checked/.exec(lines)?.[1] ?? '';
  };
  const first = await attach('first.bin');
  const refused = await add('second.bin', { attach: first });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /The attachments have 36\.0 MB together; at most 25 MB fit/);
  const second = await attach('second.bin');
  const form = Object.entries(answer({ to: 'nobody', attach: second, offered: first }));
  const isTicked = (page: string, value: string) =>
    /checked/.test(
      new RegExp(`<input[^>]*name="attach" value="${value}"[^>]*>`).exec(page)?.[0] ?? 'gone checked',
    );
  const pages = [
    await (await ada.post(`${ticket}/replies`, [...form, ['offered', second]])).text(),
    await textOf(ticket),
  ];
  for (const page of pages) assert.deepEqual([isTicked(page, first), isTicked(page, second)], [false, true]);
  // A draft holds four messages' worth; all of them go with it.
  for (const name of ['third.bin', 'fourth.bin', 'fifth.bin']) await attach(name);
  assert.match(
    await (await add('sixth.bin')).text(),
    /would hold 108\.0 MB in 6 files; it keeps at most 100 MB/,
  );
  assert.equal((await ada.post(`${ticket}/replies`, answer({ attach: second }))).status, 303);
  assert.deepEqual(
    (await lastRaw()).message.attachments.map(({ name }) => name),
    ['second.bin'],
  );
  assert.equal((await desk.desk.read.select().from(draftAttachments)).length, 0);
  assert.equal((await desk.desk.read.select().from(blobs)).length, before + 2, 'the mail and its file');
});

test('a file whose bytes were deleted since it was listed is refused, and none goes out empty or cut off', async () => {
  const logo = { id: 1, groupId: 1, userId: null, name: 'logo.png', type: 'image/png', size: 70 };
  const gather = (blobId: number) => {
    const signatures = [{ ...logo, contentId: 'logo@x', blobId }];
    const draft = { draftId: undefined, fields: {}, attachments: [], uploads: [], signatures };
    return gatherFiles(desk.desk, draft, null, { chosen: [], contentIds: ['logo@x'] });
  };
  const cutOff = await desk.desk.write(async (tx) => {
    const [blob] = await tx.insert(blobs).values({ sha256: 'ab', size: 70 }).returning();
    assert.ok(blob);
    await tx.insert(blobChunks).values({ blobId: blob.id, position: 0, bytes: pixel.subarray(0, 60) });
    return blob.id;
  });
  for (const blobId of [999_999, cutOff]) {
    await assert.rejects(gather(blobId), ({ code, fields }: AppError) => {
      return code === 'invalid' && /^“logo\.png” was deleted meanwhile\./.test(fields?.files ?? '');
    });
  }
});

test('a note keeps its file in the house', async () => {
  const count = (await desk.desk.read.select().from(outbox)).length;
  const note = { key: `form-key-${++keys}`, text: 'See the file' };
  const added = await ada.send(`${ticket}/notes`, note, [new File(['x'], 'secret-plan.txt')]);
  assert.equal(added.status, 303);
  assert.match(await textOf(ticket), /secret-plan\.txt/);
  assert.equal((await desk.desk.read.select().from(outbox)).length, count);
});

test('a draft is found again by whoever wrote it, and by nobody else', async () => {
  const fields = { ...place, key: 'a-draft-key', to: 'x@y.example', text: 'Half an ans', state: 'closed' };
  assert.equal((await ada.post('/drafts', fields)).status, 204);
  const added = await ada.send('/drafts/attachments', place, [new File(['x'], 'early.txt')]);
  const [, url = ''] = /href="(\/draft-attachments\/\d+)"/.exec(await added.text()) ?? [];
  const page = await textOf(ticket);
  assert.match(page, /Half an ans/);
  assert.match(page, /early\.txt/);
  assert.match(page, /value="x@y\.example"/);
  assert.doesNotMatch(await textOf(ticket, bob), /Half an ans|early\.txt/);
  assert.equal((await ada.get(url)).status, 200);
  assert.equal((await bob.get(url)).status, 404);
  await ada.post(`${ticket}/replies`, answer({ key: 'a-draft-key' }));
  assert.doesNotMatch(await textOf(ticket), /early\.txt/);
  assert.equal((await ada.post('/drafts', fields)).status, 409, 'what comes late, after it was sent');
  assert.equal((await desk.desk.read.select().from(drafts)).length, 0);
  assert.equal((await desk.desk.read.select().from(draftAttachments)).length, 0);
});

test('what holds nothing that was written is no draft that was found again', async () => {
  const refused = await ada.post(`${ticket}/replies`, answer({ text: '' }));
  assert.equal(refused.status, 422);
  assert.doesNotMatch(await refused.text(), /Draft found again/);
  assert.doesNotMatch(await textOf(ticket), /Draft found again/);
  const wrong = await (await ada.post(`${ticket}/replies`, answer({ text: 'Words', to: 'nobody' }))).text();
  assert.doesNotMatch(wrong, /Draft found again/, 'it is what was typed a moment ago');
  assert.match(await textOf(ticket), /Draft found again/);
  await ada.post('/drafts/deletion', place);
  const unsent = await ada.post('/tickets', {
    key: 'new-empty-key',
    to: 'x@y.example',
    subject: '',
    text: '',
  });
  assert.doesNotMatch(await unsent.text(), /Draft found again/);
  assert.doesNotMatch(await textOf('/tickets/new'), /Draft found again/);
  await ada.post('/drafts', { kind: 'new', key: 'new-empty-key', subject: 'Half a s', text: '' });
  assert.match(await textOf('/tickets/new'), /Draft found again/);
  await ada.post('/drafts/deletion', { kind: 'new' });
});

test('rich text goes out beside its plain form, harmless, with its pictures inside', async () => {
  const added = await ada.send('/drafts/attachments', { ...place, inline: 'on' }, [
    new File([pixel], 'shot.png'),
  ]);
  const image = await added.text();
  assert.match(image, /^<img src="\/draft-attachments\/\d+" alt="shot\.png"\/?>/);
  const html = `<div onclick="x()">Hello <b>Carla</b>,<script>alert(1)</script></div><ul><li>one</li></ul>${image}<img src="https://evil.example/x.png"><a href="javascript:x()">no</a><a href="https://ok.example/">yes</a>`;
  const sent = await ada.post(`${ticket}/replies`, answer({ html, quote: 'on' }));
  assert.equal(sent.status, 303, await sent.text());
  const { raw, message, item } = await lastRaw();
  assert.match(raw, /multipart\/alternative/);
  assert.match(raw, /multipart\/related/);
  assert.match(message.text, /^Hello Carla,\n\n\* one\n/);
  assert.match(message.text, /wrote:\n> /);
  const rich = await showFrame(raw);
  assert.match(rich, /<b>Carla<\/b>/);
  assert.match(rich, /<img[^>]* src="cid:/);
  assert.doesNotMatch(raw, /script|onclick|evil\.example|javascript/);
  assert.deepEqual(
    message.attachments.map(({ name, isInline }) => [name, isInline]),
    [['shot.png', true]],
  );
  const frame = await textOf(`/articles/${item.articleId}/body`);
  assert.match(frame, /<img[^>]* src="\/articles\/\d+\/pictures\/\d+\/[\w-]{22}"/);
  assert.match(frame, /<details><summary>Quoted text/);
});

test('an editor without any formatting sends plain text', async () => {
  await ada.post(`${ticket}/replies`, answer({ html: '<div>One</div><div><br></div><div>Two</div>' }));
  const { raw } = await lastRaw();
  assert.match(raw, /^Content-Type: text\/plain/m);
  assert.match(raw, /One\r\n\r\nTwo/);
});

test('an answer can be taken back with its files until it goes out; nothing of it stays', async () => {
  const before = await desk.desk.read.select().from(tickets);
  const count = (await desk.desk.read.select().from(articles)).length;
  const fields = answer({ text: 'Too early', state: 'closed', ...place });
  await ada.send(`${ticket}/replies`, fields, [new File(['x'], 'back.txt')]);
  const { item } = await lastRaw();
  assert.ok((item.nextAttemptAt?.getTime() ?? 0) > Date.now() + 5000);
  assert.match(await textOf(ticket), /Undo/);
  assert.equal((await ada.post(`/outbox/${item.id}/cancellation`, {})).status, 303);
  const page = await textOf(ticket);
  assert.match(page, /Too early/);
  assert.match(page, /value="d\d+" checked[^>]*>\s*<bdi[^>]*>back\.txt/);
  assert.equal((await desk.desk.read.select().from(articles)).length, count);
  const [now] = await desk.desk.read.select().from(tickets);
  assert.equal(now?.state, before[0]?.state);
  assert.equal((await ada.post(`/outbox/${item.id}/cancellation`, {})).status, 404);
  await ada.post('/drafts/deletion', place);
});

test('what a colleague has done with the ticket since stays when an answer is taken back', async () => {
  const load = async () => (await desk.desk.read.select().from(tickets))[0];
  await ada.post(`${ticket}/state`, { state: 'open' });
  await ada.post(`${ticket}/owner`, { owner: '' });
  await ada.send(`${ticket}/replies`, answer({ text: 'Too early', state: 'waiting', ...place }), []);
  const { item } = await lastRaw();
  assert.deepEqual([(await load())?.state, (await load())?.ownerId], ['waiting', ada.id]);
  const kim = await desk.signIn('admin', 'Kim Keller');
  await kim.post(`${ticket}/owner`, { owner: String(kim.id) });
  await kim.post(`${ticket}/notes`, { key: 'a-note-of-kims', text: 'Mine.' });
  const noted = await load();
  await ada.post(`/outbox/${item.id}/cancellation`, {});
  const now = await load();
  assert.equal(now?.state, 'open', 'that is taken back, too');
  assert.equal(now?.ownerId, kim.id);
  assert.deepEqual(now?.lastArticleAt, noted?.lastArticleAt);
  await ada.post('/drafts/deletion', place);
  // A colleague may stop it; whoever has written it is told, and the text is not lost.
  await ada.send(`${ticket}/replies`, answer({ text: 'Stop me', state: 'waiting', ...place }), []);
  assert.match(await (await kim.get(ticket)).text(), /Take it over/);
  await kim.post(`/outbox/${(await lastRaw()).item.id}/cancellation`, {});
  assert.match(await (await kim.get(ticket)).text(), /Stop me/);
  assert.match(await textOf('/notifications'), /Kim Keller took your answer back/);
  assert.match(await textOf(`${ticket}/side`), /took an answer of Ada Admin back/);
  await kim.post('/drafts/deletion', place);
});

test('a mail is passed on with its files, and its reader sees its head', async () => {
  await desk.deliver(
    'From: Dora <dora@customer.example>\r\nTo: support@postroom.example\r\nSubject: Offer\r\nMessage-ID: <offer@c.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nThe offer\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=offer.pdf\r\n\r\nPDF\r\n--b--\r\n',
  );
  const [article] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  const page = await textOf(`/tickets/10002?forward=${article?.id}`);
  const [, file = ''] = /name="attach" value="(a\d+)" checked/.exec(page) ?? [];
  assert.match(page, /Forwarded message/);
  const form = {
    mode: 'forward',
    answers: String(article?.id),
    to: 'boss@else.example',
    text: '',
    attach: file,
  };
  const sent = await ada.post('/tickets/10002/replies', answer(form));
  assert.equal(sent.status, 303, await sent.text());
  const { message, item } = await lastRaw();
  assert.deepEqual(item.envelopeTo, ['boss@else.example']);
  assert.match(message.subject, /^Fwd: \[Ticket#10002\] Offer$/);
  assert.match(message.text, /From: Dora <dora@customer\.example>[\s\S]*The offer/);
  assert.deepEqual(
    message.attachments.map(({ name }) => name),
    ['offer.pdf'],
  );
  assert.deepEqual(message.references, []);
  const other = await ada.post(`${ticket}/replies`, answer({ attach: file }));
  assert.equal(other.status, 303);
  assert.equal((await lastRaw()).message.attachments.length, 0, 'a file of another ticket stays there');
});

test('what is internal is neither answered nor quoted nor passed on', async () => {
  await desk.deliver(
    mail('inside', 'An inside secret').replace('\r\n\r\n', '\r\nIn-Reply-To: <one@c.example>\r\n\r\n'),
  );
  const [article] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  const id = article?.id ?? 0;
  await desk.desk.write((tx) => tx.update(articles).set({ isInternal: true }).where(eq(articles.id, id)));
  const page = await textOf(ticket);
  assert.doesNotMatch(page, /&gt; An inside secret/);
  assert.doesNotMatch(page, new RegExp(`forward=${id}|answer=${id}`));
  await ada.post(`${ticket}/replies`, answer({ answers: String(id), quote: 'on' }));
  assert.doesNotMatch((await lastRaw()).raw, /inside secret/);
  await ada.post(`${ticket}/replies`, answer({ answers: String(id), mode: 'forward' }));
  assert.doesNotMatch((await lastRaw()).raw, /inside secret/);
});
