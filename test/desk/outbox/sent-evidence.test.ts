import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { updateChannel } from '../../../src/db/channels.ts';
import { type OutboxItem, updateOutboxItem } from '../../../src/db/outbox.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { retryDelivery } from '../../../src/desk/outbox/decide-delivery.ts';
import { type Outbox, startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import type { MailFolder } from '../../../src/sandbox/mailboxes.ts';
import { listHistory } from '../../support/history.ts';
import { type OutboxWorld, openOutboxWorld } from '../../support/outbox-world.ts';

const support = 'support@brightwater.example';
const minute = 60_000;
let world: OutboxWorld;
let running: Outbox | undefined;
/** Added to the clock, so that nothing has to be waited for. */
let later = 0;

before(async () => {
  world = await openOutboxWorld(support, { now: () => new Date(Date.now() + later) });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  world.sandbox.faults.clear();
  await set({ sentFolder: '', userName: support });
});
after(() => world.close());

const mailbox = (address = support) => {
  const found = world.sandbox.mailboxes.get(address);
  assert.ok(found);
  return found;
};
const set = (changes: Parameters<typeof updateChannel>[2]) =>
  world.tickets.desk.write((tx) => updateChannel(tx, world.channel.id, changes));
const isSent = ({ state }: OutboxItem) => state === 'sent';
const isLookedFor = ({ evidence }: OutboxItem) => evidence !== null;

const historyOf = async (ticketId: number) =>
  (await listHistory(world.tickets.desk.read, ticketId)).join('\n');

async function pageOf(ticketId: number): Promise<string> {
  return (await world.admin.get(`/tickets/${await world.numberOf(ticketId)}`)).text();
}

function send(kind: 'smtp-cut-after-data' | 'smtp-cut-unaccepted') {
  world.sandbox.faults.set(support, { kind, times: 1 });
  running = startOutbox(world.tickets.desk);
}

test('a cut after the text, and the copy is in Sent Items: it was sent, and the history says how that is known', async () => {
  const item = await world.answer();
  send('smtp-cut-after-data');
  const sent = await world.until(item.id, isSent);
  assert.equal(world.countSent(item), 1);
  assert.match(await historyOf(item.ticketId), /it is not known whether it was sent/);
  assert.match(
    await historyOf(item.ticketId),
    /found in Sent Items of support@\S+, put there at .+: it was sent/,
  );
  assert.deepEqual([sent.failureCode, sent.draft, sent.evidence?.looks], [null, null, 1]);
});

test('the Message-ID of a lost reply is learnt from Sent Items: answers to it belong to the ticket', async () => {
  const item = await world.answer();
  world.sandbox.faults.set(support, { kind: 'smtp-replace-message-id', times: 1 });
  send('smtp-cut-after-data');
  await world.until(item.id, isSent);
  const assigned = world.sandbox.sent.at(-1)?.messageId ?? '';
  assert.match(assigned, /prod\.outlook\.com>$/);
  await world.tickets.deliverTo(
    world.channel,
    `From: ${item.envelopeTo[0]}\r\nTo: ${support}\r\nSubject: thanks\r\nIn-Reply-To: ${assigned}\r\n\r\nGreat\r\n`,
  );
  const stored = await world.tickets.desk.read
    .select()
    .from(articles)
    .where(eq(articles.ticketId, item.ticketId));
  assert.equal(stored.length, 3);
});

test('a cut and no copy: it stays unknown, is looked for again, and goes out again only when a person says so', async () => {
  const item = await world.answer();
  send('smtp-cut-unaccepted');
  const first = await world.until(item.id, isLookedFor);
  assert.deepEqual([first.state, first.evidence?.foundAt, first.evidence?.failure], ['unknown', null, '']);
  assert.match(await pageOf(item.ticketId), /Not in Sent Items of support@\S+ as of/);
  assert.ok((first.nextAttemptAt?.getTime() ?? 0) > Date.now(), 'not at once again');
  later += 2 * minute;
  running?.wake();
  await world.until(item.id, ({ evidence }) => evidence?.looks === 2);
  assert.equal(world.countSent(item), 0);
  await world.tickets.door
    .as({ kind: 'user', userId: world.admin.id })
    .call(retryDelivery, { deliveryId: item.id });
  await world.until(item.id, isSent);
  assert.equal(world.countSent(item), 1);
});

test('a copy that comes late is found by a later look, and by a person who asks for one', async () => {
  const item = await world.answer();
  send('smtp-cut-unaccepted');
  await world.until(item.id, isLookedFor);
  const raw = `Message-ID: <new@prod.outlook.com>\r\nX-Postroom-Message: ${await ownIdOf(item)}\r\n\r\nx\r\n`;
  mailbox().append(mailbox().sentItems, Buffer.from(raw), ['\\Seen']);
  await world.admin.post(`/outbox/${item.id}/searches`, {});
  await world.until(item.id, isSent);
});

test('what was being handed over when the program was killed is looked for at the next start', async () => {
  const item = await world.answer();
  const raw = `Message-ID: <${await ownIdOf(item)}>\r\n\r\nx\r\n`;
  mailbox().append(mailbox().sentItems, Buffer.from(raw), ['\\Seen']);
  await world.tickets.desk.write((tx) => updateOutboxItem(tx, item.id, { state: 'sending' }));
  running = startOutbox(world.tickets.desk);
  await world.until(item.id, isSent);
  assert.equal(world.countSent(item), 0);
});

test('another message’s identifier that begins like ours is no evidence', async () => {
  const item = await world.answer();
  const id = await ownIdOf(item);
  const raw = `Message-ID: <x${id}>\r\nX-Postroom-Message: ${id}.more\r\nIn-Reply-To: <${id}>\r\n\r\nx\r\n`;
  mailbox().append(mailbox().sentItems, Buffer.from(raw), ['\\Seen']);
  send('smtp-cut-unaccepted');
  assert.equal((await world.until(item.id, isLookedFor)).evidence?.foundAt, null);
});

test('the folder is found under its name in other languages, and under the one in the settings', async () => {
  const renamed = (path: string): MailFolder => {
    mailbox().renameFolder(mailbox().sentItems, path);
    return mailbox().sentItems;
  };
  for (const path of ['Gesendete Elemente', '送信済みアイテム', 'Was wir schrieben']) {
    renamed(path);
    await set({ sentFolder: path.startsWith('Was') ? 'was wir schrieben' : '' });
    const item = await world.answer();
    send('smtp-cut-after-data');
    await world.until(item.id, isSent);
    await running?.stop();
  }
  await set({ sentFolder: '' });
  const item = await world.answer();
  send('smtp-cut-after-data');
  const failed = await world.until(item.id, isLookedFor);
  renamed('Sent Items');
  assert.equal(failed.state, 'unknown');
  assert.equal(failed.evidence?.failure, 'no_sent_folder');
  assert.match(await pageOf(item.ticketId), /Sent Items could not be looked through/);
});

test('a mailbox that cannot be opened is no evidence either; it is tried again', async () => {
  const item = await world.answer();
  world.sandbox.faults.set(support, { kind: 'server-unavailable' });
  send('smtp-cut-after-data');
  const failed = await world.until(item.id, isLookedFor);
  assert.deepEqual([failed.state, failed.evidence?.failure === ''], ['unknown', false]);
  world.sandbox.faults.clear();
  later += 10 * minute;
  running?.wake();
  await world.until(item.id, isSent);
  assert.equal(world.countSent(item), 1);
});

test('what a delegate sends for a shared mailbox is looked for in his own Sent Items too', async () => {
  await set({ address: 'info@brightwater.example' });
  const item = await world.answer();
  send('smtp-cut-after-data');
  const sent = await world.until(item.id, isSent);
  await set({ address: support });
  assert.equal(sent.evidence?.place, `Sent Items of info@brightwater.example and Sent Items of ${support}`);
  assert.equal(mailbox('info@brightwater.example').sentItems.messages.length, 0);
});

async function ownIdOf({ articleId }: OutboxItem): Promise<string> {
  const [row] = await world.tickets.desk.read.select().from(articles).where(eq(articles.id, articleId));
  return row?.messageId ?? '';
}
