import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { findApiToken, listApiTokens } from '../../../src/db/api-tokens.ts';
import { insertGroup } from '../../../src/db/groups.ts';
import { getTicketById } from '../../../src/db/ticket-access.ts';
import { commands } from '../../../src/desk/commands.ts';
import { createDoor, type Door } from '../../../src/desk/door.ts';
import { createApiToken, createApiTokenFor, revokeApiToken } from '../../../src/desk/people/api-tokens.ts';
import {
  beginIdempotentRequest,
  endIdempotentRequest,
} from '../../../src/desk/people/idempotent-requests.ts';
import { changeTicketState } from '../../../src/desk/tickets/change-ticket.ts';
import { splitTicket } from '../../../src/desk/tickets/split-ticket.ts';
import { listTokenCommands } from '../../../src/desk/token-scopes.ts';
import type { Actor } from '../../../src/domain/actor.ts';
import { hashToken } from '../../../src/domain/token.ts';
import type { TokenScope } from '../../../src/domain/token-scope.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let door: Door;
let admin: Actor;
let otherGroup: number;
before(async () => {
  desk = await openTicketDesk();
  door = createDoor(desk.desk);
  const { id } = await desk.signIn('admin', 'Ada Admin');
  admin = { kind: 'user', userId: id };
  otherGroup = (await desk.desk.write((tx) => insertGroup(tx, 'Elsewhere'))).id;
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
});
after(() => desk.close());

async function tokenWith(scopes: TokenScope[], groupIds?: number[]): Promise<Actor & { kind: 'token' }> {
  const limit = groupIds === undefined ? {} : { groupIds };
  const made = await door.as(admin).call(createApiToken, { name: 'a program', scopes, ...limit });
  const found = await findApiToken(desk.desk.read, { tokenHash: hashToken(made.token) }, new Date());
  assert.equal(found?.token.id, made.id);
  return { kind: 'token', tokenId: made.id, userId: found?.user.id ?? 0, scopes };
}

const close = (actor: Actor) => door.as(actor).call(changeTicketState, { ticketId: 1, state: 'closed' });
const stateOf = async () => (await getTicketById(desk.desk.read, 1)).state;

test('a token does what its scope says and nothing else', async () => {
  await assert.rejects(close(await tokenWith(['tickets:read'])), { code: 'forbidden' });
  assert.equal(await stateOf(), 'new');
  await close(await tokenWith(['tickets:write']));
  assert.equal(await stateOf(), 'closed');
  const all = await tokenWith(['tickets:write', 'settings']);
  const more = door.as(all).call(createApiToken, { name: 'another', scopes: ['settings'] });
  await assert.rejects(more, { code: 'forbidden', message: 'This cannot be done with an API token.' });
});

test('what the caller says of a token does not count', async () => {
  const reader = await tokenWith(['tickets:read']);
  await assert.rejects(close({ ...reader, scopes: ['tickets:write'] }), { code: 'forbidden' });
  await assert.rejects(close({ ...reader, userId: reader.userId + 1 }), { code: 'unauthorized' });
});

test('a token that is limited to groups sees nothing of others, and holds nothing for the installation', async () => {
  await assert.rejects(close(await tokenWith(['tickets:write'], [otherGroup])), { code: 'not_found' });
  await assert.rejects(tokenWith(['settings'], [otherGroup]), { code: 'invalid' });
  await assert.rejects(tokenWith(['tickets:read'], [9999]), { code: 'not_found' });
});

test('a token that was revoked, whose user is disabled or whose time is over is refused', async () => {
  const token = await tokenWith(['tickets:write']);
  await door.as(admin).call(revokeApiToken, { tokenId: token.tokenId });
  await assert.rejects(close(token), { code: 'unauthorized' });
  const fresh = await tokenWith(['tickets:write']);
  const later = createDoor({ ...desk.desk, now: () => new Date(Date.now() + 366 * 86_400_000) });
  const input = { ticketId: 1, state: 'closed' } as const;
  await assert.rejects(later.as(fresh).call(changeTicketState, input), { code: 'unauthorized' });
});

test('nobody ends the token of another user, or makes one that an agent may not have', async () => {
  const { id } = await desk.signIn('agent', 'Ben Agent');
  const agent: Actor = { kind: 'user', userId: id };
  const { tokenId } = await tokenWith(['tickets:read']);
  await assert.rejects(door.as(agent).call(revokeApiToken, { tokenId }), { code: 'not_found' });
  const made = door.as(agent).call(createApiToken, { name: 'x', scopes: ['channels:read'] });
  await assert.rejects(made, { code: 'invalid' });
  const operator = door.as({ kind: 'command_line' });
  const given = { name: 'x', scopes: ['tickets:read'] as TokenScope[], email: 'nobody@postroom.example' };
  await assert.rejects(operator.call(createApiTokenFor, given), { code: 'not_found' });
  await assert.rejects(door.as(admin).call(createApiTokenFor, given), { code: 'forbidden' });
});

test('the token itself stands nowhere in the file', async () => {
  const { token } = await door.as(admin).call(createApiToken, { name: 'secret', scopes: ['tickets:read'] });
  const [row] = await listApiTokens(desk.desk.read);
  assert.equal(row?.name, 'secret');
  assert.ok(!JSON.stringify(row).includes(token));
});

test('an Idempotency-Key gives the same answer, refuses another request, and is free after a failure', async () => {
  const program = door.as(await tokenWith(['tickets:write']));
  const begin = (key: string, requestHash: string, isRepeatable = false) =>
    program.call(beginIdempotentRequest, { key, requestHash, isRepeatable });
  assert.ok('startedAt' in (await begin('k1', 'a')));
  await assert.rejects(begin('k1', 'a'), { code: 'conflict', message: /still under way/ });
  const answer = { status: 201, body: '{}', headers: { location: '/api/v1/tickets/10001' } };
  await program.call(endIdempotentRequest, { key: 'k1', answer });
  assert.deepEqual(await begin('k1', 'a'), { answer });
  await assert.rejects(begin('k1', 'b'), { code: 'conflict', message: /another request/ });
  await begin('k2', 'a');
  await program.call(endIdempotentRequest, { key: 'k2' });
  assert.ok('startedAt' in (await begin('k2', 'b')));
});

test('where nobody knows whether a request was done, only what does no more by it is done again, as the same', async () => {
  const program = door.as(await tokenWith(['tickets:write']));
  const begin = (isRepeatable: boolean) =>
    program.call(beginIdempotentRequest, { key: 'k3', requestHash: 'a', isRepeatable });
  const first = await begin(true);
  await assert.rejects(begin(true), { code: 'conflict', message: /still under way/ });
  await program.call(endIdempotentRequest, { key: 'k3', isUnsure: true });
  await assert.rejects(begin(false), { code: 'conflict', message: /is not known/ });
  assert.deepEqual(await begin(true), first);
  // The program ends in the middle.
  desk.desk.memory.requestsUnderWay.clear();
  assert.deepEqual(await begin(true), first);
});

test('a request whose end cannot be written is under way no more', async () => {
  const program = door.as(await tokenWith(['tickets:write']));
  const begin = (isRepeatable: boolean) =>
    program.call(beginIdempotentRequest, { key: 'k4', requestHash: 'a', isRepeatable });
  const first = await begin(true);
  await desk.desk.write((tx) =>
    tx.run(
      sql`CREATE TRIGGER full BEFORE UPDATE ON idempotent_requests BEGIN SELECT RAISE(ABORT, 'full'); END`,
    ),
  );
  const answer = { status: 204, body: '', headers: {} };
  await assert.rejects(program.call(endIdempotentRequest, { key: 'k4', answer }));
  await desk.desk.write((tx) => tx.run(sql`DROP TRIGGER full`));
  await assert.rejects(begin(false), { code: 'conflict', message: /is not known/ });
  assert.deepEqual(await begin(true), first);
  await program.call(endIdempotentRequest, { key: 'k4', answer });
  assert.deepEqual(await begin(false), { answer });
});

test('a command that was not decided on is refused to every token', async () => {
  const token = await tokenWith(['tickets:write', 'settings', 'channels:write', 'customers:write', 'send']);
  const decided = new Set(listTokenCommands());
  for (const command of commands) {
    if (decided.has(command.name)) continue;
    const tried = command.perform(desk.desk, token, {} as never);
    await assert.rejects(
      tried,
      ({ code }: { code: string }) => ['forbidden', 'invalid'].includes(code),
      command.name,
    );
  }
  assert.ok(decided.has(splitTicket.name));
});

test('nobody learns by a token of his own which groups there are beside his', async () => {
  const agent = await desk.signIn('agent', 'Ann Agent', { 1: 'read' });
  const limited = (groupId: number) =>
    door
      .as({ kind: 'user', userId: agent.id })
      .call(createApiToken, { name: 'x', scopes: ['tickets:read'], groupIds: [groupId] });
  await limited(1);
  for (const groupId of [otherGroup, 9999]) {
    const message = 'There is no such group, or it is not for you.';
    await assert.rejects(limited(groupId), { code: 'not_found', message });
  }
  const unknown = door
    .as(admin)
    .call(createApiToken, { name: 'x', scopes: ['tickets:read'], groupIds: [9999] });
  await assert.rejects(unknown, { code: 'not_found' });
});
