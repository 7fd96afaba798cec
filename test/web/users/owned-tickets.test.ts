import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changeTicketOwner } from '../../../src/desk/tickets/change-ticket.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let tickets: TicketDesk;
let admin: Person;
let leaver: Person;
before(async () => {
  tickets = await openTicketDesk();
  admin = await tickets.signIn('admin', 'Ada Admin');
  leaver = await tickets.signIn('agent', 'Lea Leaver');
  await tickets.deliver(...['one', 'two', 'three'].map(mail));
  const by = tickets.door.as({ kind: 'command_line' });
  for (const ticketId of [1, 2]) await by.call(changeTicketOwner, { ticketId, ownerId: leaver.id });
});
after(() => tickets.close());

const mail = (id: string) =>
  `From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Help ${id}\r\nMessage-ID: <${id}@c.example>\r\n\r\nWords.\r\n`;
const read = async (path: string, who = admin) => (await who.get(path)).text();
const list = () => `/tickets?view=mine&owner=${leaver.id}`;

test('whoever disables a user sees which tickets are left, and gives them all to somebody else', async () => {
  const disabled = await admin.post(`/settings/users/${leaver.id}/deactivation`, {});
  assert.equal(disabled.headers.get('location'), `/settings/users/${leaver.id}#activity-heading`);
  const page = await read(`/settings/users/${leaver.id}`);
  assert.match(page, /2 unfinished tickets have this owner/);
  assert.ok(page.includes(list().replace('&', '&amp;')));
  const left = await read(list());
  assert.match(left, /The unfinished tickets of Lea Leaver/);
  assert.match(left, /Help one/);
  assert.doesNotMatch(left, /Help three/);
  await admin.post('/ticket-changes', { back: list(), all: 'on', action: 'mine' });
  assert.match(await read('/tickets?view=mine'), /Help one/);
  assert.match(await read(list()), /No unfinished ticket has this owner/);
  assert.doesNotMatch(await read(`/settings/users/${leaver.id}`), /unfinished/);
});

test('whoever may not read the group sees neither the tickets of an owner nor the name', async () => {
  const stranger = await tickets.signIn('agent', 'Stranger', {});
  const page = await read(`/tickets?view=mine&owner=${admin.id}`, stranger);
  assert.match(page, /No unfinished ticket has this owner/);
  assert.doesNotMatch(page, /Ada Admin|Help/);
});
