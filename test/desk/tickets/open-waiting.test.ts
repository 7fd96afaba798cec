import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertRows } from '../../../src/db/insert-rows.ts';
import { users } from '../../../src/db/schema/schema.ts';
import { notifications } from '../../../src/db/schema/schema-teamwork.ts';
import { tickets } from '../../../src/db/schema/schema-tickets.ts';
import { getVisibleTicket } from '../../../src/db/ticket-access.ts';
import { findWait } from '../../../src/db/ticket-waits.ts';
import type { Door } from '../../../src/desk/door.ts';
import { forgetOldNotifications, openWaiting } from '../../../src/desk/tickets/open-waiting.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

// Sessions end by the clock of the machine, so the desk's starts there, too.
const dayMilliseconds = 86_400_000;
let now: Date;
const inDays = (days: number) => new Date(now.getTime() + days * dayMilliseconds).toISOString().slice(0, 10);
let house: TicketDesk;
let admin: Person;
let clock: ReturnType<Door['as']>;
before(async () => {
  // Not when the file was loaded: others that share its process may have run for minutes since then.
  now = new Date();
  house = await openTicketDesk({}, { now: () => now });
  admin = await house.signIn('admin', 'Ada Admin');
  clock = house.door.as({ kind: 'desk', duty: 'clock' });
  await house.deliver(mail('one', 'Later'), mail('two', 'Answered'));
});
after(() => house.close());

const mail = (id: string, subject: string, more = '') =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: ${subject}\r\nMessage-ID: <${id}@c.example>\r\n${more}\r\nHello\r\n`;
const find = (number: number) =>
  getVisibleTicket(house.desk.read, { userId: admin.id, isAdmin: true }, number);
const wait = (number: number, until: string) =>
  admin.post(`/tickets/${number}/state`, { state: 'waiting', until });

test('a ticket waits until its day and opens by itself, with a line in its history', async () => {
  assert.equal((await wait(10_001, inDays(3))).status, 303);
  assert.match(await (await admin.get('/tickets?view=waiting')).text(), /waits-until/);
  assert.equal(await clock.call(openWaiting, {}), 0);
  assert.equal((await find(10_001)).state, 'waiting');
  now = new Date(now.getTime() + 5 * dayMilliseconds);
  // The session has ended meanwhile.
  admin = await house.signIn('admin', 'Ada Again');
  assert.equal(await clock.call(openWaiting, {}), 1);
  assert.equal((await find(10_001)).state, 'open');
  assert.equal(await clock.call(openWaiting, {}), 0);
  assert.match(await (await admin.get('/tickets/10001/side')).text(), /the date it waited for has come/);
});

test('an answer ends the waiting and its date', async () => {
  await wait(10_002, inDays(9));
  const { id } = await find(10_002);
  assert.notEqual(await findWait(house.desk.read, id), undefined);
  await house.deliver(mail('three', 'Re: Answered', 'In-Reply-To: <two@c.example>\r\n'));
  assert.equal((await find(10_002)).state, 'open');
  assert.equal(await findWait(house.desk.read, id), undefined);
});

test('a day that has passed, and what is no day, is refused', async () => {
  const { state } = await find(10_001);
  assert.notEqual(state, 'waiting');
  for (const until of ['2026-13-40', 'tomorrow'])
    assert.equal((await wait(10_001, until)).status, 400, until);
  // These can be picked by mistake: it is said on the ticket.
  for (const until of [inDays(-4), '9999-01-01']) {
    assert.equal((await wait(10_001, until)).headers.get('location'), '/tickets/10001', until);
    assert.equal((await find(10_001)).state, state);
  }
});

test('what was told a month ago is deleted a few at a time, and nothing that is newer', async () => {
  const { desk } = house;
  const before = await desk.read.select().from(notifications);
  const [ticket] = await desk.read.select({ id: tickets.id }).from(tickets);
  const [user] = await desk.read.select({ id: users.id }).from(users);
  const told = (days: number, count: number) =>
    Array.from({ length: count }, () => ({
      userId: user?.id ?? 0,
      ticketId: ticket?.id ?? 0,
      kind: 'answered' as const,
      actorId: null,
      at: new Date(now.getTime() - days * dayMilliseconds),
      readAt: now,
    }));
  await desk.write((tx) => insertRows(tx, notifications, [...told(40, 2_500), ...told(20, 1)]));
  let calls = 0;
  for (let after: number | undefined = 0; after !== undefined; calls += 1)
    after = await clock.call(forgetOldNotifications, { after });
  assert.equal(calls, 3);
  assert.equal(await desk.read.$count(notifications), before.length + 1);
});
