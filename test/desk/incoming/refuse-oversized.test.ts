import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { desc, eq } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import type { Channel } from '../../../src/db/channels.ts';
import { insertEmailAddress } from '../../../src/db/email-addresses.ts';
import { quarantine } from '../../../src/db/schema/schema-mail.ts';
import { articles, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { refuseOversized } from '../../../src/desk/incoming/refuse-oversized.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import { defaultMailSettings, toMailSettingsInput } from '../../../src/domain/mail-settings.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { describeQuarantineReason } from '../../../views/facts/quarantine-words.ts';
import { addChannel } from '../../support/import-desk.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const megabyte = 1024 * 1024;
/** A little more than forty: what is too large is never said to be smaller than it is. */
const size = 40 * megabyte + 1;
const oversized = { code: 'oversized', size, most: 36 * megabyte, from: 'server' } as const;
let desk: TicketDesk;
let admin: Person;
let uid = 1_000;

before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => desk.close());

const hour = 3_600_000;

/** Stores a message as the fetch does when only its header was asked for, and tells its sender. @returns its quarantine row afterwards */
async function deliverLarge(from: string, headers: readonly string[] = [], age = 0) {
  const context = await storeLarge(desk.channel, from, headers, age);
  await refuseOversized(desk.desk, desk.channel, context);
  return newestRow();
}

async function newestRow() {
  const [row] = await desk.desk.read.select().from(quarantine).orderBy(desc(quarantine.id)).limit(1);
  assert.ok(row !== undefined);
  return row;
}

async function storeLarge(channel: Channel, from: string, headers: readonly string[] = [], age = 0) {
  const lines = [
    `From: ${from}`,
    'Subject: BUY GOLD at gold.example',
    `Message-ID: <big-${++uid}@c.example>`,
    ...headers,
  ];
  const raw = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
  const key = { channelId: channel.id, folder: 'INBOX', numbering: '1' };
  const context = await loadStoreContext(desk.desk, channel, key);
  const mail = {
    place: String(uid),
    raw,
    sha256: createHash('sha256').update(raw).digest('hex'),
    size,
    receivedAt: new Date(Date.now() - age),
    outcome: { kind: 'oversized', reason: oversized } as const,
  };
  const [received] = await storeBatch(desk.desk, context, [mail]);
  assert.equal(received?.outcome, 'quarantined');
  assert.equal(received.isKept, true);
  return context;
}

const sent = () => desk.desk.read.select().from(outbox).orderBy(desc(outbox.id));

test('the sender is asked for a smaller message, in a ticket of its own, without a word of the mail', async () => {
  const row = await deliverLarge('Carla <carla@c.example>');
  assert.equal(row.refusal, 'sent');
  assert.match(
    describeQuarantineReason(row.reason),
    /larger than 36 MB \(the server says 41 MB\).*asked for a smaller one in #\d+/,
  );
  const [item] = await sent();
  assert.deepEqual(item?.envelopeTo, ['carla@c.example']);
  const raw = await loadBlob(desk.desk.read, item?.blobId ?? 0);
  const mail = await parseMessage(raw);
  const header = (name: string) => mail.headers.find(([key]) => key === name)?.[1];
  assert.equal(header('auto-submitted'), 'auto-replied');
  assert.match(mail.text, /about 41 MB; at most 36 MB/);
  assert.doesNotMatch(raw.toString(), /gold/i);
  const answer = `From: carla@c.example\r\nSubject: Re\r\nMessage-ID: <small@c.example>\r\nIn-Reply-To: <${mail.messageId}>\r\n\r\nHere\r\n`;
  assert.deepEqual(await desk.deliver(answer), ['appended']);
  const [ticket] = await desk.desk.read
    .select({ number: tickets.number, state: tickets.state })
    .from(articles)
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(eq(articles.messageId, 'small@c.example'));
  assert.equal(ticket?.state, 'open');
  assert.match(await (await admin.get(`/tickets/${ticket?.number}`)).text(), /larger than 36 MB/);
});

const withheld: [name: string, from: string, headers: string[], because: RegExp][] = [
  ['the second within a day', 'carla@c.example', [], /told within the last day/],
  ['a robot', 'robot@c.example', ['Auto-Submitted: auto-generated'], /not written by a person/],
  ['a mailing list', 'list@c.example', ['List-Id: <a.c.example>'], /not written by a person/],
  ['ourselves', 'support@postroom.example', [], /not written by a person/],
  ['an empty return path', 'x@c.example', ['Return-Path: <>'], /not written by a person/],
  ['nobody', '', [], /sender cannot be read/],
];
for (const [name, from, headers, because] of withheld) {
  test(`nothing is sent to ${name}; the message is still in quarantine`, async () => {
    const before = (await sent()).length;
    const row = await deliverLarge(from, headers);
    assert.equal(row.refusal, 'withheld');
    assert.equal(row.resolvedAt, null);
    assert.match(describeQuarantineReason(row.reason), because);
    assert.equal((await sent()).length, before);
  });
}

test('old mail, and all mail where it is only to be noted, is quarantined and no more', async () => {
  assert.equal((await deliverLarge('old@c.example', [], 30 * hour)).refusal, null);
  await admin.post('/settings/mail', { ...toMailSettingsInput(defaultMailSettings), oversized: 'note' });
  assert.equal((await deliverLarge('new@c.example')).refusal, null);
  await admin.post('/settings/mail', toMailSettingsInput(defaultMailSettings));
});

test('one who writes to two mailboxes is told once, though both are fetched at the same time', async () => {
  const other = await addChannel(desk.desk, { address: 'sales@postroom.example' });
  const address = { address: other.address, name: 'Sales', channelId: other.id, isPrimary: true, groupId: 1 };
  await desk.desk.write((tx) => insertEmailAddress(tx, address));
  const before = (await sent()).length;
  const contexts = [
    await storeLarge(desk.channel, 'twice@c.example'),
    await storeLarge(other, 'twice@c.example'),
  ];
  // Nothing is written before both have decided.
  const bothAsk = Promise.withResolvers<void>();
  const held = desk.desk.write(() => bothAsk.promise);
  let asked = 0;
  const write: Desk['write'] = (fn, urgency) => {
    asked += 1;
    if (asked === 2) bothAsk.resolve();
    return desk.desk.write(fn, urgency);
  };
  await Promise.all(
    contexts.map((context) => refuseOversized({ ...desk.desk, write }, context.channel, context)),
  );
  await held;
  assert.equal((await sent()).length, before + 1);
});

test('nobody is told of a message that an admin has discarded before', async () => {
  const before = (await sent()).length;
  const context = await storeLarge(desk.channel, 'discarded@c.example');
  const { id } = await newestRow();
  assert.equal((await admin.post(`/quarantine/${id}/discard`, {})).status, 303);
  await refuseOversized(desk.desk, desk.channel, context);
  assert.equal((await sent()).length, before);
});

test('a flood of senders is told 50 times a day, and no more', async () => {
  for (let index = 0; index < 48; index++)
    assert.equal((await deliverLarge(`s${index}@c.example`)).refusal, 'sent');
  const row = await deliverLarge('last@c.example');
  assert.equal(row.refusal, 'withheld');
  assert.match(describeQuarantineReason(row.reason), /50 senders were told/);
});
