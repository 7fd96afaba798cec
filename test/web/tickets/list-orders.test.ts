import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq, sql } from 'drizzle-orm';
import { updateChannel } from '../../../src/db/channels.ts';
import { tickets as ticketTable } from '../../../src/db/schema/schema-tickets.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

let tickets: TicketDesk;
let agent: Person;
let other: Person;
before(async () => {
  tickets = await openTicketDesk();
  agent = await tickets.signIn('agent', 'Kim');
  other = await tickets.signIn('agent', 'Sam');
  await tickets.deliver(
    mail('zoe', 'Zoe', 'Tue, 03 Mar 2026 10:00:00 +0000'),
    mail('adam', 'adam', 'Mon, 02 Mar 2026 10:00:00 +0000'),
    mail('mia', 'Mia', 'Wed, 04 Mar 2026 10:00:00 +0000'),
  );
});
after(() => tickets.close());

const mail = (id: string, name: string, date: string, more = '') =>
  `From: ${name} <${id}@customer.example>\r\nTo: support@postroom.example\r\nSubject: Of ${id}\r\nDate: ${date}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\nThe words of ${id}.\r\n`;
const pageOf = async (path: string, person = agent) => (await person.get(path)).text();
const numbersOf = (page: string) =>
  [...page.matchAll(/name="ticket" value="(\d+)"/g)].map(([, number]) => Number(number));
const listed = async (query: string) => numbersOf(await pageOf(`/tickets?${query}`));
const change = async (fields: Record<string, string>, ...numbers: number[]) => {
  const ticked = numbers.map((number) => ['ticket', String(number)] as const);
  return agent.post('/ticket-changes', [...Object.entries(fields), ...ticked]);
};
const stateOf = async (number: number) =>
  (await tickets.desk.read.select().from(ticketTable).where(eq(ticketTable.number, number)))[0];

test('a list is sorted by who waits longest, by when it was written, by customer and by priority', async () => {
  await change({ action: 'priority', priority: 'high' }, 10_001);
  await change({ action: 'priority', priority: 'low' }, 10_003);
  assert.deepEqual(await listed('view=open&sort=opened'), [10_003, 10_001, 10_002]);
  assert.deepEqual(await listed('view=open&sort=customer'), [10_002, 10_003, 10_001]);
  assert.deepEqual(await listed('view=open&sort=priority'), [10_001, 10_002, 10_003]);
  const wait = { text: 'Done.', to: 'adam@customer.example', state: 'open', key: 'key-for-10002' };
  assert.equal((await agent.post('/tickets/10002/replies', wait)).status, 303);
  const byWaiting = await listed('view=open&sort=waiting');
  assert.equal(byWaiting.at(-1), 10_002, 'who got an answer waits no longer');
  assert.deepEqual(
    await listed('view=all&sort=customer'),
    await listed('view=all'),
    'with closed ones by activity',
  );
  assert.match(await pageOf('/tickets?view=open&sort=customer'), /aria-sort="ascending"[^>]*>Customer/);
});

test('an order goes on from page to page, each ticket once', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `n${String(index).padStart(2, '0')}`);
  await tickets.deliver(...names.map((name) => mail(name, name, 'Thu, 05 Mar 2026 10:00:00 +0000')));
  for (const sort of ['waiting', 'opened', 'customer', 'priority', 'activity']) {
    const seen: number[] = [];
    let url: string | undefined = `/tickets?view=open&sort=${sort}`;
    while (url !== undefined) {
      const page: string = await pageOf(url);
      seen.push(...numbersOf(page));
      url = /<a href="([^"]+)" rel="next">/.exec(page)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.deepEqual([seen.length, new Set(seen).size], [63, 63], sort);
  }
});

test('a customer who gets a name is sorted by it', async () => {
  const { customerId } = (await stateOf(10_003)) ?? {};
  await agent.post(`/customers/${customerId}`, { name: 'Aaron', note: '' });
  assert.equal((await listed('view=open&sort=customer'))[0], 10_003);
});

test('“Opened” is when the customer wrote, and he is a customer since then', async () => {
  assert.match(
    await pageOf('/tickets?view=open&sort=opened&after=1772533000000-99'),
    /datetime="2026-03-02T10:00:00/,
  );
  const { customerId } = (await stateOf(10_002)) ?? {};
  assert.match(await pageOf(`/customers/${customerId}`), /2026-03-02/);
});

test('a row shows how many messages it has, its files, tags and first words', async () => {
  const file =
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWith a file.\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n--b--\r\n';
  await tickets.deliver(mail('files', 'Fay', 'Thu, 05 Mar 2026 11:00:00 +0000', file));
  const number = 10_064;
  await change({ action: 'tag', tag: 'urgent' }, number);
  const first = /<tr id="ticket-row-64"[\s\S]*?<\/tr>/.exec(await pageOf('/tickets?view=open'))?.[0] ?? '';
  assert.match(first, /first-words"[^>]*>With a file\./, 'also of what nobody has opened yet');
  await agent.post(`/tickets/${number}/notes`, { text: 'Look.', key: 'key-of-a-note' });
  const rowOf = async () =>
    /<tr id="ticket-row-64"[\s\S]*?<\/tr>/.exec(await pageOf('/tickets?view=open'))?.[0] ?? '';
  // How it begins is made ready in another process.
  await waitFor(async () => {
    await pageOf(`/tickets/${number}`);
    return (await rowOf()).includes('first-words');
  });
  const row = await rowOf();
  assert.match(row, /2<span class="visually-hidden"> messages and notes/);
  assert.match(row, /With files/);
  assert.match(row, /class="tag">urgent</);
  assert.match(row, /first-words"[^>]*>Look\./);
});

test('what was done with many can be taken back, except where somebody has changed it since', async () => {
  const done = await change({ action: 'closed', back: '/tickets?view=open' }, 10_001, 10_002, 10_003);
  const cookie = /notice=([^;]+)/.exec(done.headers.get('set-cookie') ?? '')?.[1] ?? '';
  const page = await (
    await agent.get('/tickets?view=open', { cookie: `sid=${agent.token}; notice=${cookie}` })
  ).text();
  const undo = /name="undo" value="([^"]+)"/.exec(page)?.[1] ?? '';
  assert.notEqual(undo, '');
  await other.post('/tickets/10002/state', { state: 'open' });
  assert.equal(
    (await other.post('/ticket-changes/undo', { undo })).status,
    404,
    'it is not his to take back',
  );
  const back = await agent.post('/ticket-changes/undo', { undo, back: '/tickets?view=open' });
  assert.equal(back.headers.get('location'), '/tickets?view=open');
  const states = await Promise.all(
    [10_001, 10_002, 10_003].map(async (number) => (await stateOf(number))?.state),
  );
  assert.deepEqual(states, ['new', 'open', 'new']);
  assert.equal((await agent.post('/ticket-changes/undo', { undo })).status, 404, 'once');
});

test('all of a list are changed, not only its first page, and what is put off opens by the clock of the person', async () => {
  await change({
    action: 'snooze',
    snooze: 'tomorrow',
    zone: 'Asia/Tokyo',
    all: 'on',
    back: '/tickets?view=new',
  });
  assert.deepEqual(await listed('view=new'), []);
  const waiting = await pageOf('/tickets?view=waiting');
  assert.match(waiting, /until <time datetime="\d{4}-\d\d-\d\dT23:00:00/);
  const nothing = await change({ action: 'snooze', back: '/tickets?view=waiting' }, 10_001);
  assert.equal(nothing.status, 303);
});

test('one ticket is put off by a preset or a day, each by the clock of the person', async () => {
  const waitsUntil = async () =>
    /until <time datetime="([^"]+)"/.exec(await pageOf('/tickets/10005'))?.[1] ?? '';
  await agent.post('/tickets/10005/state', { state: 'waiting', snooze: 'week', zone: 'Asia/Tokyo' });
  assert.match(await waitsUntil(), /T23:00:00/);
  await agent.post('/tickets/10005/state', { state: 'waiting', until: '2028-07-01', zone: 'Asia/Tokyo' });
  assert.equal(await waitsUntil(), '2028-06-30T15:00:00.000Z');
  assert.equal(
    (await agent.post('/tickets/10005/state', { state: 'waiting', until: '2028-13-01' })).status,
    400,
  );
  const passed = await agent.post('/tickets/10005/state', { state: 'waiting', until: '2020-01-01' });
  assert.equal(passed.headers.get('location'), '/tickets/10005', 'the page of the ticket says why');
  const cookie = (passed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const left = Buffer.from(cookie.slice(cookie.indexOf('=') + 1), 'base64url').toString();
  assert.match(left, /That date has passed.*"isRefusal":true/);
  assert.equal(await waitsUntil(), '2028-06-30T15:00:00.000Z');
});

test('a search shared with a group stands among the views of all who see it, in its order, with its count', async () => {
  const groupId = tickets.channel.groupId;
  await agent.post('/saved-views', { q: 'adam', name: 'Of Adam', group: String(groupId) });
  await agent.post('/saved-views', { q: 'zoe', name: 'Mine alone' });
  const names = async (person: Person) =>
    [...(await pageOf('/saved-views', person)).matchAll(/<a href="\/tickets\?q=[^"]+">([^<]+)</g)].map(
      ([, name]) => name,
    );
  assert.deepEqual([await names(agent), await names(other)], [['Of Adam', 'Mine alone'], ['Of Adam']]);
  await agent.post('/saved-views/2/position', { step: 'up' });
  assert.deepEqual(await names(agent), ['Mine alone', 'Of Adam']);
  // Who only reads in the group arranges what is his around its searches, and they stay where all others see them.
  const reader = await tickets.signIn('agent', 'Rea', { [groupId]: 'read' });
  await agent.post('/saved-views', { q: 'mia', name: 'Of Mia', group: String(groupId) });
  await reader.post('/saved-views', { q: 'zoe', name: 'Of Rea' });
  await agent.post('/saved-views/2/position', { step: 'down' });
  const step = async (to: string) => {
    assert.equal((await reader.post('/saved-views/4/position', { step: to })).status, 303);
    return names(reader);
  };
  assert.deepEqual(await step('up'), ['Of Adam', 'Of Rea', 'Of Mia']);
  assert.deepEqual(await step('up'), ['Of Rea', 'Of Adam', 'Of Mia']);
  assert.deepEqual(await names(agent), ['Of Adam', 'Mine alone', 'Of Mia']);
  assert.deepEqual(await step('down'), ['Of Adam', 'Of Rea', 'Of Mia']);
  assert.equal((await reader.post('/saved-views/1/position', { step: 'down' })).status, 403);
  const stranger = await tickets.signIn('agent', 'Eve', {});
  assert.equal((await stranger.post('/saved-views/1/deletion', {})).status, 404);
  const tabs = await pageOf('/saved-views/tabs', other);
  assert.match(tabs, /Of Adam <span class="count">1</);
  assert.equal((await other.post('/saved-views/2/deletion', {})).status, 404, 'another’s own');
});

test('the palette finds pages, tickets and customers; pages for admins only admins', async () => {
  const found = await pageOf('/palette?q=zoe');
  assert.match(found, /data-href="\/tickets\/10001"/);
  assert.match(found, /data-href="\/customers\/\d+"/);
  assert.match(await pageOf('/palette?q=10002'), /data-href="\/tickets\/10002"/);
  assert.doesNotMatch(await pageOf('/palette?q=channels'), /data-href="\/channels"/);
  const admin = await tickets.signIn('admin', 'Ada');
  assert.match(await pageOf('/palette?q=channels', admin), /data-href="\/channels"/);
  const settings = await pageOf('/palette?q=setting', admin);
  for (const name of ['groups', 'users', 'webhooks', 'language', 'zammad', 'audit'])
    assert.match(settings, new RegExp(`data-href="/settings/${name}"`));
  assert.doesNotMatch(await pageOf('/palette?q=setting'), /data-href="\/settings/);
  await tickets.desk.write((tx) => updateChannel(tx, tickets.channel.id, { name: 'Support' }));
});

test('the other ticket is found by words; a wrong number is said in place; different customers are asked about first', async () => {
  const wrong = await agent.post('/tickets/10001/links', { number: '99' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /role="alert">There is no ticket 99/);
  const byWords = await agent.post('/tickets/10001/links', { number: 'words adam' });
  assert.match(await byWords.text(), /#10002[\s\S]*adam@customer\.example/);
  const own = await agent.post('/tickets/10001/merge', { number: '#10001' });
  assert.match(await own.text(), /That is this ticket itself/);
  const asked = await (await agent.post('/tickets/10001/merge', { number: '10002' })).text();
  assert.match(asked, /These tickets are of 2 customers: Zoe[\s\S]*adam/);
  const form = [
    ['target', '10002'],
    ['ticket', '10001'],
    ['ticket', '10002'],
  ] as const;
  assert.equal((await agent.post('/ticket-merges', form)).status, 422);
  const done = await agent.post('/ticket-merges', [...form, ['confirmed', 'on']]);
  assert.equal(done.headers.get('location'), '/tickets/10002');
  assert.equal((await stateOf(10_001))?.state, 'closed');
  // All that was ticked, or nothing: one of these was merged already.
  await agent.post('/tickets/10011/merge', { number: '10002', confirmed: 'on' });
  const ticked = [10_010, 10_011, 10_002].map((number) => ['ticket', String(number)] as const);
  const refused = await agent.post('/ticket-merges', [...ticked, ['target', '10002'], ['confirmed', 'on']]);
  assert.match(await refused.text(), /was merged into another ticket/);
  assert.notEqual((await stateOf(10_010))?.state, 'closed');
});

test('a list whose counts could not be read is there again with the next look, though nothing has changed', async () => {
  const rename = (from: string, to: string) =>
    tickets.desk.write((tx) => tx.run(sql.raw(`ALTER TABLE ${from} RENAME TO ${to}`)));
  await rename('ticket_counts', 'counts_away');
  assert.equal((await agent.get('/tickets?view=open&group=1')).status, 500);
  await rename('counts_away', 'ticket_counts');
  assert.equal((await agent.get('/tickets?view=open&group=1')).status, 200);
});
