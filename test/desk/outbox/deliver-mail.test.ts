import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { updateChannel } from '../../../src/db/channels.ts';
import { findDelivery, listDueDeliveries, type OutboxItem } from '../../../src/db/outbox.ts';
import { facts } from '../../../src/db/schema/schema-facts.ts';
import { articles, messageIds } from '../../../src/db/schema/schema-tickets.ts';
import { deleteChannel } from '../../../src/desk/channels/delete-channel.ts';
import { confirmDelivery, dismissDelivery, retryDelivery } from '../../../src/desk/outbox/decide-delivery.ts';
import { deliverMail } from '../../../src/desk/outbox/deliver-mail.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { createOwnPauses } from '../../../src/desk/outbox/own-pauses.ts';
import { rescheduleDelivery } from '../../../src/desk/outbox/reschedule-delivery.ts';
import { splitTicket } from '../../../src/desk/tickets/split-ticket.ts';
import { openScriptedOutbox, type ScriptedOutbox } from '../../support/scripted-outbox.ts';
import {
  type ScriptedSmtp,
  type ScriptedSmtpCommand,
  startScriptedSmtp,
} from '../../support/scripted-smtp.ts';
import { supportAddress } from '../../support/ticket-desk.ts';

// What people decide between the moment at which the outbox has listed a message and the end of its try.

const [anna, ben] = ['anna@a.example', 'ben@b.example'];
const hour = 3_600_000;

let server: ScriptedSmtp;
let world: ScriptedOutbox;
let answer: (command: ScriptedSmtpCommand) => readonly string[] | undefined = () => undefined;

before(async () => {
  server = await startScriptedSmtp({ answer: (command) => answer(command) });
  world = await openScriptedOutbox(server.port);
});
after(async () => {
  await world[Symbol.asyncDispose]();
  await server.stop();
});

const asAdmin = () => world.tickets.door.as(world.admin.actor);
const takenBy = (address: string) => server.taken.filter(({ to }) => to.includes(address)).length;

/** @returns a message as the outbox has listed it, and what tries it */
async function list(...to: readonly string[]) {
  const item = await world.answer(...to);
  const { desk } = world.tickets;
  const listed = (await listDueDeliveries(desk.read, desk.now(), 10)).find(({ id }) => id === item.id);
  assert.ok(listed);
  const recording = { pauses: createOwnPauses(() => 0), stopping: new AbortController().signal };
  return { id: item.id, deliver: () => deliverMail(desk, listed, recording) };
}

/** Says this to one command, and the usual to the rest. */
function sayTo(name: string, ...said: readonly string[]) {
  answer = (command) => (command.name === name ? said : undefined);
}

test('what is put off, paused or given up after it was listed does not go out', async () => {
  answer = () => undefined;
  const { channel, desk } = world.tickets;
  const later = await list(anna);
  const sendAt = new Date(desk.now().getTime() + hour);
  await asAdmin().call(rescheduleDelivery, { deliveryId: later.id, sendAt });
  await later.deliver();
  const kept = await world.load(later.id);
  assert.deepEqual([kept.state, kept.attempts, kept.sendAt?.getTime()], ['queued', 0, sendAt.getTime()]);

  const paused = await list(anna);
  await desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: desk.now() }));
  await paused.deliver();
  assert.equal((await world.load(paused.id)).state, 'queued');
  await desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: null }));

  assert.equal(takenBy(anna), 0);
});

test('who gives a message up while its server is not reached has given it up', async () => {
  sayTo('AUTH', '535 5.7.3 Authentication unsuccessful');
  const { id, deliver } = await list(anna);
  await asAdmin().call(dismissDelivery, { deliveryId: id });
  await deliver();
  const { state, dismissedAt } = await world.load(id);
  assert.equal(state, 'failed');
  assert.ok(dismissedAt);
});

test('a recipient that a person wants it sent to again is written to by the try that was listed before', async () => {
  answer = ({ name, line }) =>
    name !== 'RCPT' ? undefined : line.includes(ben) ? ['550 5.1.1 unknown'] : ['450 4.2.0 later'];
  const first = await list(anna, ben);
  await first.deliver();
  const waiting = await world.load(first.id);
  assert.deepEqual(
    waiting.recipients?.map(({ state }) => state),
    ['waiting', 'refused'],
  );
  world.later(hour);
  answer = () => undefined;
  const { desk } = world.tickets;
  const listed = (await listDueDeliveries(desk.read, desk.now(), 10)).find(({ id }) => id === first.id);
  assert.ok(listed);
  await asAdmin().call(retryDelivery, { deliveryId: first.id });
  const recording = { pauses: createOwnPauses(() => 0), stopping: new AbortController().signal };
  await deliverMail(desk, listed, recording);
  assert.deepEqual([(await world.load(first.id)).state, takenBy(ben)], ['sent', 1]);
});

test('whom the server has refused before the line was lost has not got it, whatever became of the rest', async () => {
  answer = ({ name, line }) =>
    name === '.' ? ['CUT'] : name === 'RCPT' && line.includes(ben) ? ['550 5.1.1 unknown'] : undefined;
  const { id, deliver } = await list(anna, ben);
  await deliver();
  const unknown = await world.load(id);
  assert.equal(unknown.state, 'unknown');
  await asAdmin().call(confirmDelivery, { deliveryId: id });
  const { state, recipients } = await world.load(id);
  assert.deepEqual(
    [state, ...(recipients ?? []).map((each) => `${each.address} ${each.state}`)],
    ['failed', `${anna} taken`, `${ben} refused`],
  );
});

test('a message that is split off while it goes out keeps in its new ticket what the server has called it', async () => {
  const { desk } = world.tickets;
  const { id, deliver } = await list(anna);
  const { articleId } = await world.load(id);
  let split: Promise<unknown> | undefined;
  answer = ({ name }) => {
    if (name === 'RCPT') split = asAdmin().call(splitTicket, { articleId });
    return name === '.' ? ['250 2.0.0 OK <given@prod.outlook.example> [Hostname=x]'] : undefined;
  };
  // The transaction of the split was asked for first, so it is done first.
  await deliver();
  await split;
  const [article] = await desk.read.select().from(articles).where(eq(articles.id, articleId));
  const [given] = await desk.read
    .select()
    .from(messageIds)
    .where(eq(messageIds.messageId, 'given@prod.outlook.example'));
  assert.equal(given?.ticketId, article?.ticketId);
  const isSent = and(eq(facts.articleId, articleId), eq(facts.kind, 'delivery.sent'));
  const [told] = await desk.read.select().from(facts).where(isSent);
  assert.equal(told?.ticketId, article?.ticketId);
});

test('what a server puts off while its channel is deleted is given back as not sent', async () => {
  const { channel, desk } = world.tickets;
  const { id, deliver } = await list(anna);
  let deleted: Promise<unknown> | undefined;
  answer = ({ name }) => {
    if (name !== 'DATA') return undefined;
    deleted ??= asAdmin().call(deleteChannel, { channelId: channel.id, address: supportAddress });
    return ['451 4.3.2 later'];
  };
  await deliver();
  await deleted;
  assert.equal((await findDelivery(desk.read, id))?.state, 'queued');
  const running = startOutbox(desk);
  const given: OutboxItem = await world.until(id, ({ state }) => state === 'failed');
  await running.stop();
  assert.equal(given.failureCode, 'channel_deleted');
  const isTold = and(eq(facts.articleId, given.articleId), eq(facts.kind, 'delivery.failed'));
  assert.equal(await desk.read.$count(facts, isTold), 1);
});
