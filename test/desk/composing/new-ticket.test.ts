import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc, eq } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import { drafts } from '../../../src/db/schema/schema-drafts.ts';
import { articles, customers, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { showFrame } from '../../support/frame-html.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  const signature = 'Regards, {{agent}} ({{group}})\nAbout {{ticket}} for {{customer}}';
  const group = { name: 'Support', followUp: 'reopen', signature };
  assert.equal((await ada.post('/settings/groups/1', group)).status, 303);
});
after(() => desk.close());

const read = <Row>(query: PromiseLike<Row[]>) => query;
const lastTicket = async () => {
  const [ticket] = await desk.desk.read.select().from(tickets).orderBy(desc(tickets.id)).limit(1);
  assert.ok(ticket);
  return ticket;
};
let keys = 0;
const form = (more: Record<string, string> = {}) => ({
  key: `new-ticket-${++keys}`,
  kind: 'new',
  group: '1',
  state: 'waiting',
  subject: 'Your parcel',
  to: 'Dora <dora@new.example>, eva@new.example',
  text: 'It is on its way.',
  ...more,
});
const page = async () => (await ada.get('/tickets/new')).text();

test('a first mail opens a ticket of the agent, makes the customer known, and is answered into it', async () => {
  const label = new File(['label'], 'label.txt', { type: 'text/plain' });
  const text = 'Hello {{customer}}, ticket {{ticket}} is about {{subject}}. {{nothing}}';
  const fields = form({ text });
  const sent = await ada.send('/tickets', fields, [label]);
  assert.equal(sent.status, 303, await sent.text());
  const ticket = await lastTicket();
  assert.deepEqual(
    [ticket.subject, ticket.state, ticket.ownerId, ticket.channelId],
    ['Your parcel', 'waiting', ada.id, desk.channel.id],
  );
  const [customer] = await read(
    desk.desk.read.select().from(customers).where(eq(customers.id, ticket.customerId)),
  );
  assert.deepEqual([customer?.name, customer?.email], ['Dora', 'dora@new.example']);
  const [item] = await read(desk.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1));
  assert.ok(item);
  assert.deepEqual(item.envelopeTo, ['dora@new.example', 'eva@new.example']);
  assert.ok(item.nextAttemptAt !== null, 'it can be taken back for a while');
  const message = await parseMessage(await loadBlob(desk.desk.read, item.blobId));
  assert.equal(message.subject, `[Ticket#${ticket.number}] Your parcel`);
  assert.equal(message.text.trim(), `Hello Dora, ticket ${ticket.number} is about Your parcel. {{nothing}}`);
  assert.deepEqual(
    message.attachments.map(({ name }) => name),
    ['label.txt'],
  );

  assert.equal((await ada.send('/tickets', fields, [label])).status, 303, 'the same form again');
  assert.equal((await lastTicket()).id, ticket.id);
  assert.equal((await ada.post('/tickets', { ...fields, text: 'Changed' })).status, 422);
  assert.equal((await lastTicket()).id, ticket.id);

  const answer = `From: Dora <dora@new.example>\r\nTo: support@postroom.example\r\nSubject: thanks\r\nIn-Reply-To: <${message.messageId}>\r\nMessage-ID: <a@new.example>\r\n\r\nThanks\r\n`;
  assert.deepEqual(await desk.deliver(answer), ['appended']);
  assert.equal((await lastTicket()).state, 'open');
});

test('markup from names does not get into the mail', async () => {
  await ada.post(
    '/tickets',
    form({ to: '"<b>Eve</b>" <eve@new.example>', html: '<p><i>Dear</i> {{customer}}</p>' }),
  );
  const { id } = await lastTicket();
  const [article] = await read(desk.desk.read.select().from(articles).where(eq(articles.ticketId, id)));
  const raw = await loadBlob(desk.desk.read, article?.rawBlobId ?? 0);
  assert.match(await showFrame(raw), /<i>Dear<\/i> &lt;b&gt;Eve&lt;\/b&gt;/);
});

test('what is wrong is said at its field, and what was typed stays', async () => {
  const before = await lastTicket();
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ to: '' }, /Say who gets it/],
    [{ to: 'dora' }, /“dora” is no e-mail address/],
    [{ subject: ' ' }, /Say what it is about/],
    [{ subject: 'x'.repeat(301) }, /at most 300 characters/],
    [{ text: '' }, /Write the message first/],
    [{ from: '99' }, /cannot be answered from that address/],
  ];
  for (const [changes, message] of cases) {
    const answer = await ada.post('/tickets', form({ cc: 'kept@new.example', ...changes }));
    assert.equal(answer.status, 422, JSON.stringify(changes));
    const shown = await answer.text();
    assert.match(shown, message);
    assert.match(shown, /kept@new\.example/);
  }
  assert.equal((await lastTicket()).id, before.id);
  assert.equal((await ada.post('/tickets', form({ group: '77' }))).status, 422);
  await ada.post('/drafts/deletion', { kind: 'new' });
});

test('taken back, the ticket and its customer are gone and the form has everything again', async () => {
  const before = await lastTicket();
  const known = await desk.desk.read.$count(customers);
  const file = new File(['a file'], 'kept.txt', { type: 'text/plain' });
  await ada.send('/tickets', form({ to: 'finn@new.example', subject: 'Too early' }), [file]);
  const [item] = await read(desk.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1));
  const { id: ticketId, groupId, number } = await lastTicket();
  const heard = desk.events.length;
  const back = await ada.post(`/outbox/${item?.id}/cancellation`, {});
  assert.equal(back.headers.get('location'), '/tickets/new');
  assert.equal((await lastTicket()).id, before.id);
  // Whoever has the ticket, a list or the outbox open sees that it is gone, and the audit log says who did it.
  assert.deepEqual(desk.events.slice(heard), [
    { kind: 'ticket', ticketId, groupId },
    { kind: 'outbox', groupId },
  ]);
  const log = await (await ada.get('/settings/audit')).text();
  assert.match(log, new RegExp(`took the mail of #${number} back before it was sent`));
  assert.equal(await desk.desk.read.$count(customers), known);
  const shown = await page();
  for (const part of ['finn@new.example', 'Too early', 'It is on its way.', 'kept.txt']) {
    assert.ok(shown.includes(part), part);
  }
  await ada.post('/drafts/deletion', { kind: 'new' });
});

test('a link that names a customer fills in To, and turns no message that was begun to another one', async () => {
  const asked = async () => (await ada.get('/tickets/new?to=Kim+%3Ckim%40new.example%3E')).text();
  assert.match(await asked(), /name="to" value="Kim &lt;kim@new\.example&gt;"/);
  const { to: _, ...begun } = form({ text: 'For nobody yet' });
  await ada.post('/drafts', begun);
  assert.match(await asked(), /name="to" value="Kim &lt;kim@new\.example&gt;"[\s\S]*For nobody yet/);
  await ada.post('/drafts', form({ to: 'lea@new.example', text: 'For Lea alone' }));
  const shown = await asked();
  assert.match(shown, /begun this message to somebody else[\s\S]*then write to Kim &lt;kim@new\.example&gt;/);
  assert.match(shown, /name="to" value="lea@new\.example"[\s\S]*For Lea alone/);
  await ada.post('/drafts/deletion', { kind: 'new' });
});

test('taken back after somebody has added a note, the ticket stays and has the draft', async () => {
  await ada.post('/tickets', form({ to: 'gina@new.example' }));
  const { number, id } = await lastTicket();
  await ada.post(`/tickets/${number}/notes`, { key: 'a-note-of-mine', text: 'She called.' });
  const [item] = await read(desk.desk.read.select().from(outbox).orderBy(desc(outbox.id)).limit(1));
  const back = await ada.post(`/outbox/${item?.id}/cancellation`, {});
  assert.equal(back.headers.get('location'), `/tickets/${number}#reply`);
  assert.equal((await lastTicket()).id, id);
  const shown = await (await ada.get(`/tickets/${number}`)).text();
  assert.match(shown, /She called\./);
  assert.match(shown, /gina@new\.example/);
  assert.match(shown, /It is on its way\./);
});

test('a call is recorded without sending anything', async () => {
  const sent = await desk.desk.read.$count(outbox);
  const fields = form({ to: 'hans@new.example', subject: 'Called', silent: 'on', state: 'closed' });
  assert.equal((await ada.post('/tickets', fields)).status, 303);
  assert.equal((await ada.post('/tickets', fields)).status, 303);
  const ticket = await lastTicket();
  assert.deepEqual([ticket.subject, ticket.state], ['Called', 'closed']);
  const [note, more] = await read(
    desk.desk.read.select().from(articles).where(eq(articles.ticketId, ticket.id)),
  );
  assert.deepEqual([note?.kind, note?.isInternal, note?.text], ['note', true, 'It is on its way.']);
  assert.equal(more, undefined);
  assert.equal(await desk.desk.read.$count(outbox), sent);
});

test('another group brings its signature, and what was written stays', async () => {
  await ada.post('/settings/groups', { name: 'Sales', followUp: 'reopen', signature: 'Sales & more' });
  const fresh = await page();
  assert.match(fresh, /Regards, Ada Admin \(Support\)\nAbout \{\{ticket\}\} for \{\{customer\}\}/);
  const text = 'Dear Ida\n\n-- \nRegards, Ada Admin (Support)\nAbout {{ticket}} for {{customer}}';
  const html =
    '<div>Dear <b>Ida</b></div><div>-- </div><div>Regards, Ada Admin (Support)</div><div>About {{ticket}} for {{customer}}</div>';
  const chosen = form({ group: '2', signed: '1', to: 'ida@new.example', text, html });
  assert.equal((await ada.post('/drafts/continuation', chosen)).headers.get('location'), '/tickets/new');
  const [draft] = await read(desk.desk.read.select().from(drafts).where(eq(drafts.kind, 'new')));
  assert.equal(draft?.fields.text, 'Dear Ida\n\n-- \nSales & more');
  assert.match(draft?.fields.html ?? '', /<b>Ida<\/b><\/div><div>-- <\/div><div>Sales &amp; more<\/div>$/);
  assert.match(await page(), /<option value="2" selected="">Sales|<option value="2" selected>Sales/);
  await ada.post('/drafts/deletion', { kind: 'new' });
});

test('known customers are offered, those of other groups are not', async () => {
  const suggest = async (who: Person, typed: string) =>
    (await who.get(`/customers/suggestions?${new URLSearchParams({ to: typed })}`)).text();
  assert.match(
    await suggest(ada, 'x@y.example, dor'),
    /value="x@y\.example, Dora &lt;dora@new\.example&gt;"/,
  );
  assert.equal(await suggest(ada, 'd'), '');
  const stranger = await desk.signIn('agent', 'Stranger', { 2: 'full' });
  assert.equal(await suggest(stranger, 'dora'), '');
});
