import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type DataFile, openDataFile } from '../../src/db/care/open.ts';
import {
  deleteChannelFactsBefore,
  hasChannelFact,
  insertFacts,
  listFactsAfter,
  listFactsOfChannel,
  listFactsOfTicket,
} from '../../src/db/facts.ts';
import { users } from '../../src/db/schema/schema.ts';
import { customers, tickets } from '../../src/db/schema/schema-tickets.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { passingChannelKinds } from '../../src/domain/facts/channel-facts.ts';
import type { Fact } from '../../src/domain/facts/fact.ts';

const folder = mkdtempSync(join(tmpdir(), 'postroom-facts-'));
const at = new Date('2026-11-02T10:00:00.123Z');
let file: DataFile;

before(async () => {
  file = await openDataFile({ path: join(folder, 'postroom.db') });
  await file.write(async (tx) => {
    const person = { email: 'ann@example.com', name: 'Ann', role: 'agent', passwordHash: '' } as const;
    await tx.insert(users).values({ ...person, id: 1, isActive: true, createdAt: at });
    await tx.insert(customers).values({ id: 1, name: '', email: 'c@example.com', createdAt: at });
    const ticket = { groupId: 1, customerId: 1, subject: '', state: 'new', createdAt: at } as const;
    await tx.run("INSERT OR IGNORE INTO groups (id, name, is_active) VALUES (1, 'Sales', 1)");
    await tx.insert(tickets).values([
      { ...ticket, id: 1, number: 10_001, updatedAt: at, lastArticleAt: at },
      { ...ticket, id: 2, number: 10_002, updatedAt: at, lastArticleAt: at },
    ]);
  });
});
after(async () => {
  await file.close();
  rmSync(folder, { recursive: true, force: true });
});

function store(actor: Actor, ...facts: readonly Fact[]): Promise<void> {
  return file.write((tx) =>
    insertFacts(
      tx,
      facts.map((fact) => ({ at, actor, fact })),
    ),
  );
}

test('facts come back as they went in, with who did it and through what', async () => {
  const closed: Fact = {
    kind: 'ticket.state_changed',
    ticketId: 1,
    data: { from: 'open', to: 'closed' },
  } as const;
  const joined: Fact = {
    kind: 'ticket.joined',
    ticketId: 1,
    articleId: 7,
    data: { because: { code: 'follow_up', of: { id: 1, number: 10_001 }, by: 'in_reply_to' } },
  } as const;
  await store({ kind: 'user', userId: 1, sessionHash: 'abc', address: '192.0.2.7' }, closed);
  await store({ kind: 'desk', duty: 'fetch', channelId: 3 }, joined);
  await store({ kind: 'token', tokenId: 5, userId: 1, scopes: [] }, { ...closed, ticketId: 2 });
  const told = await listFactsOfTicket(file.read, 1, { limit: 10 });
  assert.deepEqual(
    told.map(({ id: _, ...fact }) => fact),
    [
      { ...joined, at, origin: null, actor: { kind: 'desk', userId: null, name: null, via: 'fetch:3' } },
      { ...closed, at, origin: '192.0.2.7', actor: { kind: 'user', userId: 1, name: 'Ann', via: 'page' } },
    ],
  );
  const kinds = (await listFactsOfTicket(file.read, 1, { limit: 10, but: ['ticket.joined'] })).map(
    ({ kind }) => kind,
  );
  assert.deepEqual(kinds, ['ticket.state_changed']);
  assert.equal((await listFactsOfTicket(file.read, 1, { limit: 1 })).length, 1);
  const [byToken] = await listFactsOfTicket(file.read, 2, { limit: 1 });
  assert.deepEqual(byToken?.actor, { kind: 'token', userId: 1, name: 'Ann', via: 'token:5' });
});

test('a reader of the stream goes on after the last fact it has seen', async () => {
  const [newest] = await listFactsOfTicket(file.read, 2, { limit: 1 });
  const seen = newest?.id ?? 0;
  await store({ kind: 'command_line' }, { kind: 'group.added', groupId: 4, data: { name: 'Sales' } });
  await store({ kind: 'command_line' }, { kind: 'group.added', groupId: 5, data: { name: 'Support' } });
  const told = await listFactsAfter(file.read, seen, 10);
  assert.deepEqual(
    told.map((fact) => fact.groupId),
    [4, 5],
  );
  assert.deepEqual(await listFactsAfter(file.read, told.at(-1)?.id ?? 0, 10), []);
});

test("a channel's log is read page by page and kind by kind, and forgets what passes", async () => {
  const desk: Actor = { kind: 'desk', duty: 'fetch', channelId: 9 };
  const fetched = (stored: number) =>
    ({ kind: 'channel.fetched', channelId: 9, data: { stored, withheld: 0 } }) as const;
  const paused = { kind: 'channel.paused', channelId: 9, data: {} } as const;
  await store(desk, fetched(1), paused, fetched(2));
  const [last, middle] = await listFactsOfChannel(file.read, 9, { limit: 2 });
  assert.deepEqual([last?.data, middle?.kind], [{ stored: 2, withheld: 0 }, 'channel.paused']);
  const further = await listFactsOfChannel(file.read, 9, { limit: 2, before: middle?.id });
  assert.deepEqual(
    further.map(({ data }) => data),
    [{ stored: 1, withheld: 0 }],
  );
  const kinds = ['channel.paused'] as const;
  assert.equal((await listFactsOfChannel(file.read, 9, { limit: 9, kinds })).length, 1);
  assert.equal(await hasChannelFact(file.read, fetched(2), at), true);
  assert.equal(await hasChannelFact(file.read, fetched(3), at), false);
  assert.equal(await hasChannelFact(file.read, fetched(2), new Date(at.getTime() + 1)), false);
  const later = new Date(at.getTime() + 1);
  await file.write((tx) => deleteChannelFactsBefore(tx, later, passingChannelKinds));
  const kept = await listFactsOfChannel(file.read, 9, { limit: 9 });
  assert.deepEqual(
    kept.map(({ kind }) => kind),
    ['channel.paused'],
  );
});

test("a ticket's facts go with the ticket", async () => {
  await file.write((tx) => tx.run('DELETE FROM tickets WHERE id = 2'));
  assert.deepEqual(await listFactsOfTicket(file.read, 2, { limit: 10 }), []);
});
