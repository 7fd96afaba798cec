import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { insertSession } from '../../src/db/sessions.ts';
import { updateUser } from '../../src/db/users.ts';
import type { Command } from '../../src/desk/command.ts';
import { commands } from '../../src/desk/commands.ts';
import { createApiToken } from '../../src/desk/people/api-tokens.ts';
import { saveGroup } from '../../src/desk/people/save-group.ts';
import { changeTicketGroup } from '../../src/desk/tickets/change-ticket.ts';
import { linkTickets } from '../../src/desk/tickets/link-tickets.ts';
import { mergeTickets, separateTicket } from '../../src/desk/tickets/merge-tickets.ts';
import { splitTicket } from '../../src/desk/tickets/split-ticket.ts';
import { listTokenCommands } from '../../src/desk/token-scopes.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { hashToken } from '../../src/domain/token.ts';
import { type TokenScope, tokenScopes } from '../../src/domain/token-scope.ts';
import { type ErrorCode, toAppError } from '../../src/errors.ts';
import { type DoorHouse, openDoorHouse } from '../support/door-house.ts';
import { doorRows, type Row } from '../support/door-rows.ts';

/** The stranger has another group, in full; the token is the mover's; the unproven one is the admin, half an hour after. */
const actorNames = [
  'nobody',
  'ended',
  'disabled',
  'stranger',
  'reader',
  'answerer',
  'mover',
  'token',
  'admin',
  'unproven',
  'commandLine',
] as const;
type ActorName = (typeof actorNames)[number];

let house: DoorHouse;
let tokenActor: Actor;
before(async () => {
  house = await openDoorHouse();
  const mover = house.people.mover.actor;
  const scopes = ['tickets:write', 'send', 'customers:write'] as const;
  const made = await house.desk.door.as(mover).call(createApiToken, { name: 'program', scopes: [...scopes] });
  tokenActor = { kind: 'token', tokenId: made.id, userId: mover.userId, scopes };
});
after(() => house.close());

/** A session of its own for each call: some end it. */
async function findActor(name: ActorName): Promise<Actor> {
  if (name === 'nobody') return { kind: 'visitor' };
  if (name === 'commandLine') return { kind: 'command_line' };
  if (name === 'token') return tokenActor;
  const person = name === 'ended' || name === 'disabled' ? 'spare' : name === 'unproven' ? 'admin' : name;
  const userId = house.people[person].id;
  const sessionHash = hashToken(randomUUID());
  const now = Date.now();
  await house.desk.desk.write(async (tx) => {
    await updateUser(tx, userId, { isActive: name !== 'disabled' });
    await insertSession(tx, {
      tokenHash: sessionHash,
      userId,
      userAgent: 'test',
      factor: null,
      createdAt: new Date(now),
      seenAt: new Date(now),
      provedAt: new Date(name === 'unproven' ? now - 1_800_000 : now),
      expiresAt: new Date(now + (name === 'ended' ? -1000 : 3_600_000)),
    });
  });
  return { kind: 'user', userId, sessionHash };
}

/** What takes a scope that only an admin's token can have. */
const ofAdminsTokens = ['askMailboxes'];

/** @returns the code that rights alone answer; undefined: the work begins */
function expectRefusal(
  name: ActorName,
  command: string,
  { needs, isPersonal, isOfTokens, takesProof }: Row,
): ErrorCode | undefined {
  if (name === 'ended' || name === 'disabled') return 'unauthorized';
  const isBeyondToken = !listTokenCommands().includes(command) || ofAdminsTokens.includes(command);
  if (name === 'token' && isBeyondToken) return 'forbidden';
  if (needs === 'nothing') return undefined;
  if (name === 'nobody') return 'unauthorized';
  if (isOfTokens === true) return name === 'token' ? undefined : 'forbidden';
  if (name === 'commandLine') return isPersonal === true ? 'forbidden' : undefined;
  if (needs === 'operator') return 'forbidden';
  if (name === 'unproven') return takesProof === true ? 'forbidden' : undefined;
  if (name === 'admin') return undefined;
  if (needs === 'admin') return 'forbidden';
  if (needs === 'user') return undefined;
  if (name === 'stranger') return 'not_found';
  const levels = ['read', 'answer', 'full'] as const;
  const own = ({ reader: 0, answerer: 1, mover: 2, token: 2 } as const)[name];
  return own >= levels.indexOf(needs) ? undefined : 'forbidden';
}

/** Grows when another connection has changed the file (sqlite.org/pragma.html#pragma_data_version). */
async function readVersion(): Promise<number> {
  const [row] = await house.desk.desk.read.all<{ data_version: number }>(sql`PRAGMA data_version`);
  return row?.data_version ?? 0;
}

async function outcomeOf(command: Command, actor: Actor, input: unknown): Promise<ErrorCode | 'done'> {
  try {
    await command.perform(house.desk.desk, actor, input);
    return 'done';
  } catch (error) {
    return toAppError(error).code;
  }
}

test('every command has a row', () => {
  assert.deepEqual(commands.map(({ name }) => name).toSorted(), Object.keys(doorRows).toSorted());
});

describe('every command answers each kind of actor as its row says, and a refused one changes nothing', () => {
  for (const command of commands) {
    const row: Row = doorRows[command.name];
    test(`${command.name}: ${row.needs}`, async () => {
      const [found, expected]: Record<string, string>[] = [{}, {}];
      // What is somebody's own is made for each of them.
      const isShared = row.needs !== 'nothing' && row.needs !== 'user';
      let refused: unknown;
      for (const name of actorNames) {
        const actor = await findActor(name);
        const refusal = expectRefusal(name, command.name, row);
        // Whoever is refused leaves everything to the next one.
        const input = refused ?? (await row.input(house, actor));
        refused = isShared && refusal !== undefined ? input : undefined;
        const before = await readVersion();
        const outcome = await outcomeOf(command, actor, input);
        const isChanged = (await readVersion()) !== before;
        const ends = refusal ?? row.ends ?? 'done';
        const isNoted = row.isNoted === true && refusal === undefined;
        const mayChange = (ends === 'done' && row.changes !== false) || isNoted;
        Object.assign(found ?? {}, { [name]: `${outcome}${isChanged ? ', changed' : ''}` });
        Object.assign(expected ?? {}, { [name]: `${ends}${mayChange ? ', changed' : ''}` });
      }
      assert.deepEqual(found, expected);
    });
  }
});

/** What leaves the house; the rest of what tokens may do takes another scope, or none. */
const sending = ['replyToTicket', 'openByMail', 'retryDelivery', 'rescheduleDelivery', 'takeBack'];
const ofAnyToken = ['noteTokenUse', 'beginIdempotentRequest', 'endIdempotentRequest'];

test('a token without the scope of a command is refused by the door, whoever has looked before', async () => {
  const allButSend = tokenScopes.filter((scope) => scope !== 'send');
  const said = async (scopes: readonly TokenScope[], names: readonly string[]) => {
    const admin: Actor & { kind: 'user' } = { kind: 'user', userId: house.people.admin.id };
    const { id } = await house.desk.door.as(admin).call(createApiToken, { name: 'p', scopes: [...scopes] });
    const actor: Actor = { kind: 'token', tokenId: id, userId: admin.userId, scopes };
    const told: Record<string, string> = {};
    for (const command of commands.filter(({ name }) => names.includes(name))) {
      const input = await (doorRows[command.name] as Row).input(house, admin);
      told[command.name] = await command.perform(house.desk.desk, actor, input as never).then(
        () => 'done',
        (error: unknown) => toAppError(error).message,
      );
    }
    return told;
  };
  const withoutSend = await said(allButSend, sending);
  for (const name of sending) assert.match(withoutSend[name] ?? '', /lacks the scope send/, name);
  const others = listTokenCommands().filter((name) => !ofAnyToken.includes(name));
  const reading = await said(['tickets:read'], others);
  for (const name of others) assert.match(reading[name] ?? '', /lacks the scope/, name);
});

test('a merge into a ticket that one may not see is not undone, and neither is one where one may only answer', async () => {
  const { groups } = house;
  const [ticket, head] = [await house.makeTicket(), await house.makeTicket()];
  const admin = by('admin');
  await admin.call(mergeTickets, { ticketId: ticket.ticketId, otherId: head.ticketId });
  await admin.call(changeTicketGroup, { ticketId: head.ticketId, groupId: groups.other });
  const undo = () => by('mover').call(separateTicket, { ticketId: ticket.ticketId });
  await assert.rejects(undo(), { code: 'not_found' });
  await giveMover('answer');
  await assert.rejects(undo(), { code: 'forbidden' });
  await giveMover('full');
  await undo();
  await giveMover('none');
});

test('a ticket that one may not see is neither linked nor merged with', async () => {
  const { groups } = house;
  const [ticket, hidden] = [await house.makeTicket(), await house.makeTicket()];
  const given = { ticketId: hidden.ticketId, groupId: groups.other };
  await by('admin').call(changeTicketGroup, given);
  const mover = by('mover');
  const pairs = [
    { ticketId: ticket.ticketId, otherId: hidden.ticketId },
    { ticketId: hidden.ticketId, otherId: ticket.ticketId },
  ];
  for (const pair of pairs) {
    await assert.rejects(mover.call(linkTickets, pair), { code: 'not_found' });
    await assert.rejects(mover.call(mergeTickets, pair), { code: 'not_found' });
  }
  const known = { ticketId: 999_999, otherId: ticket.ticketId };
  const [missing, unseen] = await Promise.all(
    [known, pairs[1] ?? known].map((pair) =>
      mover.call(linkTickets, pair).catch((error: Error) => error.message),
    ),
  );
  assert.equal(unseen, missing, 'what is not there and what is not for him are told alike');
});

test('one message that is split off twice at once becomes one ticket', async () => {
  const { desk } = house;
  const { ticketId, joinedId } = await house.makeTicket();
  const answerer = by('answerer');
  const both = await Promise.allSettled(
    [1, 2].map(() => answerer.call(splitTicket, { articleId: joinedId })),
  );
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const empty = await desk.desk.read.all(
    sql`SELECT id FROM tickets WHERE id >= ${ticketId} AND NOT EXISTS (SELECT 1 FROM articles WHERE ticket_id = tickets.id)`,
  );
  assert.deepEqual(empty, []);
});

test('a wrong input is refused with what was expected, by its path', async () => {
  const admin = by('admin');
  const wrong = { ticketId: 'one', otherId: 2, userId: 3 } as never;
  await assert.rejects(admin.call(linkTickets, wrong), (error: unknown) => {
    const { code, message, fields } = toAppError(error);
    assert.equal(code, 'invalid');
    assert.match(message, /^The request does not fit\. ticketId: /);
    assert.match(fields?.ticketId ?? '', /whole number/);
    assert.match(Object.values(fields ?? {}).join(' '), /userId/);
    return true;
  });
});

/** Without a session: some commands end all of a person's. */
function by(name: keyof DoorHouse['people']) {
  return house.desk.door.as({ kind: 'user', userId: house.people[name].id });
}

async function giveMover(access: string): Promise<void> {
  const { people, groups } = house;
  await by('admin').call(saveGroup, {
    groupId: groups.other,
    name: 'Payroll',
    emailAddressId: '',
    signature: '',
    followUp: 'reopen',
    nameFormat: 'group',
    access: { [people.mover.id]: access },
  });
}
