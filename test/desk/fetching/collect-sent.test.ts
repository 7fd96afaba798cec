import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { getChannel } from '../../../src/db/channels.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { connectionOf } from '../../../src/desk/channels/connection-of.ts';
import { collectSent, noteSentFailure } from '../../../src/desk/fetching/collect-sent.ts';
import { rememberFailedDownloads } from '../../../src/desk/fetching/failed-downloads.ts';
import { createSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { RemoteError } from '../../../src/domain/failure.ts';
import type { MailReader } from '../../../src/domain/mail-reading.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { type OutboxWorld, openOutboxWorld, type QueuedAnswer } from '../../support/outbox-world.ts';
import { waitFor } from '../../support/wait-for.ts';

const support = 'support@brightwater.example';
let world: OutboxWorld;
let item: QueuedAnswer;
let customer = '';
let count = 0;

before(async () => {
  world = await openOutboxWorld(support);
  assert.equal((await save({ importsSent: 'on' })).status, 303);
  await untilNextSecond();
});
after(() => world.close());
beforeEach(async () => {
  item = await world.answer();
  customer = item.envelopeTo[0] ?? '';
});

/** IMAP tells when a message came in whole seconds: what comes in the same one may seem to be from before. */
async function untilNextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await waitFor(() => Math.floor(Date.now() / 1000) > second);
}

const sentItems = () => {
  const mailbox = world.sandbox.mailboxes.get(support);
  assert.ok(mailbox);
  return { mailbox, folder: mailbox.sentItems };
};

function save(fields: Record<string, string>) {
  return world.admin.post(`/channels/${world.channel.id}/setup`, {
    name: 'Support',
    groupId: '1',
    afterImport: 'delete',
    archiveState: 'closed',
    sendingAddress: 'keep',
    ...fields,
  });
}

/** As Outlook sends it. @returns its Message-ID */
function send(fields: string, internalDate = new Date(Date.now() + 1000)): string {
  const id = `outlook-${++count}@prod.outlook.com`;
  const raw = `From: Sam Support <${support}>\r\nTo: ${customer}\r\nMessage-ID: <${id}>\r\n${fields}\r\n\r\nWords from Outlook ${count}.\r\n`;
  const { mailbox, folder } = sentItems();
  mailbox.append(folder, Buffer.from(raw), ['\\Seen'], internalDate);
  return id;
}

async function collect(
  failed = rememberFailedDownloads(),
  changes: (connection: MailReader) => Partial<MailReader> = () => ({}),
): Promise<number> {
  const { desk } = world.tickets;
  const channel = await getChannel(desk.read, world.channel.id);
  const connection = await openImapReader(await connectionOf(desk, channel));
  try {
    const options = {
      signal: new AbortController().signal,
      suspects: createSuspects(),
      beat: () => undefined,
      failed,
    };
    return await collectSent(desk, channel, { ...connection, ...changes(connection) }, options);
  } finally {
    await connection.close();
  }
}

const listArticles = () =>
  world.tickets.desk.read.select().from(articles).where(eq(articles.ticketId, item.ticketId));
const find = async (id: string) => (await listArticles()).filter(({ messageId }) => messageId === id);
const answersTo = (id: string) => `Subject: Re: Q\r\nIn-Reply-To: <${id}>`;
const questionOf = async () => (await listArticles())[0]?.messageId ?? '';

test('what a colleague answers from Outlook stands in the ticket as sent by him, and nobody is told or answered', async () => {
  const { read } = world.tickets.desk;
  const [before] = await read.select().from(tickets).where(eq(tickets.id, item.ticketId));
  const queued = await read.select().from(outbox);
  const id = send(answersTo(await questionOf()));
  assert.equal(await collect(), 1);
  const [article] = await find(id);
  assert.deepEqual([article?.direction, article?.fromName, article?.userId], ['out', 'Sam Support', null]);
  assert.deepEqual(article?.because, { code: 'sent_elsewhere', by: 'in_reply_to' });
  const [after] = await read.select().from(tickets).where(eq(tickets.id, item.ticketId));
  assert.equal(after?.state, before?.state);
  assert.equal((await read.select().from(outbox)).length, queued.length);
  assert.doesNotMatch(await (await world.admin.get('/notifications')).text(), /Words from Outlook/);
  const page = await (await world.admin.get(`/tickets/${after?.number}`)).text();
  assert.match(page, /Sam Support[\s\S]*Words from Outlook[\s\S]*answered from Outlook/);
});

test('nothing in the folder is changed, and nothing is imported twice, also after new UIDs', async () => {
  const id = send(answersTo(await questionOf()));
  await collect();
  const { mailbox, folder } = sentItems();
  const messages = folder.messages.length;
  assert.ok(folder.messages.every(({ flags }) => flags.has('\\Seen') && !flags.has('\\Deleted')));
  assert.equal(await collect(), 0);
  mailbox.renewUidValidity(folder);
  await collect();
  assert.equal((await find(id)).length, 1);
  assert.equal(folder.messages.length, messages);
});

test('what the server refuses to read for a while is not passed over', async () => {
  const id = send(answersTo(await questionOf()));
  const place = String(sentItems().folder.messages.at(-1)?.uid);
  const text = 'FETCH failed.';
  const refuse = (connection: MailReader): Partial<MailReader> => ({
    async fetchMessages(places) {
      if (!places.includes(place)) return connection.fetchMessages(places);
      throw new RemoteError({ origin: 'imap', code: 'NO', command: 'FETCH', text });
    },
  });
  let now = 0;
  const failed = rememberFailedDownloads(() => now);
  // After the third time it is left alone for a minute; meanwhile others come.
  for (let run = 0; run < 5; run++) {
    send(answersTo(await questionOf()));
    assert.equal(await collect(failed, refuse), 1);
  }
  now += 60_000;
  assert.equal(await collect(failed, refuse), 1);
  assert.equal((await find(id)).length, 1);
});

test('what an answer leaves out, as it is larger than was said, is asked for again', async () => {
  const id = send(answersTo(await questionOf()));
  const place = String(sentItems().folder.messages.at(-1)?.uid);
  const leaveOut = (connection: MailReader): Partial<MailReader> => ({
    fetchMessages: async (places) =>
      (await connection.fetchMessages(places)).filter((each) => each.place !== place),
  });
  let now = 0;
  const failed = rememberFailedDownloads(() => now);
  for (let run = 0; run < 4; run++) assert.equal(await collect(failed, leaveOut), 0);
  now += 60_000;
  assert.equal(await collect(failed, leaveOut), 1);
  assert.equal((await find(id)).length, 1);
});

test('what Postroom sent itself is not imported, whatever its Message-ID has become', async () => {
  world.sandbox.faults.set(support, { kind: 'smtp-replace-message-id', times: 1 });
  const running = startOutbox(world.tickets.desk);
  await world.until(item.id, ({ state }) => state === 'sent');
  await running.stop();
  const articlesBefore = (await listArticles()).length;
  assert.ok((await collect()) > 0);
  assert.equal((await listArticles()).length, articlesBefore);
});

test('a mail to the mailbox itself, which Sent Items have first, opens a ticket when it comes in', async () => {
  const { desk } = world.tickets;
  const id = `to-ourselves-${++count}@prod.outlook.com`;
  const raw = Buffer.from(
    `From: Sam Support <${support}>\r\nTo: ${support}\r\nMessage-ID: <${id}>\r\nSubject: Printer ${count}\r\n\r\nIt is broken.\r\n`,
  );
  const { mailbox, folder } = sentItems();
  mailbox.append(folder, raw, ['\\Seen'], new Date(Date.now() + 1000));
  assert.equal(await collect(), 1);
  await world.tickets.deliverTo(await getChannel(desk.read, world.channel.id), raw.toString());
  const found = await desk.read
    .select()
    .from(receipts)
    .where(eq(receipts.messageId, id))
    .orderBy(receipts.id);
  assert.deepEqual(
    found.map(({ outcome }) => outcome),
    ['ignored', 'opened'],
  );
});

test('what Postroom tells agents of a ticket is no part of the ticket', async () => {
  const tag = `[Ticket#${await world.numberOf(item.ticketId)}]`;
  const notice = send(`X-Postroom-Loop: yes\r\nSubject: ${tag} has a new message`);
  assert.equal(await collect(), 1);
  assert.equal((await find(notice)).length, 0);
});

test('mail that belongs to no ticket is left alone with a receipt; a ticket tag is enough to belong', async () => {
  const { read } = world.tickets.desk;
  const all = (await read.select().from(tickets)).length;
  const other = send('Subject: Lunch?');
  const tagged = send(`Subject: About [Ticket#${await world.numberOf(item.ticketId)}] again`);
  assert.equal(await collect(), 2);
  assert.equal((await read.select().from(tickets)).length, all);
  const [receipt] = await read.select().from(receipts).where(eq(receipts.messageId, other));
  assert.deepEqual([receipt?.outcome, receipt?.articleId, receipt?.settleAction], ['ignored', null, 'keep']);
  assert.equal((await find(tagged)).length, 1);
});

test('the customer’s answer to it is a follow-up, and a copy of it that comes in is no second one', async () => {
  const id = send(answersTo(await questionOf()));
  await collect();
  const copy = sentItems().folder.messages.at(-1)?.raw ?? '';
  assert.deepEqual(await world.tickets.deliverTo(world.channel, copy), ['duplicate']);
  const answer = `From: ${customer}\r\nTo: ${support}\r\nSubject: thanks\r\nMessage-ID: <a-${id}>\r\nIn-Reply-To: <${id}>\r\n\r\nGreat\r\n`;
  assert.deepEqual(await world.tickets.deliverTo(world.channel, answer), ['appended']);
  assert.equal((await find(`a-${id}`)).length, 1);
});

test('a folder that is not there is said once in the activity, not at each look', async () => {
  const { desk } = world.tickets;
  const lines = async () => {
    const kinds = ['channel.sent_not_imported'] as const;
    return (await listFactsOfChannel(desk.read, world.channel.id, { limit: 100, kinds })).map(describeFact);
  };
  await save({ importsSent: 'on', sentFolder: 'Gone' });
  assert.deepEqual([await collect(), await collect()], [0, 0]);
  assert.equal((await lines()).length, 1);
  assert.match((await lines())[0] ?? '', /support@brightwater\.example has no folder “Gone”/);
  await save({ importsSent: 'on' });
});

test('only what is sent after the option was switched on; it is off until then, and can be switched off', async () => {
  const old = send(answersTo(await questionOf()), new Date(Date.now() - 3_600_000));
  await collect();
  assert.equal((await find(old)).length, 0);
  assert.equal((await save({})).status, 303);
  const { desk } = world.tickets;
  assert.equal((await getChannel(desk.read, world.channel.id)).importsSentSince, null);
  const off = send(answersTo(await questionOf()));
  assert.equal(await collect(), 0);
  assert.equal((await find(off)).length, 0);
  const refused = await save({ importsSent: 'on', folder: 'Sent Items', sentFolder: 'sent items' });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /cannot lie in the same folder/);
});

test('why sent mail cannot be imported stands on the channel’s page, once', async () => {
  const { desk } = world.tickets;
  await save({ importsSent: 'on' });
  const channel = await getChannel(desk.read, world.channel.id);
  const failure = { origin: 'imap', code: 'NO', command: 'SELECT' } as const;
  // The words are others each time.
  for (let look = 0; look < 3; look++) {
    await noteSentFailure(desk, channel, new RemoteError({ ...failure, text: `Failed at ${look}.` }));
  }
  const facts = await listFactsOfChannel(desk.read, channel.id, { limit: 100 });
  const found = facts.map(describeFact).filter((words) => words.startsWith('Mail sent from Outlook was not'));
  assert.equal(found.length, 1);
});
