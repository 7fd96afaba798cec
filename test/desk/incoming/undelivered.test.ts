import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desc, eq } from 'drizzle-orm';
import { articles, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
let otto: Person;
let count = 0;
const group = { name: 'Support', followUp: 'reopen', nameFormat: 'group', signature: '', emailAddressId: '' };

before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  otto = await desk.signIn('agent', 'Otto Owner');
});
after(() => desk.close());

/** A customer writes, Ada answers and closes. @returns the ticket's number and our Message-ID */
async function answerAndClose(): Promise<{ number: number; messageId: string }> {
  const id = `q${++count}`;
  await desk.deliver(
    `From: Bodo <${id}@weg.example>\nTo: support@postroom.example\nSubject: Question ${id}\nMessage-ID: <${id}@weg.example>\n\nHow long?`,
  );
  const { number } = await newestTicket();
  const fields = { key: `form-key-${id}`, to: `${id}@weg.example`, text: 'Two years.', state: 'closed' };
  assert.equal((await ada.post(`/tickets/${number}/replies`, fields)).status, 303);
  await desk.desk.write((tx) =>
    tx.update(tickets).set({ ownerId: otto.id }).where(eq(tickets.number, number)),
  );
  const [answer] = await desk.desk.read.select().from(articles).orderBy(desc(articles.id)).limit(1);
  assert.equal((await newestTicket()).state, 'closed');
  return { number, messageId: answer?.messageId ?? '' };
}

async function newestTicket() {
  const [row] = await desk.desk.read.select().from(tickets).orderBy(desc(tickets.id)).limit(1);
  assert.ok(row !== undefined);
  return row;
}

const report = (action: string, messageId: string, address = `q${count}@weg.example`) =>
  `From: MAILER-DAEMON@mx.example\nTo: support@postroom.example\nSubject: Undelivered ${action}\nMessage-ID: <b${++count}@mx.example>\nReturn-Path: <>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ${address}\nAction: ${action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${messageId}>\n\n--b--\n`;

const noticesOf = async (person: Person) => (await person.get('/notifications')).text();

test('a closed ticket whose answer does not arrive opens again, is marked, and tells its owner and the author', async () => {
  const { number, messageId } = await answerAndClose();
  await desk.deliver(report('failed', messageId));
  const ticket = await newestTicket();
  assert.equal(ticket.state, 'open');
  assert.ok(ticket.undeliveredAt);
  assert.match(
    await (await ada.get('/tickets')).text(),
    new RegExp(`Not delivered[\\s\\S]{1,200}#${number}`),
  );
  for (const person of [ada, otto]) assert.match(await noticesOf(person), /Not delivered:/);
  assert.match(await (await ada.get(`/tickets/${number}`)).text(), /did not arrive/);
  // Whoever answers has looked.
  const fields = {
    key: `form-key-again-${number}`,
    to: 'other@weg.example',
    text: 'Once more.',
    state: 'open',
  };
  await ada.post(`/tickets/${number}/replies`, fields);
  assert.equal((await newestTicket()).undeliveredAt, null);
});

test('a delay opens nothing and marks nothing', async () => {
  const { number, messageId } = await answerAndClose();
  await desk.deliver(report('delayed', messageId));
  const ticket = await newestTicket();
  assert.deepEqual([ticket.state, ticket.undeliveredAt], ['closed', null]);
  const page = await (await ada.get(`/tickets/${number}`)).text();
  assert.match(page, /Not yet delivered to/);
  assert.doesNotMatch(page, /Could not be delivered/);
});

test('a report about somebody else’s message opens nothing', async () => {
  const { messageId } = await answerAndClose();
  await desk.deliver(report('failed', messageId.replace(/\.[0-9a-f]{24}@/, `.${'0'.repeat(24)}@`)));
  const [row] = await desk.desk.read.select().from(tickets).where(eq(tickets.state, 'closed')).limit(1);
  assert.ok(row !== undefined && row.undeliveredAt === null);
});

test('a group that wants so only marks', async () => {
  assert.equal((await ada.post('/settings/groups/1', { ...group, onBounce: 'keep' })).status, 303);
  const { messageId } = await answerAndClose();
  await desk.deliver(report('failed', messageId));
  const ticket = await newestTicket();
  assert.equal(ticket.state, 'closed');
  assert.ok(ticket.undeliveredAt);
  await ada.post('/settings/groups/1', { ...group, onBounce: 'reopen' });
});

test('a read receipt joins its ticket quietly', async () => {
  const { number, messageId } = await answerAndClose();
  const address = `q${count}@weg.example`;
  await desk.deliver(
    `From: Bodo <${address}>\nTo: support@postroom.example\nSubject: Read: Re\nMessage-ID: <r${++count}@weg.example>\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ${address}\nOriginal-Message-ID: <${messageId}>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n`,
  );
  assert.equal((await newestTicket()).state, 'closed');
  assert.match(await (await ada.get(`/tickets/${number}`)).text(), /our message was read by/);
});

test('the group’s language and time zone write the line above a quote', async () => {
  const saved = await ada.post('/settings/groups/1', { ...group, language: 'de', timeZone: 'Europe/Berlin' });
  assert.equal(saved.status, 303);
  const { number } = await answerAndClose();
  assert.match(
    await (await ada.get(`/tickets/${number}?answer=`)).text(),
    /Am \d\d\.\d\d\.\d{4} \d\d:\d\d MEZ schrieb/,
  );
  const wrong = await ada.post('/settings/groups/1', { ...group, timeZone: 'Mars/Olympus' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /There is no time zone “Mars\/Olympus”/);
});

test('an answer goes to the author behind a list, and to the list only when it is asked for', async () => {
  await desk.deliver(
    'From: "Anna via Sales" <sales@lists.example>\nTo: sales@lists.example\nSubject: Offer\nMessage-ID: <list@x.example>\nX-Original-From: Anna <anna@home.example>\nList-Post: <mailto:sales@lists.example>\nReply-To: sales@lists.example\n\nHi',
  );
  const { number } = await newestTicket();
  const toOf = (page: string) => /name="to" value="([^"]*)"/.exec(page)?.[1];
  const ccOf = (page: string) => /name="cc" value="([^"]*)"/.exec(page)?.[1];
  const page = await (await ada.get(`/tickets/${number}`)).text();
  assert.equal(toOf(page), 'Anna &lt;anna@home.example&gt;');
  assert.equal(ccOf(page), '');
  const [, url = ''] = /href="([^"]*with=list[^"]*)"/.exec(page) ?? [];
  const asked = await (await ada.get(url.replaceAll('&amp;', '&').replace(/#.*/, ''))).text();
  assert.match(ccOf(asked) ?? '', /sales@lists\.example/);
});
