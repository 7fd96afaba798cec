import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertFittingTags, listTicketTags } from '../../../src/db/ticket-tags.ts';
import { addTicketTags } from '../../../src/desk/tickets/change-ticket.ts';
import { changeTickets } from '../../../src/desk/tickets/change-tickets.ts';
import { mostTags } from '../../../src/domain/filters/filter.ts';
import { type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  program = await openApi(desk, admin.id, ['tickets:write']);
});
after(() => desk.close());

const few = (from: number, count: number) => Array.from({ length: count }, (_, i) => `tag ${from + i}`);

test('a ticket takes so many tags and no more, by whatever way, and says so', async () => {
  for (const from of [0, 20]) {
    const answer = await program.send('PATCH', '/tickets/10001', { addTags: few(from, 20) });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }
  const before = await listTicketTags(desk.desk.read, 1);
  const refused = await program.send('PATCH', '/tickets/10001', { addTags: few(40, 11), priority: 'high' });
  assertProblem(refused, 400, 'invalid');
  assert.match(refused.body.error.fields.addTags, /at most 50 tags; with these it would have 51/);
  const page = desk.door.as(admin.actor);
  await assert.rejects(
    page.call(addTicketTags, { ticketId: 1, tags: few(40, 11).join() }),
    /at most 50 tags/,
  );
  const many = { numbers: [10_001], action: { kind: 'tag' as const, tags: few(40, 11).join() } };
  const { refused: listed, changed } = await page.call(changeTickets, many);
  assert.deepEqual([changed, listed.length], [0, 1]);
  assert.deepEqual(await listTicketTags(desk.desk.read, 1), before);
  // What goes makes room, and what is there already needs none.
  const change = { addTags: few(40, 10), removeTags: few(0, 1) };
  assert.equal((await program.send('PATCH', '/tickets/10001', change)).status, 200);
  assert.equal((await program.send('PATCH', '/tickets/10001', { addTags: few(0, 1) })).status, 200);
  assert.equal((await program.send('PATCH', '/tickets/10001', { addTags: few(1, 20) })).status, 200);
  assert.equal((await listTicketTags(desk.desk.read, 1)).length, mostTags);
});

test('a tag that is too long is refused, and not cut to another one', async () => {
  const long = 'x'.repeat(51);
  const refused = await program.send('PATCH', '/tickets/10001', { addTags: [long] });
  assertProblem(refused, 400, 'invalid');
  assert.match(refused.body.error.fields['addTags.0'], /at most 50 characters/);
  const page = desk.door.as(admin.actor);
  await assert.rejects(page.call(addTicketTags, { ticketId: 1, tags: `a,${long}` }), /at most 50 characters/);
  await assert.rejects(page.call(addTicketTags, { ticketId: 1, tags: few(0, 21).join() }), /At most 20 tags/);
});

test('mail whose rules ask for more tags is taken, with those that fit', async () => {
  await desk.desk.write((tx) =>
    insertFittingTags(
      tx,
      few(100, 60).map((tag) => ({ ticketId: 1, tag })),
    ),
  );
  assert.equal((await listTicketTags(desk.desk.read, 1)).length, mostTags);
  await desk.deliver('From: Ben <ben@customer.example>\r\nSubject: Scanner\r\n\r\nIt hums\r\n');
  const rows = few(0, 60).map((tag) => ({ ticketId: 2, tag }));
  await desk.desk.write((tx) => insertFittingTags(tx, [...rows, ...rows]));
  assert.equal((await listTicketTags(desk.desk.read, 2)).length, mostTags);
});
