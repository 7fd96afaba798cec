import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hasArticleOfKey } from '../../../src/db/article-read.ts';
import { insertArticles } from '../../../src/db/articles.ts';
import { setAccess } from '../../../src/db/group-access.ts';
import { insertGroup } from '../../../src/db/groups.ts';
import { reserveIds } from '../../../src/db/row-ids.ts';
import { tickets } from '../../../src/db/schema/schema-tickets.ts';
import { getTicketById, type Ticket } from '../../../src/db/ticket-access.ts';
import { findWait } from '../../../src/db/ticket-waits.ts';
import { updateUser } from '../../../src/db/users.ts';
import { eraseCustomer } from '../../../src/desk/customers/erase-customer.ts';
import { changeTicketOwner, changeTicketState } from '../../../src/desk/tickets/change-ticket.ts';
import { changeTickets } from '../../../src/desk/tickets/change-tickets.ts';
import { mergeTickets } from '../../../src/desk/tickets/merge-tickets.ts';
import { saveView } from '../../../src/desk/tickets/save-view.ts';
import { undoTicketChanges } from '../../../src/desk/tickets/undo-changes.ts';
import { updateTicket } from '../../../src/desk/tickets/update-ticket.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

const day = 86_400_000;
let world: TicketDesk;
let anna: Person;
let count = 0;

before(async () => {
  world = await openTicketDesk();
  anna = await world.signIn('admin', 'Anna');
});
after(() => world.close());

const as = (person: Person) => world.door.as(person.actor);
const load = ({ id }: Pick<Ticket, 'id'>) => getTicketById(world.desk.read, id);
const inDays = (days: number) => new Date(world.desk.now().getTime() + days * day);

async function open(from = `c${count + 1}@customer.example`): Promise<Ticket> {
  const id = `undo${++count}`;
  await world.deliver(
    `From: ${from}\r\nTo: ${supportAddress}\r\nSubject: ${id}\r\nMessage-ID: <${id}@customer.example>\r\n\r\nHi\r\n`,
  );
  const ticket = (await world.desk.read.select().from(tickets)).at(-1);
  assert.ok(ticket);
  return ticket;
}

/** Does one thing with a ticket from the list. @returns what takes it back */
async function change(ticket: Ticket, action: Parameters<typeof act>[1], person = anna): Promise<string> {
  const { undo } = await act(ticket, action, person);
  assert.ok(undo);
  return undo;
}

function act(ticket: Ticket, action: Action, person: Person) {
  return as(person).call(changeTickets, { numbers: [ticket.number], action });
}
type Action = Parameters<typeof changeTickets.perform>[2]['action'];

test('what was closed and then merged stays closed when the closing is taken back', async () => {
  const [ticket, target] = [await open(), await open()];
  const undo = await change(ticket, { kind: 'state', state: 'closed' });
  await as(anna).call(mergeTickets, { ticketId: ticket.id, otherId: target.id });
  assert.deepEqual(await as(anna).call(undoTicketChanges, { undo }), { changed: 0, left: 1 });
  assert.equal((await load(ticket)).state, 'closed');
});

test('another date that somebody has chosen meanwhile stays', async () => {
  const ticket = await open();
  const undo = await change(ticket, { kind: 'state', state: 'waiting', until: inDays(1) });
  const until = inDays(5);
  await as(anna).call(changeTicketState, { ticketId: ticket.id, state: 'waiting', until });
  assert.deepEqual(await as(anna).call(undoTicketChanges, { undo }), { changed: 0, left: 1 });
  assert.deepEqual(await findWait(world.desk.read, ticket.id), until);
});

test('a ticket goes back to a group that its mover sees, and to an owner who may own it there', async () => {
  const other = await world.desk.write((tx) => insertGroup(tx, 'Other'));
  const [ben, cleo] = [await world.signIn('agent', 'Ben'), await world.signIn('agent', 'Cleo')];
  await world.desk.write((tx) => setAccess(tx, cleo.id, other.id, 'none'));
  const ticket = await open();
  const home = ticket.groupId;
  await as(anna).call(changeTicketOwner, { ticketId: ticket.id, ownerId: cleo.id });
  const hidden = await change(ticket, { kind: 'group', groupId: other.id }, ben);
  await world.desk.write((tx) => setAccess(tx, ben.id, home, 'none'));
  assert.deepEqual(await as(ben).call(undoTicketChanges, { undo: hidden }), { changed: 0, left: 1 });
  assert.equal((await load(ticket)).groupId, other.id);

  const owned = await open();
  await as(anna).call(changeTicketOwner, { ticketId: owned.id, ownerId: cleo.id });
  const undo = await change(owned, { kind: 'group', groupId: other.id });
  await world.desk.write((tx) => updateUser(tx, cleo.id, { isActive: false }));
  assert.deepEqual(await as(anna).call(undoTicketChanges, { undo }), { changed: 1, left: 0 });
  const { groupId, ownerId } = await load(owned);
  assert.deepEqual([groupId, ownerId], [home, null]);
});

test('a date goes with waiting only, and is refused where it would be forgotten', async () => {
  const ticket = await open();
  const until = inDays(1);
  const ticketId = ticket.id;
  const wrong = { code: 'invalid', fields: { until: /state waiting only/ } };
  const isRefused = (error: { code: string; fields?: Record<string, string> }) => {
    assert.equal(error.code, wrong.code);
    assert.match(error.fields?.until ?? '', wrong.fields.until);
    return true;
  };
  await assert.rejects(as(anna).call(changeTicketState, { ticketId, state: 'closed', until }), isRefused);
  await assert.rejects(as(anna).call(updateTicket, { ticketId, until }), isRefused);
  await assert.rejects(act(ticket, { kind: 'state', state: 'open', until }, anna), isRefused);
  await as(anna).call(updateTicket, { ticketId, state: 'waiting', until });
  assert.deepEqual(await findWait(world.desk.read, ticketId), until);
});

test('a saved search gets its new words also where there are as many as one may have', async () => {
  const dora = await world.signIn('agent', 'Dora');
  for (let n = 1; n <= 20; n++) await as(dora).call(saveView, { name: `View ${n}`, query: 'state:open' });
  await assert.rejects(as(dora).call(saveView, { name: 'One more', query: 'state:open' }), {
    code: 'invalid',
  });
  await as(dora).call(saveView, { name: 'View 7', query: 'state:closed' });
});

test('the number of a ticket that was erased is not given again', async () => {
  const gone = await open('erased@customer.example');
  await as(anna).call(eraseCustomer, {
    customerId: gone.customerId,
    confirmation: 'erased@customer.example',
  });
  assert.equal((await open()).number, gone.number + 1);
});

test('the key of one form is not taken for that of another where it has a sign of LIKE', async () => {
  const ticket = await open();
  await world.desk.write(async (tx) => {
    const id = (await reserveIds(tx))('articles');
    const at = world.desk.now();
    const article = {
      id,
      ticketId: ticket.id,
      kind: 'email',
      direction: 'out',
      channelId: null,
      userId: null,
    };
    const words = {
      fromName: '',
      fromAddress: supportAddress,
      subject: '',
      text: '',
      because: { code: 'by_hand' },
    };
    const times = { sentAt: at, createdAt: at };
    const messageId = `pr.${ticket.id}.key-ab.x@y.example`;
    await insertArticles(tx, [{ ...article, ...words, ...times, messageId } as never]);
  });
  const has = (key: string) => hasArticleOfKey(world.desk.read, ticket.id, key);
  assert.deepEqual(
    [await has('key-ab'), await has('key-_b'), await has('%'), await has('key-a')],
    [true, false, false, false],
  );
});

test('what no page offers to take back takes no place from what one does', async () => {
  const ticket = await open();
  const kept = world.desk.memory.ticketUndos.size;
  await as(anna).call(changeTicketOwner, { ticketId: ticket.id, ownerId: anna.id });
  assert.equal(world.desk.memory.ticketUndos.size, kept);
  const { undo } = await as(anna).call(changeTicketState, { ticketId: ticket.id, state: 'closed' });
  assert.ok(undo);
  assert.deepEqual(await as(anna).call(undoTicketChanges, { undo }), { changed: 1, left: 0 });
});
