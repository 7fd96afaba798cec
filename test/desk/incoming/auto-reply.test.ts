import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { desc, eq, getTableColumns } from 'drizzle-orm';
import { loadBlob } from '../../../src/db/blobs.ts';
import { restoredAtSetting } from '../../../src/db/care/note-restore.ts';
import { type Channel, getChannel, updateChannel } from '../../../src/db/channels.ts';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, outbox, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { deleteSetting, putSetting } from '../../../src/db/settings.ts';
import { storeBatch } from '../../../src/desk/incoming/store-batch.ts';
import { type IncomingMail, loadStoreContext } from '../../../src/desk/incoming/store-context.ts';
import { startOutbox } from '../../../src/desk/outbox/deliver-outbox.ts';
import { defaultMailSettings, toMailSettingsInput } from '../../../src/domain/mail-settings.ts';
import { parseMessage } from '../../../src/mail/parse.ts';
import { describeFact } from '../../../views/facts/fact-words.ts';
import { listFacts } from '../../support/history.ts';
import { localAccount } from '../../support/mail-account.ts';
import { startPasswordSmtp } from '../../support/password-smtp.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitUntil } from '../../support/wait-for.ts';

const hour = 3_600_000;
const form = { name: 'Support', followUp: 'reopen', nameFormat: 'group' };

let desk: TicketDesk;
let admin: Person;
/** Added to the clock. */
let later = 0;
let count = 0;

before(async () => {
  desk = await openTicketDesk({}, { now: () => new Date(Date.now() + later) });
  const startedAt = new Date(Date.now() - 100 * hour);
  await desk.desk.write((tx) => updateChannel(tx, desk.channel.id, { startedAt }));
  admin = await desk.signIn('admin', 'Ada Admin');
  assert.equal((await admin.post('/settings/groups/1', { ...form, autoReply: 'on' })).status, 303);
});
after(() => desk.close());

interface Mail {
  readonly from?: string;
  readonly subject?: string;
  readonly headers?: readonly string[];
  readonly messageId?: string;
  readonly text?: string;
  /** Of the server's copy, in hours. */
  readonly age?: number;
  readonly more?: Partial<IncomingMail>;
  readonly channel?: Partial<Channel>;
}

async function prepare(mail: Mail): Promise<IncomingMail> {
  const id = ++count;
  const { from = `Carla <c${id}@customer.example>`, subject = 'Where is it?', headers = [] } = mail;
  const lines = [
    ...(from === '' ? [] : [`From: ${from}`]),
    `To: ${supportAddress}`,
    `Subject: ${subject}`,
    `Message-ID: <${mail.messageId ?? `m${id}@customer.example`}>`,
    ...headers,
  ];
  const raw = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${mail.text ?? 'Hello'}\r\n`);
  return {
    // Apart from those that the desk's own way of delivering gives.
    place: String(id + 10_000),
    raw,
    sha256: createHash('sha256').update(raw).digest('hex'),
    size: raw.length,
    receivedAt: new Date(desk.desk.now().getTime() - (mail.age ?? 0) * hour),
    outcome: { kind: 'parsed', message: await parseMessage(raw) },
    ...mail.more,
  };
}

/** Imports mail as a fetch does. @returns the ticket of the last one, and what its history says */
async function deliver(mails: readonly Mail[], to = desk) {
  const channel = { ...(await getChannel(to.desk.read, to.channel.id)), ...mails[0]?.channel };
  const key = { channelId: channel.id, folder: 'INBOX', numbering: '1' };
  const context = await loadStoreContext(to.desk, channel, key);
  const received = await storeBatch(to.desk, context, await Promise.all(mails.map(prepare)));
  const receiptId = received.at(-1)?.receiptId ?? 0;
  const [ticket] = await to.desk.read
    .select(getTableColumns(tickets))
    .from(receipts)
    .innerJoin(articles, eq(articles.id, receipts.articleId))
    .innerJoin(tickets, eq(tickets.id, articles.ticketId))
    .where(eq(receipts.id, receiptId));
  const facts = await listFacts(to.desk.read, ticket?.id ?? 0);
  return { ticket, notes: facts.filter(({ kind }) => /auto_repl/.test(kind)).map(describeFact) };
}

const sent = (of = desk) => of.desk.read.select().from(outbox).orderBy(desc(outbox.id));

test('a new ticket is answered once, in plain words, marked as automatic, and stays new', async () => {
  const { ticket, notes } = await deliver([
    {
      from: 'Carla Customer <carla@customer.example>',
      subject: 'BUY at evil.example',
      text: '<b>secret</b>',
    },
  ]);
  assert.deepEqual(notes, ['Automatic answer to carla@customer.example.']);
  assert.equal(ticket?.state, 'new');
  const [item] = await sent();
  assert.deepEqual([item?.envelopeFrom, item?.envelopeTo], ['', ['carla@customer.example']]);
  const raw = await loadBlob(desk.desk.read, item?.blobId ?? 0);
  assert.doesNotMatch(raw.toString(), /evil|secret|text\/html/);
  const mail = await parseMessage(raw);
  const header = (name: string) => mail.headers.find(([key]) => key === name)?.[1];
  assert.equal(header('auto-submitted'), 'auto-replied');
  assert.equal(header('x-auto-response-suppress'), 'All');
  assert.equal(header('x-postroom-loop'), 'yes');
  assert.equal(mail.subject, `[Ticket#${ticket?.number}] We have received your message`);
  assert.deepEqual(mail.inReplyTo, [`m${count}@customer.example`]);
  assert.deepEqual(mail.references, [`m${count}@customer.example`]);
  assert.match(mail.text, new RegExp(`^Hello Carla Customer,[\\s\\S]+our ticket ${ticket?.number}`));

  const page = await (await admin.get(`/tickets/${ticket?.number}`)).text();
  assert.match(page, /Automatic answer<\/span>/);
  assert.match(page, /Automatic answer to carla@customer\.example\./);
  assert.match(page, /name="to"[^>]*value="[^"]*carla@customer\.example/, 'an agent answers the customer');
  assert.doesNotMatch(page, /&gt; Hello Carla Customer/);

  const answer = `From: carla@customer.example\r\nSubject: Re\r\nMessage-ID: <back@customer.example>\r\nIn-Reply-To: <${mail.messageId}>\r\n\r\nThanks\r\n`;
  assert.deepEqual(await desk.deliver(answer), ['appended']);
  assert.equal((await sent()).length, 1);
});

const never: [name: string, mail: Mail, because: RegExp][] = [
  ['a second mail within the hour', { from: 'carla@customer.example' }, /within the last hour/],
  ['a robot', { headers: ['Auto-Submitted: auto-generated'] }, /Auto-Submitted/],
  ['an out-of-office answer', { subject: 'Automatic reply: Away' }, /out-of-office/],
  ['what another Postroom sends by itself', { headers: ['X-Postroom-Loop: yes'] }, /own loop header/],
  [
    'what another Postroom sends by Graph, which drops all that says so',
    { messageId: 'pr.12.auto-reply.0123456789abcdef01234567@other.example' },
    /Message-ID of an automatic message/,
  ],
  ['a mailing list', { headers: ['List-Id: <a.customer.example>'] }, /list-id/],
  ['bulk mail', { headers: ['Precedence: bulk'] }, /Precedence/],
  ['a bounce', { headers: ['Content-Type: multipart/report; boundary=x'] }, /multipart\/report/],
  ['a mail server', { from: 'MAILER-DAEMON@customer.example' }, /mail server/],
  ['an empty return path', { headers: ['Return-Path: <>'] }, /Return-Path/],
  ['a no-reply address', { from: 'no-reply@customer.example' }, /no-reply/],
  ['who asks for none', { headers: ['X-Auto-Response-Suppress: All'] }, /Suppress/],
  ['nobody', { from: '' }, /no usable sender/],
  ['ourselves', { from: supportAddress }, /our addresses/],
  [
    'ourselves by Reply-To',
    { headers: ['Reply-To: mailer-daemon@customer.example'] },
    /sent by a mail server/,
  ],
  ['nobody by Reply-To', { headers: ['Reply-To: no-reply@customer.example'] }, /no-reply/],
  ['old mail', { age: 25 }, /older than a day/],
  [
    'backlog',
    { age: 2, channel: { startedAt: new Date(Date.now() - hour) } },
    /before the channel was started/,
  ],
  ['archived mail', { age: 2, channel: { archiveBefore: new Date() } }, /archived/],
  ['undated mail', { more: { isUndated: true } }, /does not say when/],
  ['mail from quarantine', { more: { isRetried: true } }, /in quarantine/],
  [
    'what an agent forwards',
    {
      from: 'ada.admin@postroom.example',
      subject: 'Fwd: Hi',
      text: 'From: Victim <v@victim.example>\r\nDate: today\r\nSubject: Hi\r\n\r\nHi',
    },
    /agent forwarded/,
  ],
  ['a header of a trusted channel', { headers: ['X-Postroom-Ticket-State: closed'] }, /closed the ticket/],
  [
    'a header that forbids it',
    { headers: ['X-Postroom-Send-Auto-Response: no'] },
    /filter or a header field forbids/,
  ],
  ['the blocked', { from: 'blocked@customer.example' }, /sender is blocked/],
  ['a listed domain', { from: 'x@quiet.example' }, /list of senders/],
];

test('the cases below have a blocked customer and a listed domain', async () => {
  await deliver([{ from: 'blocked@customer.example', headers: ['Precedence: bulk'] }]);
  const found = /\/customers\/(\d+)"[^<]*>(?:<bdi>)?[^<]*blocked@/.exec(
    await (await admin.get('/customers?q=blocked')).text(),
  );
  assert.equal((await admin.post(`/customers/${found?.[1]}/block`, {})).status, 303);
  const settings = { ...toMailSettingsInput(defaultMailSettings), blockedSenders: '@quiet.example' };
  assert.equal((await admin.post('/settings/mail', settings)).status, 303);
});

for (const [name, mail, because] of never) {
  test(`never answered: ${name}`, async () => {
    const before = (await sent()).length;
    const { notes } = await deliver([{ ...mail, channel: { trustsHeaders: true, ...mail.channel } }]);
    assert.match(notes.join(), /^No automatic answer: /);
    assert.match(notes.join(), because);
    assert.equal((await sent()).length, before);
  });
}

test('a person who writes again the next day is answered again, and not before', async () => {
  const from = 'daily@customer.example';
  const countTo = async () => (await sent()).filter(({ envelopeTo }) => envelopeTo.includes(from)).length;
  await deliver([{ from }, { from }]);
  assert.equal(await countTo(), 1);
  later += 5 * hour;
  assert.match((await deliver([{ from }])).notes.join(), /got 1 within the last day/);
  later += 20 * hour;
  await deliver([{ from }]);
  assert.equal(await countTo(), 2);
});

test('mail that was there before a backup was restored is not answered once more', async () => {
  const restoredAt = desk.desk.now().getTime();
  await desk.desk.write((tx) => putSetting(tx, restoredAtSetting, restoredAt));
  const before = (await sent()).length;
  assert.match((await deliver([{ age: 1 }])).notes.join(), /before a backup was restored/);
  assert.equal((await sent()).length, before);
  await deliver([{}]);
  assert.equal((await sent()).length, before + 1);
  await desk.desk.write((tx) => deleteSetting(tx, restoredAtSetting));
});

test('a program that answers every answer in a new thread gets one in 1,000 mails', async () => {
  const before = (await sent()).length;
  for (let round = 0; round < 20; round++) {
    const mails = Array.from({ length: 50 }, (_, index) => ({
      from: 'Robot <robot@customer.example>',
      subject: `Thank you ${round}-${index}`,
    }));
    await deliver(mails);
  }
  assert.equal((await sent()).length - before, 1);
});

test('300 forged senders make us write to 100 at most in an hour', async () => {
  later += 2 * hour;
  const before = (await sent()).length;
  for (let round = 0; round < 6; round++) {
    await deliver(
      Array.from({ length: 50 }, (_, index) => ({ from: `victim${round}-${index}@other.example` })),
    );
  }
  assert.equal((await sent()).length - before, 100);
  assert.match((await deliver([{}])).notes.join(), /100 were sent within the last hour/);
  later += 2 * hour;
  assert.match((await deliver([{}])).notes.join(), /^Automatic answer to/);
});

test('two Postrooms that answer each other stop after one message', async () => {
  const other = await openTicketDesk({ address: 'help@other.example', userName: 'help@other.example' });
  try {
    const person = await other.signIn('admin', 'Ada Admin');
    await person.post('/settings/groups/1', { ...form, autoReply: 'on' });
    await deliver([{ from: 'help@other.example' }]);
    const [first] = await sent();
    const raw = await loadBlob(desk.desk.read, first?.blobId ?? 0);
    assert.deepEqual(await other.deliver(raw), ['opened']);
    assert.equal((await sent(other)).length, 0);
  } finally {
    await other.close();
  }
});

test('without the switch nothing is said or sent, and a wrong name in braces is refused', async () => {
  // The clock has gone on by more than a session lasts.
  admin = await desk.signIn('admin', 'Eve Admin');
  await admin.post('/settings/groups/1', form);
  const before = (await sent()).length;
  assert.deepEqual((await deliver([{}])).notes, []);
  assert.equal((await sent()).length, before);
  const wrong = await admin.post('/settings/groups/1', {
    ...form,
    autoReply: 'on',
    autoReplyText: '{{agent}}',
  });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /It cannot name \{\{agent\}\}/);
  await admin.post('/settings/groups/1', { ...form, autoReply: 'on' });
});

test('the group page shows the answer as it would go out, and saves nothing by that', async () => {
  const shown = await admin.post('/settings/groups/1', {
    ...form,
    do: 'preview',
    autoReplySubject: 'About {{subject}}',
    autoReplyText: '<i>{{customer}}</i>, {{group}} {{ticket}}',
  });
  assert.equal(shown.status, 200);
  const page = await shown.text();
  assert.match(page, /\[Ticket#10023\] About Where is my order\?/);
  assert.match(page, /&lt;i&gt;Carla Customer&lt;\/i&gt;, Support 10023/);
  assert.match(await (await admin.get('/settings/groups/1')).text(), /We have received your message/);
});

for (const refusesEmptySender of [false, true]) {
  test(`a crash before the sending: sent once after the start${refusesEmptySender ? ', by a server that wants a sender' : ''}`, async () => {
    const smtp = await startPasswordSmtp('pass', { refusesEmptySender });
    const fresh = await openTicketDesk({ startedAt: new Date(Date.now() - hour) });
    try {
      const { id: channelId } = fresh.channel;
      const account = { channelId, userName: 'support', password: 'pass', smtpPort: smtp.port };
      await fresh.desk.write((tx) => insertMailAccount(tx, localAccount(account)));
      const person = await fresh.signIn('admin', 'Ada Admin');
      await person.post('/settings/groups/1', { ...form, autoReply: 'on' });
      // No outbox runs yet: the program has ended right after the commit.
      await deliver([{ from: 'carla@customer.example' }], fresh);
      for (let start = 0; start < 2; start++) {
        const running = startOutbox(fresh.desk);
        await untilSent(fresh);
        await running.stop();
      }
      assert.equal(smtp.received.length, 1);
      assert.deepEqual(smtp.senders, [refusesEmptySender ? supportAddress : '']);
      const stored = await fresh.desk.read.select().from(articles).where(eq(articles.direction, 'out'));
      assert.equal(stored.length, 1);
    } finally {
      await fresh.close();
      await smtp.stop();
    }
  });
}

async function untilSent(of: TicketDesk): Promise<void> {
  await waitUntil(
    () => sent(of),
    ([item]) => item?.state === 'sent',
  );
}
