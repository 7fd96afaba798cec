import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { findChannelRoad } from '../../../src/db/channel-roads.ts';
import { getChannel, updateChannel } from '../../../src/db/channels.ts';
import { type OutboxItem, updateOutboxItem } from '../../../src/db/outbox.ts';
import { articles, messageIds } from '../../../src/db/schema/schema-tickets.ts';
import { openMailbox } from '../../../src/desk/channels/open-mailbox.ts';
import { collectSent } from '../../../src/desk/fetching/collect-sent.ts';
import { rememberFailedDownloads } from '../../../src/desk/fetching/failed-downloads.ts';
import { createSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { type Outbox, startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { listHistory } from '../../support/history.ts';
import { type OutboxWorld, openOutboxWorld } from '../../support/outbox-world.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
let world: OutboxWorld;
let running: Outbox | undefined;

before(async () => {
  world = await openOutboxWorld(support, { road: 'graph' });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  world.sandbox.faults.clear();
  Object.assign(world.sandbox.graph.settings, { messageIds: 'kept', draftIds: 'kept' });
  await choose('graph');
});
after(() => world.close());

const choose = (out: string) => world.admin.post(`/channels/${world.channel.id}/roads`, { in: 'graph', out });
const start = () => {
  running = startOutbox(world.tickets.desk);
};
const isSent = ({ state }: OutboxItem) => state === 'sent';
const roadOut = () => findChannelRoad(world.tickets.desk.read, world.channel.id, 'out');
const lastSent = () => {
  const sent = world.sandbox.sent.at(-1);
  assert.ok(sent);
  return sent;
};

const bareIdOf = (id: string) => id.replace(/^<|>$/g, '');

/** As the channel's run does it, by the road that it reads by. */
async function collect(): Promise<number> {
  const { desk } = world.tickets;
  const channel = await getChannel(desk.read, world.channel.id);
  const reader = await openMailbox(desk, channel);
  try {
    const options = {
      signal: new AbortController().signal,
      suspects: createSuspects(),
      beat: () => undefined,
      failed: rememberFailedDownloads(),
    };
    return await collectSent(desk, channel, reader, options);
  } finally {
    await reader.close();
  }
}

async function countArticles(ticketId: number): Promise<number> {
  const { read } = world.tickets.desk;
  return (await read.select().from(articles).where(eq(articles.ticketId, ticketId))).length;
}

async function readPage(): Promise<string> {
  const page = await (await world.admin.get(`/channels/${world.channel.id}`)).text();
  return page
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

test('an answer goes out by Graph, from a draft that is stored before', async () => {
  const item = await world.answer();
  start();
  const sent = await world.until(item.id, isSent);
  assert.match(sent.serverReply ?? '', /^202 Accepted/);
  assert.equal(sent.trail?.messageId, lastSent().messageId.replace(/^<|>$/g, ''));
  assert.equal(world.countSent(item), 1);
  assert.equal(lastSent().user, support);
});

test('where Exchange gives it another Message-ID, a reply to that one finds its ticket', async () => {
  Object.assign(world.sandbox.graph.settings, { messageIds: 'replaced', draftIds: 'new' });
  const item = await world.answer();
  start();
  await world.until(item.id, isSent);
  const { messageId } = lastSent();
  assert.match(messageId, /prod\.outlook\.com>$/);
  const before = await countArticles(item.ticketId);
  await world.tickets.deliverTo(
    world.channel,
    `From: ${item.envelopeTo[0]}\r\nTo: ${support}\r\nSubject: thanks\r\nIn-Reply-To: ${messageId}\r\n\r\nGreat\r\n`,
  );
  assert.equal(await countArticles(item.ticketId), before + 1);
});

test('what was left unknown is looked for by its draft, and found when it has gone out', async () => {
  const { desk } = world.tickets;
  const item = await world.answer();
  start();
  const sent = await world.until(item.id, isSent);
  await running?.stop();
  await desk.write((tx) =>
    updateOutboxItem(tx, item.id, { state: 'unknown', evidence: null, nextAttemptAt: null, sentAt: null }),
  );
  start();
  const found = await world.until(item.id, isSent);
  assert.equal(found.evidence?.place, `Sent Items of ${support}`);
  assert.deepEqual([world.countSent(item), found.trail], [1, sent.trail]);
  assert.match((await listHistory(desk.read, item.ticketId)).join('\n'), /found in Sent Items of support@/);
});

test('what SMTP was given is not looked for by the draft of an earlier try, and is found as the channel reads', async () => {
  const { desk } = world.tickets;
  await world.admin.post(`/channels/${world.channel.id}/roads`, { in: 'imap_smtp', out: 'imap_smtp' });
  const item = await world.answer();
  // As Graph writes one; it is gone by now.
  const draftId = `AAkALgAAAADPLzrjDuGqUw${'A'.repeat(44)}=`;
  const trail = { draftId, messageId: 'other@brightwater.example' };
  await desk.write((tx) => updateOutboxItem(tx, item.id, { trail }));
  start();
  assert.equal((await world.until(item.id, isSent)).trail, null);
  await running?.stop();
  // Beside one that Graph was given.
  const beside = await world.answer();
  const unknown = { state: 'unknown', evidence: null, nextAttemptAt: null, sentAt: null } as const;
  await desk.write(async (tx) => {
    await updateOutboxItem(tx, item.id, unknown);
    await updateOutboxItem(tx, beside.id, { ...unknown, trail });
  });
  world.sandbox.faults.set(support, { kind: 'graph-access-denied' });
  start();
  await world.until(item.id, isSent);
  const looked = await world.until(beside.id, ({ evidence }) => evidence !== null);
  assert.notEqual(looked.evidence?.failure, '');
  await running?.stop();
  await desk.write((tx) => updateOutboxItem(tx, beside.id, { state: 'failed', nextAttemptAt: null }));
});

test('where Graph lets nobody send, SMTP takes over at once; where that is switched off, Graph again', async () => {
  await choose('either');
  // As before Graph was consented to: SMTP is what the channel goes by.
  await world.admin.post(`/channels/${world.channel.id}/roads`, { in: 'graph', out: 'imap_smtp' });
  const first = await world.answer();
  start();
  await world.until(first.id, isSent);
  assert.match((await world.load(first.id)).serverReply ?? '', /^250|2\.0\.0 OK/);
  await choose('either');
  world.sandbox.faults.set(support, { kind: 'graph-access-denied' });
  const second = await world.answer();
  running?.wake();
  await world.until(second.id, isSent);
  await waitFor(async () => (await roadOut()).road === 'imap_smtp');
  assert.match(await readPage(), /Microsoft Graph does not let the app send/);
  world.sandbox.faults.clear();
  world.sandbox.faults.set(support, { kind: 'smtp-auth-disabled-mailbox' });
  const third = await world.answer();
  running?.wake();
  await world.until(third.id, isSent);
  assert.match((await world.load(third.id)).serverReply ?? '', /^202 Accepted/);
  await waitFor(async () => (await roadOut()).road === null, undefined, 'the preferred road works again');
});

test('what Graph would send as somebody else takes the other road, and the channel stays where it is', async () => {
  await choose('either');
  const { desk } = world.tickets;
  const alias = 'help@brightwater.example';
  const item = await world.answer();
  await desk.write((tx) => updateChannel(tx, world.channel.id, { address: alias }));
  start();
  await world.until(item.id, isSent);
  await desk.write((tx) => updateChannel(tx, world.channel.id, { address: support }));
  assert.match((await world.load(item.id)).serverReply ?? '', /2\.0\.0 OK/);
  assert.equal((await roadOut()).road, null);
});

test('a copy under a name that is not known yet is no article of somebody else', async () => {
  const { desk } = world.tickets;
  Object.assign(world.sandbox.graph.settings, { messageIds: 'replaced', draftIds: 'new' });
  await desk.write((tx) => updateChannel(tx, world.channel.id, { importsSentSince: new Date(0) }));
  const item = await world.answer();
  start();
  const sent = await world.until(item.id, isSent);
  await running?.stop();
  const before = await countArticles(item.ticketId);
  const forget = (state: 'sending' | 'unknown') =>
    desk.write(async (tx) => {
      const nextAttemptAt = new Date(Date.now() + 3_600_000);
      await updateOutboxItem(tx, item.id, { state, evidence: null, nextAttemptAt, sentAt: null });
      await tx.delete(messageIds).where(eq(messageIds.messageId, bareIdOf(lastSent().messageId)));
    });
  await forget('sending');
  assert.equal(await collect(), 0);
  // While Graph cannot be asked nothing is taken for somebody's.
  await forget('unknown');
  world.sandbox.faults.set(support, { kind: 'graph-access-denied', command: 'messages' });
  await collect().catch(() => 0);
  assert.equal(await countArticles(item.ticketId), before);
  world.sandbox.faults.clear();
  assert.ok((await collect()) > 0);
  assert.equal(await countArticles(item.ticketId), before);
  assert.deepEqual((await world.load(item.id)).trail, sent.trail);
  // The outbox itself says what became of it.
  assert.equal((await world.load(item.id)).state, 'unknown');
});
