import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkDataFile } from '../../../src/db/care/check.ts';
import { describeFinding } from '../../../src/db/care/finding.ts';
import { unwatchedWork } from '../../../src/db/care/long-work.ts';
import { replyToTicket } from '../../../src/desk/composing/reply-to-ticket.ts';
import { eraseCustomer } from '../../../src/desk/customers/erase-customer.ts';
import { changeTicketState } from '../../../src/desk/tickets/change-ticket.ts';
import { mergeTickets } from '../../../src/desk/tickets/merge-tickets.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

// Carla is erased; Dan and Eve are other customers whose tickets were merged with hers.

let desk: TicketDesk;
let admin: Person;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => desk.close());

const rows = <T>(query: ReturnType<typeof sql>) => desk.desk.read.all<T>(query);
const door = () => desk.door.as({ kind: 'user', userId: admin.id });
let scene = 0;

interface Ticket {
  readonly id: number;
  readonly number: number;
}

/** A ticket of somebody, with two mails of his. */
async function open(who: string): Promise<Ticket> {
  const name = `${who}${scene}`;
  await desk.deliver(mail(name, `${name}-1`), mail(name, `${name}-2`, `${name}-1`));
  const [ticket] = await rows<Ticket>(
    sql`SELECT tickets.id, number FROM tickets JOIN articles ON ticket_id = tickets.id WHERE message_id = ${`${name}-1@x.example`}`,
  );
  assert.ok(ticket);
  return ticket;
}

function mail(name: string, id: string, inReplyTo?: string): string {
  const refers = inReplyTo === undefined ? '' : `In-Reply-To: <${inReplyTo}@x.example>\r\n`;
  return `From: ${name}@customer.example\r\nTo: ${supportAddress}\r\nSubject: About ${name}\r\nMessage-ID: <${id}@x.example>\r\n${refers}\r\nWords of ${id}\r\n`;
}

async function answer(ticketId: number, key: string, ...to: readonly string[]): Promise<void> {
  await door().call(replyToTicket, {
    ticketId,
    key: `erase-${scene}-${key}`,
    to: to.map((who) => `${who}${scene}@customer.example`).join(', '),
    cc: '',
    text: `Answer ${key}.`,
    isQuoting: false,
    nextState: 'open',
  });
}

const merge = (ticket: Ticket, into: Ticket) =>
  door().call(mergeTickets, { ticketId: ticket.id, otherId: into.id });

/** @returns the page before it, and then what is left of each ticket */
async function eraseCarla(): Promise<{ page: string; left: Map<number, string[]> }> {
  const email = `carla${scene}@customer.example`;
  const [customer] = await rows<{ id: number }>(sql`SELECT id FROM customers WHERE email = ${email}`);
  const page = await (await admin.get(`/customers/${customer?.id}/erasure`)).text();
  await door().call(eraseCustomer, { customerId: customer?.id ?? 0, confirmation: email });
  const left = await rows<{ number: number; text: string }>(
    sql`SELECT number, trim(text, char(10)) AS text FROM tickets LEFT JOIN articles ON ticket_id = tickets.id
      WHERE tickets.subject LIKE ${`About %${scene}`} ORDER BY articles.id`,
  );
  for await (const finding of checkDataFile(desk.desk.read, unwatchedWork)) {
    if (finding.problem !== 'is missing from the search index') assert.fail(describeFinding(finding));
  }
  const grouped = Map.groupBy(left, ({ number }) => number);
  return {
    page: page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '),
    left: new Map([...grouped].map(([number, each]) => [number, each.map(({ text }) => text)])),
  };
}

test('what others wrote and were written in a ticket that was merged into hers is back in that ticket', async () => {
  scene += 1;
  const [carla, dan] = [await open('carla'), await open('dan')];
  await answer(dan.id, 'before', 'dan');
  await merge(dan, carla);
  await desk.deliver(mail(`dan${scene}`, `dan${scene}-3`, `dan${scene}-2`));
  await answer(carla.id, 'to-dan', 'dan');
  await answer(carla.id, 'to-carla', 'carla');
  await answer(carla.id, 'to-both', 'carla', 'dan');
  await door().call(changeTicketState, { ticketId: carla.id, state: 'closed' });
  const { page, left } = await eraseCarla();
  assert.match(page, /This goes, for good .* 1 ticket with 4 messages/);
  assert.match(
    page,
    new RegExp(
      `This stays .*5 messages of other customers whose tickets were merged into these: back in #${dan.number}`,
    ),
  );
  const words = [
    `Words of dan${scene}-1`,
    `Words of dan${scene}-2`,
    'Answer before.',
    `Words of dan${scene}-3`,
    'Answer to-dan.',
  ];
  assert.deepEqual([...left], [[dan.number, words]]);
  const [ticket] =
    await rows<object>(sql`SELECT state, (SELECT count(*) FROM facts WHERE ticket_id = tickets.id
    AND kind = 'ticket.unmerged') AS undone FROM tickets WHERE id = ${dan.id}`);
  assert.deepEqual(ticket, { state: 'closed', undone: 1 });
  // Answers to what stays find their ticket.
  await desk.deliver(mail(`dan${scene}`, `dan${scene}-4`, `dan${scene}-3`));
  const [joined] = await rows<{ id: number }>(
    sql`SELECT ticket_id AS id FROM articles WHERE message_id = ${`dan${scene}-4@x.example`}`,
  );
  assert.equal(joined?.id, dan.id);
});

test('what was in her ticket goes, also where that was merged into somebody else’s', async () => {
  scene += 1;
  const [carla, dan] = [await open('carla'), await open('dan')];
  await answer(carla.id, 'before', 'carla');
  await merge(carla, dan);
  await desk.deliver(mail(`carla${scene}`, `carla${scene}-3`, `carla${scene}-2`));
  await answer(dan.id, 'to-carla', 'carla');
  await answer(dan.id, 'to-dan', 'dan');
  const { page, left } = await eraseCarla();
  assert.match(page, /1 ticket with 5 messages/);
  assert.doesNotMatch(page, /of other customers/);
  assert.deepEqual(
    [...left],
    [[dan.number, [`Words of dan${scene}-1`, `Words of dan${scene}-2`, 'Answer to-dan.']]],
  );
});

test('what is handed out of her mail is hers: what merges have mixed stands apart again', async () => {
  scene += 1;
  const [carla, dan, eve] = [await open('carla'), await open('dan'), await open('eve')];
  await merge(dan, carla);
  await answer(carla.id, 'to-dan', 'dan');
  await merge(carla, eve);
  await desk.deliver(mail(`carla${scene}`, `carla${scene}-3`, `carla${scene}-2`));
  await answer(eve.id, 'to-carla', 'carla');
  // In a ticket of another that nobody has merged with hers.
  const fay = await open('fay');
  await answer(fay.id, 'both', 'fay', 'carla');
  const joins = mail(`carla${scene}`, `carla${scene}-4`, `fay${scene}-2`);
  await desk.deliver(joins.replace(/Subject: .*/, `Cc: fay${scene}@customer.example\r\nSubject: Hello, too`));
  const [customer] = await rows<{ id: number }>(
    sql`SELECT id FROM customers WHERE email = ${`carla${scene}@customer.example`}`,
  );
  const file = JSON.parse(await (await admin.get(`/customers/${customer?.id}/export`)).text());
  const textsOf = (articles: readonly { text: string }[]) => articles.map(({ text }) => text.trim());
  assert.deepEqual(
    file.tickets.map(({ number, articles }: { number: number; articles: { text: string }[] }) => [
      number,
      textsOf(articles),
    ]),
    [[carla.number, [...[1, 2, 3].map((n) => `Words of carla${scene}-${n}`), 'Answer to-carla.']]],
  );
  assert.deepEqual(textsOf(file.elsewhere), [`Words of carla${scene}-4`]);
});

test('what two merges have brought back to her is handed out once', async () => {
  scene += 1;
  const [first, eve] = [await open('carla'), await open('eve')];
  await desk.deliver(mail(`carla${scene}`, `carla${scene}-9`));
  const [second] = await rows<Ticket>(
    sql`SELECT tickets.id, number FROM tickets JOIN articles ON ticket_id = tickets.id WHERE message_id = ${`carla${scene}-9@x.example`}`,
  );
  assert.ok(second !== undefined && second.id !== first.id);
  await merge(first, eve);
  await merge(eve, second);
  const [customer] = await rows<{ id: number }>(
    sql`SELECT id FROM customers WHERE email = ${`carla${scene}@customer.example`}`,
  );
  const file = JSON.parse(await (await admin.get(`/customers/${customer?.id}/export`)).text());
  const texts = [
    ...file.tickets.flatMap((each: { articles: { text: string }[] }) => each.articles),
    ...file.elsewhere,
  ];
  assert.deepEqual(
    texts.map(({ text }: { text: string }) => text.trim()).sort(),
    [1, 2, 9].map((n) => `Words of carla${scene}-${n}`),
  );
});

test('through a chain of merges each gets his own', async () => {
  scene += 1;
  const [carla, dan, eve] = [await open('carla'), await open('dan'), await open('eve')];
  await merge(dan, carla);
  await merge(carla, eve);
  const { page, left } = await eraseCarla();
  assert.match(page, /1 ticket with 2 messages/);
  assert.match(
    page,
    new RegExp(`2 messages of other customers whose tickets were merged into these: back in #${dan.number}`),
  );
  const wordsOf = (who: string) => [1, 2].map((n) => `Words of ${who}${scene}-${n}`);
  assert.deepEqual(
    left,
    new Map([
      [dan.number, wordsOf('dan')],
      [eve.number, wordsOf('eve')],
    ]),
  );
});
