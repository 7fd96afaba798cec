import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { loadConversation } from '../../../src/db/article-list.ts';
import { checkMailRows } from '../../../src/db/care/check-mail-rows.ts';
import { searchTickets } from '../../../src/db/search.ts';
import { getVisibleTicket } from '../../../src/db/ticket-access.ts';
import { findWait } from '../../../src/db/ticket-waits.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let house: TicketDesk;
let admin: Person;
before(async () => {
  house = await openTicketDesk();
  admin = await house.signIn('admin', 'Ada Admin');
  await house.deliver(mail('a1', 'First'), mail('b1', 'Second'), mail('c1', 'Third'));
});
after(() => house.close());

const mail = (id: string, subject: string, more = '') =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\nThe words of ${id}.\r\n`;
const viewer = () => ({ userId: admin.id, isAdmin: true });
const find = (number: number) => getVisibleTicket(house.desk.read, viewer(), number);
const textsOf = async (number: number) =>
  (await loadConversation(house.desk.read, (await find(number)).id)).articles.map(({ text }) => text.trim());

async function merge(from: number, into: number): Promise<void> {
  const answer = await admin.post(`/tickets/${from}/merge`, { number: `#${into}` });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), `/tickets/${into}`);
}

test('a merge moves everything, closes the old ticket, and the history of both says so', async () => {
  await admin.post('/tickets/10001/tags', { tag: 'printer' });
  await merge(10_001, 10_002);
  assert.deepEqual(await textsOf(10_002), ['The words of a1.', 'The words of b1.']);
  assert.deepEqual(await textsOf(10_001), []);
  assert.equal((await find(10_001)).state, 'closed');
  const old = await (await admin.get('/tickets/10001')).text();
  assert.match(old, /was merged into/);
  assert.doesNotMatch(old, /id="reply"/);
  const fresh = await (await admin.get('/tickets/10002/side')).text();
  assert.match(fresh, /#10001 merged into this one/);
  assert.match(fresh, /printer/);
  const found = await searchTickets(house.desk.read, viewer(), { input: '"words of a1"', limit: 9 });
  assert.deepEqual(found.kind === 'found' && found.hits.map(({ number }) => number), [10_002]);
});

test('answers to the old ticket arrive in the new one: by Message-ID, by number, along a chain', async () => {
  await house.deliver(mail('a2', 'Re: First', 'In-Reply-To: <a1@c.example>\r\n'));
  await house.deliver(mail('a3', 'Re: First [Ticket#10001]'));
  assert.deepEqual((await textsOf(10_002)).slice(2), ['The words of a2.', 'The words of a3.']);
  await merge(10_002, 10_003);
  await house.deliver(mail('a4', 'Re: First [Ticket#10001]'));
  assert.deepEqual((await textsOf(10_003)).at(-1), 'The words of a4.');
});

test('a merged ticket is not merged, opened or answered again before the merge is undone', async () => {
  assert.equal((await admin.post('/tickets/10001/merge', { number: '10003' })).status, 409);
  assert.equal((await admin.post('/tickets/10003/merge', { number: '10001' })).status, 409);
  assert.equal((await admin.post('/tickets/10003/merge', { number: '10003' })).status, 422);
  assert.equal((await admin.post('/tickets/10001/state', { state: 'open' })).status, 409);
});

test('undoing takes back what moved, from the end of the chain, and its state', async () => {
  assert.equal((await admin.post('/tickets/10001/separation', {})).status, 303);
  assert.deepEqual(await textsOf(10_001), ['The words of a1.']);
  assert.equal((await find(10_001)).state, 'new');
  await admin.post('/tickets/10002/separation', {});
  assert.deepEqual(await textsOf(10_002), ['The words of b1.', 'The words of a2.', 'The words of a3.']);
  assert.equal((await admin.post('/tickets/10002/separation', {})).status, 409);
  await house.deliver(mail('a5', 'Re: First [Ticket#10001]'));
  assert.equal((await textsOf(10_001)).at(-1), 'The words of a5.');
});

test('what somebody writes while his ticket is merged goes on in the other one, and comes back when that is undone', async () => {
  const answered = String((await loadConversation(house.desk.read, (await find(10_001)).id)).articles[0]?.id);
  const reply = {
    kind: 'reply',
    mode: 'reply',
    to: 'carla@customer.example',
    state: 'waiting',
    answers: answered,
  };
  const textIn = async (number: number) =>
    /name="text"[^>]*>([^<]*)/.exec(await (await admin.get(`/tickets/${number}`)).text())?.[1]?.trim();
  const save = (ticket: string, text: string) =>
    admin.post('/drafts', { ...reply, key: randomUUID(), ticket, text });
  await save('10001', 'Half a sentence');
  await merge(10_001, 10_003);
  assert.equal(await textIn(10_003), 'Half a sentence');
  const news = await (await admin.get('/tickets/10001/news?since=0')).text();
  assert.match(news, /merged meanwhile.*href="\/tickets\/10003#reply"/s);
  assert.match(await (await admin.get('/tickets/10001/conversation')).text(), /was merged into/);
  // The page that was open before goes on saving.
  await save('10001', 'Half a sentence more');
  assert.equal(await textIn(10_003), 'Half a sentence more');
  assert.equal((await admin.post('/tickets/10001/separation', {})).status, 303);
  assert.equal(await textIn(10_003), '');
  assert.equal(await textIn(10_001), 'Half a sentence more');
  await save('10003', 'Begun here');
  await merge(10_001, 10_003);
  assert.equal(await textIn(10_003), 'Begun here\n\nHalf a sentence more');
  await admin.post('/tickets/10001/separation', {});
});

test('a ticket that waited for a day waits for it again when its merge is undone', async () => {
  const until = new Date(house.desk.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10);
  assert.equal((await admin.post('/tickets/10001/state', { state: 'waiting', until })).status, 303);
  const before = await findWait(house.desk.read, (await find(10_001)).id);
  assert.ok(before);
  await merge(10_001, 10_003);
  await admin.post('/tickets/10001/separation', {});
  const { id, state } = await find(10_001);
  assert.equal(state, 'waiting');
  assert.deepEqual(await findWait(house.desk.read, id), before);
  await admin.post('/tickets/10001/state', { state: 'open' });
});

test('what still wants an answer opens the ticket that it is merged into, also one that waits', async () => {
  const until = new Date(house.desk.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 10);
  for (const wait of [{ state: 'waiting' }, { state: 'waiting', until }, { state: 'closed' }]) {
    await admin.post('/tickets/10003/state', wait);
    await merge(10_001, 10_003);
    assert.equal((await find(10_003)).state, 'open', JSON.stringify(wait));
    await admin.post('/tickets/10001/separation', {});
  }
  // What waits itself wants none.
  await admin.post('/tickets/10001/state', { state: 'waiting' });
  await admin.post('/tickets/10003/state', { state: 'waiting', until });
  await merge(10_001, 10_003);
  assert.equal((await find(10_003)).state, 'waiting');
  await admin.post('/tickets/10001/separation', {});
  for (const number of [10_001, 10_003]) await admin.post(`/tickets/${number}/state`, { state: 'open' });
});

test('a message becomes a ticket of its own, linked, and answers to it go there', async () => {
  const { articles } = await loadConversation(house.desk.read, (await find(10_002)).id);
  const answer = await admin.post(`/articles/${articles[1]?.id}/ticket`, {});
  const number = Number(/\d+$/.exec(answer.headers.get('location') ?? '')?.[0]);
  assert.equal(number, 10_004);
  assert.deepEqual(await textsOf(number), ['The words of a2.']);
  assert.equal((await find(number)).subject, 'First');
  assert.match(await (await admin.get('/tickets/10004/side')).text(), /split off from #10002/);
  await house.deliver(mail('a6', 'Re: First', 'In-Reply-To: <a2@c.example>\r\n'));
  assert.deepEqual(await textsOf(number), ['The words of a2.', 'The words of a6.']);
});

test('the only message of a ticket stays where it is', async () => {
  await house.deliver(mail('d1', 'Alone'));
  const { articles } = await loadConversation(house.desk.read, (await find(10_005)).id);
  assert.equal((await admin.post(`/articles/${articles[0]?.id}/ticket`, {})).status, 400);
});

test('links are made and taken off from either side', async () => {
  await admin.post('/tickets/10001/links', { number: '10005' });
  assert.match(await (await admin.get('/tickets/10005/side')).text(), /linked by hand/);
  await admin.post('/tickets/10005/removed-links', { number: '10001' });
  const side = await (await admin.get('/tickets/10001/side')).text();
  assert.doesNotMatch(side, /linked by hand/);
  assert.match(side, /link taken off: #10005/);
});

test('the data file is sound after all that', async () => {
  const findings = [];
  for await (const finding of checkMailRows(house.desk.read)) findings.push(finding);
  assert.deepEqual(findings, []);
});
