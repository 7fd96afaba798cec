import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc, eq } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import { groups } from '../../../src/db/schema/schema.ts';
import { drafts } from '../../../src/db/schema/schema-drafts.ts';
import { blobs } from '../../../src/db/schema/schema-mail.ts';
import { signaturePictures } from '../../../src/db/schema/schema-signatures.ts';
import { outbox } from '../../../src/db/schema/schema-tickets.ts';
import { saveSignatureOf } from '../../../src/desk/composing/save-signature.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { showFrame } from '../../support/frame-html.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
let bob: Person;

const ticket = '/tickets/10001';
// The smallest picture there is.
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const looks =
  '<div><b>{{agent}}</b> of <i>{{group}}</i><script>x()</script></div><div onclick="x()"><a href="https://ours.example/">ours.example</a><img src="https://tracker.example/p.gif"></div>';
const group = { name: 'Support', followUp: 'reopen', signature: '{{agent}} of {{group}}' };
let keys = 0;
const answer = (more: Record<string, string> = {}) => ({
  key: `signed-${++keys}-key`,
  to: 'carla@customer.example',
  text: 'Here it is.',
  state: 'open',
  ...more,
});

before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  bob = await desk.signIn('agent', 'Bob <Agent>');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Help\r\n\r\nPlease help.\r\n');
});
after(() => desk.close());

const file = (name = 'logo.png', bytes: Uint8Array<ArrayBuffer> = pixel) => new File([bytes], name);
/** As a browser sends the form, with the file in its own field. */
const save = (who: Person, path: string, fields: Record<string, string>, picture?: File) =>
  who.send(path, fields, [picture ?? new File([], '')], 'signaturePicture');
const pageOf = async (who: Person, path = ticket) => (await who.get(path)).text();
const readMarkup = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
/** What the composer's editor begins with. */
const editorOf = (page: string) => readMarkup(/name="html" value="([^"]*)"/.exec(page)?.[1] ?? '');
async function lastMail() {
  const [item] = await desk.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1);
  assert.ok(item);
  const raw = await loadBlob(desk.desk.read, item.blobId);
  return { item, raw: raw.toString('latin1'), message: await parseMessage(raw) };
}
async function send(who: Person, more: Record<string, string>) {
  const sent = await who.post(`${ticket}/replies`, answer(more));
  assert.equal(sent.status, 303, await sent.text());
  return lastMail();
}
const storedGroup = async () => {
  const [row] = await desk.desk.read.select().from(groups).where(eq(groups.id, 1));
  assert.ok(row);
  return row;
};

test('a signature of plain text stays what it is, byte for byte, with and without an editor', async () => {
  const signature = '  Indented  twice\n\n{{agent}}\n& <co>';
  assert.equal((await save(ada, '/settings/groups/1', { ...group, signature })).status, 303);
  const html = '<div>  Indented  twice</div><div><br></div><div>{{agent}}</div><div>&amp; &lt;co&gt;</div>';
  await save(ada, '/settings/groups/1', { ...group, signature, signatureHtml: html });
  const { signature: kept, signatureHtml } = await storedGroup();
  assert.deepEqual([kept, signatureHtml], [signature, '']);
  const page = await pageOf(bob);
  assert.equal(editorOf(page), '');
  const text = `Hello\n\n-- \n${signature.replace('{{agent}}', 'Bob <Agent>')}`;
  assert.ok(readMarkup(page).includes(text.slice('Hello'.length)));
  const { raw } = await send(bob, { text });
  assert.match(raw, /^Content-Type: text\/plain/m);
  assert.ok(raw.includes(`\r\n-- \r\n  Indented  twice\r\n\r\nBob <Agent>\r\n& <co>`));
});

test('looks and a picture are made harmless where they are saved, and the text is made from them', async () => {
  const saved = await save(ada, '/settings/groups/1', { ...group, signatureHtml: looks }, file());
  assert.equal(saved.status, 303, await saved.text());
  const { signature, signatureHtml } = await storedGroup();
  assert.equal(signature, '{{agent}} of {{group}}\nours.example <https://ours.example/>');
  assert.doesNotMatch(signatureHtml, /script|onclick|tracker/);
  assert.match(signatureHtml, /<b>\{\{agent\}\}<\/b>.*<img alt="" src="cid:[\w-]+@postroom" \/>/);
  const form = await pageOf(ada, '/settings/groups/1');
  const [, url = ''] = /<img src="(\/signature-pictures\/\d+)"/.exec(form) ?? [];
  const picture = await bob.get(url);
  assert.equal(picture.headers.get('content-type'), 'image/png');
  assert.deepEqual(Buffer.from(await picture.arrayBuffer()), pixel);
  const stranger = await desk.signIn('agent', 'Stranger', { 1: 'none' });
  assert.equal((await stranger.get(url)).status, 404);
});

test('the answer carries the picture once, within the HTML, beside the text, and names nothing foreign', async () => {
  const page = await pageOf(bob);
  const start = editorOf(page);
  assert.match(start, /<div>-- <\/div>.*<b>Bob &lt;Agent&gt;<\/b>.*src="\/signature-pictures\/\d+"/);
  const { raw, message } = await send(bob, { text: 'ignored', html: `<div>Hello</div>${start}` });
  const rich = await showFrame(raw);
  const kinds = [...raw.matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, kind]) => kind);
  assert.deepEqual(kinds, [
    'multipart/alternative',
    'text/plain',
    'multipart/related',
    'text/html',
    'image/png',
  ]);
  const [cid] = /cid:[\w-]+@postroom/.exec(rich) ?? [];
  assert.ok(cid);
  assert.equal(raw.split(`<${cid.slice(4)}>`).length, 2, 'its part is there once');
  assert.doesNotMatch(raw, /signature-pictures|tracker|script/);
  assert.match(
    message.text,
    /^Hello\n\n-- ?\nBob <Agent> of Support\nours\.example <https:\/\/ours\.example\/>/,
  );
  assert.match(raw, /^--(?: |=20)\r$/m, 'the blank that RFC 3676 wants');
  const frame = await pageOf(bob, `/articles/${(await lastMail()).item.articleId}/body`);
  assert.match(frame, /<img[^>]* src="\/articles\/\d+\/pictures\/\d+\//);
});

test('without a script the text area means the same', async () => {
  const area = readMarkup(/<textarea[^>]*name="text"[^>]*>([^<]*)/.exec(await pageOf(bob))?.[1] ?? '');
  assert.match(area, /-- \nBob <Agent> of Support\n/);
  const { raw } = await send(bob, { text: `Hello & bye${area}`.replaceAll('\n', '\r\n') });
  assert.match(raw, /multipart\/related/);
  assert.match(await showFrame(raw), /Hello &amp; bye.*<b>Bob &lt;Agent&gt;<\/b>/s);
  const changed = await send(bob, { text: 'Hello\n\n-- \nMe' });
  assert.match(changed.raw, /^Content-Type: text\/plain/m);
  const empty = await bob.post(`${ticket}/replies`, answer({ text: area }));
  assert.equal(empty.status, 422, 'nothing was added to what the form began with');
});

test('a message that is taken back shows its picture again, made harmless, and sends it once', async () => {
  const start = editorOf(await pageOf(bob));
  const { item } = await send(bob, { text: 'x', html: `<div onclick="x()">Hello</div>${start}` });
  assert.equal((await bob.post(`/outbox/${item.id}/cancellation`, {})).status, 303);
  const [draft] = await desk.desk.read.select().from(drafts).where(eq(drafts.kind, 'reply'));
  assert.match(draft?.fields.html ?? '', /cid:/);
  const again = editorOf(await pageOf(bob));
  assert.doesNotMatch(again, /onclick|cid:/);
  const { raw, message } = await send(bob, { text: 'x', html: again });
  assert.equal(message.attachments.length, 1);
  assert.match(raw, /multipart\/related/);
});

test('a form that names only other things keeps the looks, and a new picture stands where the old one stood', async () => {
  const before = await storedGroup();
  await save(ada, '/settings/groups/1', { ...group, signature: before.signature });
  assert.equal((await storedGroup()).signatureHtml, before.signatureHtml);
  const count = await desk.desk.read.$count(blobs);
  await save(ada, '/settings/groups/1', { ...group, signature: before.signature }, file('new.png'));
  const after = (await storedGroup()).signatureHtml;
  assert.notEqual(after, before.signatureHtml);
  assert.equal(after.match(/<img/g)?.length, 1);
  assert.equal(await desk.desk.read.$count(blobs), count, 'the one before is gone');
});

test('what is no picture, is too large, or names nothing is refused, and what was typed stays', async () => {
  const fields = { ...group, signatureHtml: '<div>Typed <b>text</b></div>' };
  const tries: [Record<string, string>, File | undefined, RegExp][] = [
    [fields, file('x.svg', Buffer.from('<svg/>')), /Expected a picture: PNG, JPEG or GIF/],
    [fields, file('x.webp', Buffer.from('RIFF....WEBPVP8 ')), /Expected a picture: PNG, JPEG or GIF/],
    [fields, file('x.png', Buffer.concat([pixel, Buffer.alloc(300_000)])), /at most 256 KB/],
    [{ ...fields, signatureHtml: '<b>{{nobody}}</b>' }, undefined, /There is no \{\{nobody\}\}/],
    [{ ...fields, signature: '{{nobody}}', signatureHtml: '' }, undefined, /There is no \{\{nobody\}\}/],
    [{ ...fields, signatureHtml: '<b>'.repeat(1500) }, undefined, /The formatting cannot be kept/],
  ];
  const { signatureHtml } = await storedGroup();
  for (const [form, picture, expected] of tries) {
    const refused = await save(ada, '/settings/groups/1', form, picture);
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), expected);
  }
  assert.equal((await storedGroup()).signatureHtml, signatureHtml);
  const own = { signature: 'Yours', signatureHtml: '<b>'.repeat(1500) };
  assert.match(await (await save(bob, '/account/signature', own)).text(), /The formatting cannot be kept/);
});

test('a person’s own stands in the place of the group’s, or above it; an empty one gives way', async () => {
  const own = { signatureHtml: '<div>Yours, <b>Bob</b></div>', signature: 'Yours, Bob' };
  assert.equal((await save(bob, '/account/signature', own, file('me.png'))).status, 303);
  assert.match(
    editorOf(await pageOf(bob)),
    /-- <\/div><div>Yours, <b>Bob<\/b><\/div><div><img [^>]*><\/div>$/,
  );
  assert.doesNotMatch(editorOf(await pageOf(ada)), /Yours/);
  const picture = /src="(\/signature-pictures\/\d+)"/.exec(await pageOf(bob, '/account'))?.[1] ?? '';
  assert.equal((await ada.get(picture)).status, 404, 'a person’s picture is his own');
  await save(bob, '/account/signature', { signature: 'Yours, Bob', withGroup: 'on' });
  const start = editorOf(await pageOf(bob));
  assert.match(start, /Yours, <b>Bob<\/b>.*of <i>Support<\/i>/);
  const { message } = await send(bob, { text: 'x', html: `<div>Hi</div>${start}` });
  assert.equal(message.attachments.length, 2);
  assert.match(message.text, /-- ?\nYours, Bob\n+Bob <Agent> of Support/);
  await save(bob, '/account/signature', { signature: '', dropPicture: 'on' });
  assert.doesNotMatch(editorOf(await pageOf(bob)), /Yours/);
  assert.equal(await desk.desk.read.$count(signaturePictures), 1);
});

test('nobody sets the signature of another but an admin', async () => {
  const asBob = desk.door.as(bob.actor);
  await assert.rejects(asBob.call(saveSignatureOf, { userId: ada.id, text: 'x', withGroup: false }), {
    code: 'forbidden',
  });
  await desk.door.as(ada.actor).call(saveSignatureOf, { userId: bob.id, text: 'By Ada', withGroup: false });
  assert.match(await pageOf(bob), /-- \nBy Ada/);
});

test('another group brings its own looks into a new mail, and leaves what was changed', async () => {
  await desk.door.as(ada.actor).call(saveSignatureOf, {
    userId: bob.id,
    text: '',
    withGroup: false,
  });
  await save(ada, '/settings/groups', { ...group, name: 'Sales', signature: 'Sales' });
  const start = editorOf(await pageOf(ada, '/tickets/new'));
  const text = 'Dear Ida\n\n-- \nAda Admin of Support\n\nours.example <https://ours.example/>';
  const form = { kind: 'new', key: 'new-signed-1', group: '2', signed: '1', to: 'i@d.example', text };
  await ada.post('/drafts/continuation', { ...form, html: `<div>Dear <b>Ida</b></div>${start}` });
  const html = async () =>
    (await desk.desk.read.select().from(drafts).where(eq(drafts.kind, 'new')))[0]?.fields.html ?? '';
  assert.match(await html(), /<b>Ida<\/b>.*<div>-- <\/div><div>Sales<\/div>$/);
  const back = { ...form, group: '1', signed: '2', text: 'Dear Ida\n\n-- \nSales', html: await html() };
  await ada.post('/drafts/continuation', back);
  assert.match(await html(), /<div>-- <\/div>.*<b>Ada Admin<\/b>.*src="cid:/);
  const changed = { ...form, text: text.replace('of Support', 'of us'), html: await html() };
  await ada.post('/drafts/continuation', { ...changed, html: changed.html.replace('Support', 'us') });
  assert.match(await html(), /of <i>us<\/i>/);
});
