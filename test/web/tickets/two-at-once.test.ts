import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { articles, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { mergeTickets } from '../../../src/desk/tickets/merge-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let ada: Person;
let kim: Person;
let count = 0;
before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  kim = await desk.signIn('agent', 'Kim Keller');
});
after(() => desk.close());

const mail = (id: string, more = '') =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\nPlease help.\r\n`;

/** @returns the path of a new ticket */
async function makeTicket(): Promise<string> {
  count += 1;
  await desk.deliver(mail(`n${count}`));
  return `/tickets/${10_000 + count}`;
}

const follow = () =>
  desk.deliver(mail(`more${count}-${Math.random()}`, `In-Reply-To: <n${count}@c.example>\r\n`));
const queued = async () => (await desk.desk.read.select().from(outbox)).length;

function readHidden(page: string): Record<string, string> {
  const form = /action="\/tickets\/\d+\/replies"[\s\S]*?<\/form>/.exec(page)?.[0] ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name ?? '', value ?? '']));
}

const begin = async (person: Person, ticket: string) => ({
  ...readHidden(await (await person.get(ticket)).text()),
  to: 'carla@customer.example',
  text: `Words of ${person.id}`,
  state: 'open',
});
const send = (person: Person, ticket: string, form: Record<string, string>) =>
  person.post(`${ticket}/replies`, form);

test('of two who answer at once the second is asked once, and keeps what he typed', async () => {
  const ticket = await makeTicket();
  const [first, second] = [await begin(ada, ticket), await begin(kim, ticket)];
  const before = await queued();
  assert.equal((await send(kim, ticket, second)).status, 303);
  const asked = await send(ada, ticket, first);
  assert.equal(asked.status, 422);
  assert.equal(await queued(), before + 1, 'nothing went out over it');
  const page = await asked.text();
  assert.match(page, /Somebody has written in this ticket since you began/);
  assert.match(page, /Kim Keller answered/);
  assert.match(page, new RegExp(`Words of ${ada.id}`));
  assert.match(page, /Send anyway/);
  const again = { ...first, ...readHidden(page) };
  assert.equal((await send(ada, ticket, again)).status, 303);
  assert.equal(await queued(), before + 2);
  assert.equal((await send(ada, ticket, again)).status, 303, 'the same form again');
  assert.equal(await queued(), before + 2);
});

test('what comes between the question and the answer is asked about again', async () => {
  const ticket = await makeTicket();
  const form = await begin(ada, ticket);
  await follow();
  const first = await send(ada, ticket, form);
  assert.equal(first.status, 422);
  await follow();
  const second = await send(ada, ticket, { ...form, ...readHidden(await first.text()) });
  assert.equal(second.status, 422);
  const third = await send(ada, ticket, { ...form, ...readHidden(await second.text()) });
  assert.equal(third.status, 303);
});

test('notes of others and answers from their own mail programs count; one’s own and automatic ones do not', async () => {
  const ticket = await makeTicket();
  const own = await begin(ada, ticket);
  await ada.post(`${ticket}/notes`, { key: 'own-note-key-1', text: 'I take it' });
  assert.equal((await send(ada, ticket, own)).status, 303);
  const form = await begin(ada, ticket);
  await kim.post(`${ticket}/notes`, { key: 'her-note-key-1', text: 'Do not answer yet' });
  assert.match(await (await send(ada, ticket, form)).text(), /Kim Keller wrote a note/);
  const other = await begin(ada, ticket);
  await desk.deliverSent(
    desk.channel,
    `From: support@postroom.example\r\nTo: carla@customer.example\r\nSubject: Re: Help\r\nMessage-ID: <sent-${count}@p.example>\r\nIn-Reply-To: <n${count}@c.example>\r\n\r\nSent from Outlook\r\n`,
  );
  assert.match(await (await send(ada, ticket, other)).text(), /answered/);
  const last = await begin(ada, ticket);
  const [row] = await desk.desk.read.select().from(articles).limit(1);
  assert.ok(row);
  await desk.desk.write((tx) =>
    tx.insert(articles).values({
      ...row,
      id: undefined,
      ticketId: count,
      direction: 'out',
      userId: null,
      automatic: 'auto_reply',
      messageId: 'auto@x',
    }),
  );
  assert.equal((await send(ada, ticket, last)).status, 303);
});

test('a mistake in the form does not hide what has come meanwhile', async () => {
  const ticket = await makeTicket();
  const form = await begin(ada, ticket);
  await follow();
  const wrong = await send(ada, ticket, { ...form, to: 'nobody' });
  const page = await wrong.text();
  assert.match(page, /is no e-mail address/);
  assert.match(page, /Carla wrote/);
  assert.equal((await send(ada, ticket, { ...form, ...readHidden(page) })).status, 422, 'it still asks');
});

test('a draft found again says what has come since it was written', async () => {
  const ticket = await makeTicket();
  const number = ticket.slice(9);
  const form = await begin(ada, ticket);
  await ada.post('/drafts', { ...form, ticket: number, kind: 'reply' });
  await follow();
  const page = await (await ada.get(ticket)).text();
  assert.match(page, /Since you began[\s\S]*Carla wrote/);
  assert.equal(
    (await send(ada, ticket, { ...form, ...readHidden(page) })).status,
    303,
    'the page has shown it',
  );
});

test('who is typing is shown by the composer to those who answer, until it is sent or thrown away', async () => {
  const ticket = await makeTicket();
  const number = ticket.slice(9);
  const reader = await desk.signIn('agent', 'Rita Reader', { 1: 'read' });
  const form = await begin(kim, ticket);
  const newsOf = async (person: Person) => (await person.get(`${ticket}/news?since=0`)).text();
  await kim.post('/drafts', { ...form, ticket: number, kind: 'reply' });
  assert.match(await newsOf(ada), /Kim Keller is writing an answer/);
  assert.doesNotMatch(await newsOf(kim), /is writing/);
  assert.equal((await reader.get(`${ticket}/news?since=0`)).status, 403);
  await kim.post('/drafts', { ...form, ticket: number, kind: 'note' });
  assert.match(await newsOf(ada), /Kim Keller is writing a note/);
  await kim.post('/drafts/deletion', { ticket: number, kind: 'note' });
  assert.doesNotMatch(await newsOf(ada), /is writing/);
  await kim.post('/drafts', { ...form, ticket: number, kind: 'reply' });
  assert.equal((await send(kim, ticket, form)).status, 303);
  const told = await newsOf(ada);
  assert.doesNotMatch(told, /is writing/);
  assert.match(told, /Kim Keller answered/);
});

test('a form that says nothing of what it has seen, and one that says nonsense, are sent as before', async () => {
  const ticket = await makeTicket();
  const { seen: _seen, ...form }: Record<string, string> = await begin(ada, ticket);
  await follow();
  assert.equal((await send(ada, ticket, form)).status, 303);
  assert.equal((await ada.get(`${ticket}/news?since=abc`)).status, 200);
});

test('an answer that was sent before a merge is not sent twice, and one that comes after it stays in the form', async () => {
  const ticket = await makeTicket();
  const [sent, late] = [await begin(ada, ticket), await begin(kim, ticket)];
  assert.equal((await send(ada, ticket, sent)).status, 303);
  const target = await makeTicket();
  const [ticketId, otherId] = await Promise.all([ticket, target].map(idOf));
  await desk.door
    .as({ kind: 'user', userId: ada.id })
    .call(mergeTickets, { ticketId: ticketId ?? 0, otherId: otherId ?? 0 });
  const before = await queued();
  assert.equal((await send(ada, ticket, sent)).status, 303, 'the same form again');
  const asked = await send(kim, ticket, late);
  assert.equal(asked.status, 422);
  const page = await asked.text();
  assert.match(page, new RegExp(`was merged into #${target.split('/').at(-1)} meanwhile: write there`));
  assert.match(page, new RegExp(`Words of ${kim.id}`));
  const there = { ...late, ...readHidden(page) };
  assert.equal((await send(kim, target, there)).status, 303);
  assert.equal(await queued(), before + 1);
});

async function idOf(path: string): Promise<number> {
  const number = Number(path.split('/').at(-1));
  const [row] = await desk.desk.read.select().from(tickets).where(eq(tickets.number, number));
  return row?.id ?? 0;
}
