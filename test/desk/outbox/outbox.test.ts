import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { and, eq } from 'drizzle-orm';
import { restoredMark } from '../../../src/db/care/hold-outbox.ts';
import { type Channel, getChannel, updateChannel } from '../../../src/db/channels.ts';
import { listDueDeliveries, type OutboxItem, updateOutboxItem } from '../../../src/db/outbox.ts';
import { facts } from '../../../src/db/schema/schema-facts.ts';
import { articles, messageIds, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { replyToTicket } from '../../../src/desk/composing/reply-to-ticket.ts';
import { confirmDelivery, retryDelivery } from '../../../src/desk/outbox/decide-delivery.ts';
import { type Outbox, startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { diagnosisRules } from '../../../src/domain/diagnosis/diagnosis.ts';
import type { FaultKind } from '../../../src/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/tenant.ts';
import { addChannel } from '../../support/import-desk.ts';
import { addAccount, saveApp } from '../../support/microsoft.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
const minute = 60_000;

let sandbox: Sandbox;
let ticketDesk: TicketDesk;
let admin: Person;
let channel: Channel;
let running: Outbox | undefined;
/** Added to the clock, so that nothing has to be waited for. */
let later = 0;
let count = 0;
const elapsed = () => performance.now() + later;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  const now = () => new Date(Date.now() + later);
  ticketDesk = await openTicketDesk({}, { now, cloudPath: sandbox.cloudFile });
  admin = await ticketDesk.signIn('admin');
  const way = { sandbox, admin };
  await saveApp(way);
  channel = await getChannel(ticketDesk.desk.read, await addAccount(way, support));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  sandbox.faults.clear();
  // The limit of thirty a minute is each test's own.
  later += 2 * minute;
});
after(async () => {
  await ticketDesk.close();
  await sandbox.stop();
});

const asAdmin = () => ticketDesk.door.as({ kind: 'user', userId: admin.id });

/** Makes a ticket of a mail and answers it. */
async function answer(text = 'We will look into it.'): Promise<OutboxItem & { ticketId: number }> {
  const id = `m${++count}`;
  await ticketDesk.deliverTo(
    channel,
    `From: C <c${count}@customer.example>\r\nTo: ${support}\r\nSubject: Q${count}\r\nMessage-ID: <${id}@customer.example>\r\n\r\nHi\r\n`,
  );
  const [ticket] = await ticketDesk.desk.read
    .select()
    .from(tickets)
    .where(eq(tickets.subject, `Q${count}`));
  const ticketId = ticket?.id ?? 0;
  const { articleId } = await asAdmin().call(replyToTicket, {
    ticketId,
    answers: undefined,
    key: `key-${id}-0000`,
    to: `c${count}@customer.example`,
    cc: '',
    text,
    isQuoting: true,
    nextState: 'waiting',
  });
  const [item] = await ticketDesk.desk.read.select().from(outbox).where(eq(outbox.articleId, articleId));
  assert.ok(item);
  return { ...item, ticketId };
}

async function load(id: number): Promise<OutboxItem> {
  const [item] = await ticketDesk.desk.read.select().from(outbox).where(eq(outbox.id, id));
  assert.ok(item);
  return item;
}

/** Waits until the row is as described. */
function until(id: number, isThere: (item: OutboxItem) => boolean): Promise<OutboxItem> {
  return waitUntil(() => load(id), isThere);
}

async function numberOf(ticketId: number): Promise<number> {
  const [ticket] = await ticketDesk.desk.read.select().from(tickets).where(eq(tickets.id, ticketId));
  return ticket?.number ?? 0;
}

const sentTo = (item: OutboxItem) =>
  sandbox.sent.filter((each) => each.envelope.to.includes(item.envelopeTo[0] ?? ''));

test('an answer goes out once, with the envelope the agent saw, and says so', async () => {
  const item = await answer();
  assert.equal(item.state, 'queued');
  running = startOutbox(ticketDesk.desk, { elapsed });
  const sent = await until(item.id, ({ state }) => state === 'sent');
  assert.match(sent.serverReply ?? '', /^250 2\.0\.0 OK/);
  assert.equal(sent.failureCode, null);
  assert.equal(sentTo(item).length, 1);
  assert.equal(sentTo(item)[0]?.envelope.from, support);
  const raw = sentTo(item)[0]?.raw.toString() ?? '';
  assert.match(raw, /^Subject: Re: \[Ticket#\d+\] Q\d+\r$/m);
  assert.match(raw, new RegExp(`^In-Reply-To: <m${count}@customer.example>\r$`, 'm'));
  assert.match(raw, /We will look into it\.\r\n\r\nOn .+ wrote:\r\n> Hi/);
});

/** What a single fault does: the row afterwards, and how often it was delivered by then. */
const temporary: readonly (readonly [FaultKind, string])[] = [
  ['smtp-auth-disabled-tenant', 'smtp_disabled_tenant'],
  ['smtp-auth-disabled-mailbox', 'smtp_disabled_mailbox'],
  ['smtp-locked', 'smtp_locked'],
  ['smtp-535', 'smtp_refused_sign_in'],
  ['smtp-432', 'smtp_too_many'],
  ['smtp-sender-thread-limit', 'smtp_too_many'],
  ['smtp-send-as-denied', 'smtp_send_as_denied'],
];

for (const [kind, code] of temporary) {
  test(`${kind}: shown with its diagnosis, waits, and goes out once when it is mended`, async () => {
    const item = await answer();
    sandbox.faults.set(support, { kind });
    running = startOutbox(ticketDesk.desk, { elapsed });
    const failed = await until(item.id, ({ failureCode }) => failureCode !== null);
    assert.deepEqual([failed.state, failed.failureCode, failed.attempts], ['queued', code, 1]);
    assert.equal(sentTo(item).length, 0);
    const number = await numberOf(item.ticketId);
    const page = await (await admin.get(`/tickets/${number}`)).text();
    const title = diagnosisRules.find((rule) => rule.code === code)?.title.replaceAll("'", '&#39;');
    assert.ok(page.includes(`Not sent yet: ${title}`), code);
    sandbox.faults.clear();
    running.wake();
    assert.equal((await load(item.id)).state, 'queued', 'not before its time');
    later += 61 * minute;
    running.wake();
    await until(item.id, ({ state }) => state === 'sent');
    assert.equal(sentTo(item).length, 1);
  });
}

test('a token that is refused once is renewed at once', async () => {
  const item = await answer();
  sandbox.faults.set(support, { kind: 'smtp-535', times: 1 });
  running = startOutbox(ticketDesk.desk, { elapsed });
  const sent = await until(item.id, ({ state }) => state === 'sent');
  assert.equal(sent.attempts, 1);
  assert.equal(sentTo(item).length, 1);
});

test('a refused recipient is final, and shown; trying again is up to a person', async () => {
  const item = await answer();
  sandbox.faults.set(support, { kind: 'smtp-550-recipient', times: 1 });
  running = startOutbox(ticketDesk.desk, { elapsed });
  const failed = await until(item.id, ({ state }) => state === 'failed');
  assert.equal(failed.failureCode, 'smtp_recipient_refused');
  assert.match(failed.serverReply ?? '', /RecipientNotFound/);
  later += 61 * minute;
  running.wake();
  await ticketDesk.door.as({ kind: 'user', userId: admin.id }).call(retryDelivery, { deliveryId: item.id });
  await until(item.id, ({ state }) => state === 'sent');
  assert.equal(sentTo(item).length, 1);
});

test('a cut after the text leaves it unknown: never sent again unasked, and a person can say it was sent', async () => {
  const item = await answer();
  sandbox.faults.set(support, { kind: 'smtp-cut-unaccepted', times: 1 });
  running = startOutbox(ticketDesk.desk, { elapsed });
  await until(item.id, ({ state }) => state === 'unknown');
  const delivered = sentTo(item).length;
  for (let hours = 0; hours < 50; hours++) {
    later += 61 * minute;
    running.wake();
  }
  const other = await answer();
  await until(other.id, ({ state }) => state === 'sent');
  assert.equal((await load(item.id)).state, 'unknown');
  assert.equal(sentTo(item).length, delivered);
  await ticketDesk.door.as({ kind: 'user', userId: admin.id }).call(confirmDelivery, { deliveryId: item.id });
  assert.equal((await load(item.id)).state, 'sent');
  const again = ticketDesk.door
    .as({ kind: 'user', userId: admin.id })
    .call(retryDelivery, { deliveryId: item.id });
  await assert.rejects(again, { code: 'conflict' });
});

test('what was under way when the program ended is unknown after the start', async () => {
  const item = await answer();
  await ticketDesk.desk.write((tx) => updateOutboxItem(tx, item.id, { state: 'sending' }));
  running = startOutbox(ticketDesk.desk, { elapsed });
  await until(item.id, ({ state }) => state === 'unknown');
  assert.equal(sentTo(item).length, 0);
});

test('what waited in a backup that was restored is not sent again unasked, and its history says why', async () => {
  const item = await answer();
  await ticketDesk.desk.write((tx) =>
    updateOutboxItem(tx, item.id, { state: 'sending', failureCode: restoredMark }),
  );
  running = startOutbox(ticketDesk.desk, { elapsed });
  await until(item.id, ({ state, failureCode }) => state === 'unknown' && failureCode === null);
  assert.equal(sentTo(item).length, 0);
  const told = await ticketDesk.desk.read
    .select({ data: facts.data })
    .from(facts)
    .where(and(eq(facts.kind, 'delivery.unknown'), eq(facts.articleId, item.articleId)));
  assert.deepEqual(told, [{ data: { because: 'restored' } }]);
});

test('an answer to the Message-ID that Exchange put in place of ours belongs to the ticket', async () => {
  const item = await answer();
  sandbox.faults.set(support, { kind: 'smtp-replace-message-id', times: 1 });
  running = startOutbox(ticketDesk.desk, { elapsed });
  await until(item.id, ({ state }) => state === 'sent');
  const assigned = sentTo(item)[0]?.messageId.replace(/^<|>$/g, '') ?? '';
  const known = await ticketDesk.desk.read
    .select()
    .from(messageIds)
    .where(eq(messageIds.articleId, item.articleId));
  assert.equal(known.length, 2);
  assert.ok(known.some((row) => row.messageId === assigned));
  await ticketDesk.deliverTo(
    channel,
    `From: ${item.envelopeTo[0]}\r\nTo: ${support}\r\nSubject: thanks\r\nIn-Reply-To: <${assigned}>\r\n\r\nGreat\r\n`,
  );
  const stored = await ticketDesk.desk.read
    .select()
    .from(articles)
    .where(eq(articles.ticketId, item.ticketId));
  assert.equal(stored.length, 3);
});

test('mail of a paused channel waits until it is resumed', async () => {
  await ticketDesk.desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: new Date() }));
  const waiting = await answer();
  running = startOutbox(ticketDesk.desk, { elapsed });
  const due = await listDueDeliveries(ticketDesk.desk.read, ticketDesk.desk.now(), 10);
  assert.deepEqual(due, []);
  await ticketDesk.desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: null }));
  running.wake();
  await until(waiting.id, ({ state }) => state === 'sent');
});

test('a long queue of one channel does not hide what another has to send', async () => {
  const other = await addChannel(ticketDesk.desk, { address: 'sales@brightwater.example' });
  const [first, second, third] = [await answer(), await answer(), await answer()];
  await ticketDesk.desk.write((tx) => updateOutboxItem(tx, third.id, { channelId: other.id }));
  const due = await listDueDeliveries(ticketDesk.desk.read, ticketDesk.desk.now(), 1);
  assert.deepEqual(
    due.map(({ id }) => id),
    [first.id, third.id],
  );
  await ticketDesk.desk.write(async (tx) => {
    for (const { id } of [first, second, third]) await updateOutboxItem(tx, id, { state: 'failed' });
  });
});

test('one that gets through, or a channel that is looked at anew, ends the waiting of the others', async () => {
  sandbox.faults.set(support, { kind: 'smtp-auth-disabled-mailbox' });
  const first = await answer();
  const second = await answer();
  running = startOutbox(ticketDesk.desk, { elapsed });
  for (const { id } of [first, second]) await until(id, ({ failureCode }) => failureCode !== null);
  sandbox.faults.clear();
  await ticketDesk.door.as({ kind: 'user', userId: admin.id }).call(retryDelivery, { deliveryId: first.id });
  await until(second.id, ({ state }) => state === 'sent');

  sandbox.faults.set(support, { kind: 'smtp-auth-disabled-mailbox' });
  const third = await answer();
  await until(third.id, ({ failureCode }) => failureCode !== null);
  sandbox.faults.clear();
  running.wake(channel.id);
  await until(third.id, ({ state }) => state === 'sent');
  for (const item of [first, second, third]) assert.equal(sentTo(item).length, 1);
});

test('forty answers: thirty in the first minute, the rest later, each once', async () => {
  const items: OutboxItem[] = [];
  for (let n = 0; n < 40; n++) items.push(await answer());
  running = startOutbox(ticketDesk.desk, { elapsed });
  const states = async () => Promise.all(items.map(async ({ id }) => (await load(id)).state));
  const last = items[29];
  assert.ok(last);
  await until(last.id, ({ state }) => state === 'sent');
  running.wake();
  assert.equal((await states()).filter((state) => state === 'queued').length, 10);
  later += 2 * minute;
  running.wake();
  for (const { id } of items) await until(id, ({ state }) => state === 'sent');
  for (const item of items) assert.equal(sentTo(item).length, 1);
});

test('the limits are settings; what a day’s limit holds back says so, and goes when the limit is raised or the day is over', async () => {
  later += 25 * 60 * minute;
  // The session has ended by then.
  admin = await ticketDesk.signIn('admin', 'Ada Again');
  const limits = {
    connections: 3,
    messagesPerMinute: 30,
    recipientsPerDay: 2,
    mostMegabytes: 25,
    undoSeconds: 10,
  };
  const save = (changes: Partial<Record<keyof typeof limits, string>>) =>
    admin.post('/settings/sending', {
      ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)])),
      ...changes,
    });
  assert.equal((await save({})).status, 303);
  const items = [await answer(), await answer(), await answer(), await answer()];
  running = startOutbox(ticketDesk.desk, { elapsed });
  const stateOf = async (n: number) => (await load(items[n]?.id ?? 0)).state;
  const third = await until(items[2]?.id ?? 0, ({ failureCode }) => failureCode !== null);
  assert.deepEqual([third.state, third.failureCode, third.attempts], ['queued', 'sending_limit', 0]);
  await until(items[1]?.id ?? 0, ({ state }) => state === 'sent');
  assert.match(
    await (await admin.get('/outbox?view=queued')).text(),
    /Not sent yet: The limit of a day is reached[\s\S]*2 recipients within 24 hours/,
  );
  await save({ recipientsPerDay: '3' });
  await until(items[2]?.id ?? 0, ({ state }) => state === 'sent');
  await until(items[3]?.id ?? 0, ({ failureCode }) => failureCode === 'sending_limit');
  later += 25 * 60 * minute;
  admin = await ticketDesk.signIn('admin', 'Ada Still');
  running.wake();
  await until(items[3]?.id ?? 0, ({ state }) => state === 'sent');
  await running.stop();

  assert.equal((await save({ messagesPerMinute: '1', recipientsPerDay: '10000' })).status, 303);
  items.push(await answer(), await answer());
  running = startOutbox(ticketDesk.desk, { elapsed });
  await until(items[4]?.id ?? 0, ({ state }) => state === 'sent');
  running.wake();
  assert.equal(await stateOf(5), 'queued');
  for (const wrong of ['0', '21', '-1', '3.5', '', 'many']) {
    const refused = await save({ connections: wrong });
    assert.equal(refused.status, 422, wrong);
    assert.match(await refused.text(), /Expected a whole number from 1 to 20/);
  }
  await save({ recipientsPerDay: '10000' });
  later += 2 * minute;
  running.wake();
  await until(items[5]?.id ?? 0, ({ state }) => state === 'sent');
});

test('the same form sent twice at once makes one article and one message', async () => {
  const first = await answer();
  const again = {
    ticketId: first.ticketId,
    answers: undefined,
    key: 'twice-0000-0000',
    to: 'twice@customer.example',
    cc: '',
    text: 'Once',
    isQuoting: false,
    nextState: 'open',
  } as const;
  const both = await Promise.all([1, 2, 3].map(() => asAdmin().call(replyToTicket, again)));
  assert.equal(new Set(both.map(({ articleId }) => articleId)).size, 1);
  running = startOutbox(ticketDesk.desk, { elapsed });
  await until(first.id, ({ state }) => state === 'sent');
  const rows = await ticketDesk.desk.read.select().from(outbox);
  const twice = rows.filter((row) => row.envelopeTo.includes('twice@customer.example'));
  assert.equal(twice.length, 1);
  await until(twice[0]?.id ?? 0, ({ state }) => state === 'sent');
  assert.equal(sandbox.sent.filter((each) => each.envelope.to.includes('twice@customer.example')).length, 1);
});
