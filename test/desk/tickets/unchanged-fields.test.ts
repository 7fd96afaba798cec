import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insertGroup } from '../../../src/db/groups.ts';
import { updateTicket } from '../../../src/db/tickets.ts';
import { updateUser } from '../../../src/db/users.ts';
import { changeTicketGroup, changeTicketOwner } from '../../../src/desk/tickets/change-ticket.ts';
import { changeTickets } from '../../../src/desk/tickets/change-tickets.ts';
import { assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// Whoever sends a ticket back as it was read, with one field changed, is asked for no more than for that field.

let desk: TicketDesk;
before(async () => {
  desk = await openTicketDesk();
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
});
after(() => desk.close());

test('owner and group that stay are not asked about, though he shares no group and it takes full access to move', async () => {
  const agent = await desk.signIn('agent', 'Bob Agent', { 1: 'answer' });
  const gone = await desk.signIn('agent', 'Gone Agent', {});
  await desk.desk.write((tx) => updateTicket(tx, 1, { ownerId: gone.id }));
  const program = await openApi(desk, agent.id, ['tickets:write']);
  const same = { ownerId: gone.id, groupId: 1, state: 'open', priority: 'high' };
  const changed = await program.send('PATCH', '/tickets/10001', same);
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.deepEqual([changed.body.owner.id, changed.body.priority], [gone.id, 'high']);
  // To give it to another one, or elsewhere, is as before.
  const other = await desk.signIn('agent', 'Other Agent', {});
  assertProblem(await program.send('PATCH', '/tickets/10001', { ownerId: other.id }), 400, 'invalid');
  const { id: elsewhere } = await desk.desk.write((tx) => insertGroup(tx, 'Elsewhere'));
  const moved = await program.send('PATCH', '/tickets/10001', { groupId: elsewhere });
  assert.ok([403, 404].includes(moved.status), JSON.stringify(moved.body));
});

test('the same holds in lists and on the ticket: where it is already, and whose it is, nothing is to be done', async () => {
  const agent = await desk.signIn('agent', 'Cleo Agent', { 1: 'answer' });
  const gone = await desk.signIn('agent', 'Left Agent', { 1: 'answer' });
  const { id: elsewhere } = await desk.desk.write(async (tx) => {
    await updateTicket(tx, 1, { ownerId: gone.id });
    await updateUser(tx, gone.id, { isActive: false });
    return insertGroup(tx, 'Far away');
  });
  const cleo = desk.door.as(agent.actor);
  const inList = (action: { kind: 'group'; groupId: number } | { kind: 'owner'; ownerId: number }) =>
    cleo.call(changeTickets, { numbers: [10001], action });
  for (const action of [
    { kind: 'group', groupId: 1 } as const,
    { kind: 'owner', ownerId: gone.id } as const,
  ]) {
    const { changed, unchanged, refused } = await inList(action);
    assert.deepEqual([changed, unchanged, refused], [0, 1, []]);
  }
  await cleo.call(changeTicketGroup, { ticketId: 1, groupId: 1 });
  await cleo.call(changeTicketOwner, { ticketId: 1, ownerId: gone.id });
  // To move it takes full access in both.
  const { refused } = await inList({ kind: 'group', groupId: elsewhere });
  assert.equal(refused.length, 1);
  await assert.rejects(cleo.call(changeTicketGroup, { ticketId: 1, groupId: elsewhere }), {
    message: refused[0]?.reason,
  });
});
