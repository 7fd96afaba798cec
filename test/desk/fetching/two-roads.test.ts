import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { type Channel, getChannel } from '../../../src/db/channels.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { traceMail } from '../../../src/db/trace.ts';
import type { Road } from '../../../src/domain/mail-road.ts';
import type { Mailbox } from '../../../src/sandbox/mailboxes.ts';
import { describeTraceFact } from '../../../views/facts/trace-words.ts';
import { collectByRoad } from '../../support/collect-options.ts';
import { readCorpusMail } from '../../support/corpus-mail.ts';
import { type GraphWorld, startGraphWorld } from '../../support/graph-world.ts';
import { type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

// One mailbox that keeps its mail, read by one road and then by the other.

const messages = 500;
let world: GraphWorld;
let opened: ImportDesk;
let mailbox: Mailbox;
let channel: Channel;

before(async () => {
  world = await startGraphWorld();
  const nameless = Array.from({ length: 5 }, (_, n) =>
    Buffer.from(
      `From: ada@customer.example\r\nDate: Mon, 02 Nov 2026 10:00:0${n} +0100\r\nSubject: ${n}\r\n\r\nNo identifier ${n}\r\n`,
    ),
  );
  const mail = [...readCorpusMail(messages - nameless.length), ...nameless];
  const prepared = await world.prepare(mail, { afterImport: 'mark_read' });
  mailbox = prepared.mailbox;
  opened = await openImportDesk(prepared.dataPath, {}, { cloudPath: world.cloudPath });
  channel = await getChannel(opened.desk.read, 1);
});
after(async () => {
  await opened.close();
  await world[Symbol.asyncDispose]();
});

const collect = (road: Road) => collectByRoad(opened.desk, channel, road, { comparesAll: true });
const count = () => opened.desk.read.$count(articles);
const outcomes = async () =>
  Map.groupBy(await opened.desk.read.select().from(receipts), ({ outcome }) => outcome);

test('switching from IMAP to Graph and back imports nothing twice, and new mail once', async () => {
  assert.equal((await collect('imap_smtp')).stored, messages);
  const imported = await count();
  const byImap = (await outcomes()).get('quarantined')?.length ?? 0;
  assert.equal((await collect('graph')).stored, messages);
  assert.equal(await count(), imported);
  assert.equal((await outcomes()).get('quarantined')?.length ?? 0, byImap);
  assert.equal((await collect('imap_smtp')).stored, 0, 'IMAP still knows its own places');
  const raw = Buffer.from(
    'From: ada@customer.example\r\nMessage-ID: <new@x.example>\r\nSubject: New\r\n\r\nNew\r\n',
  );
  world.sandbox.mailboxes.deliver(mailbox.address, raw);
  assert.equal((await collect('graph')).stored, 1);
  assert.equal((await collect('imap_smtp')).stored, 1);
  assert.equal((await collect('graph')).stored, 0);
  assert.equal(await count(), imported + 1);
  assert.equal(mailbox.folderOf('inbox').messages.length, messages + 1);
});

test('by either road what became of a message is told alike', async () => {
  const { read } = opened.desk;
  const told = async (id: string) =>
    (await traceMail(read, { userId: 1, isAdmin: true }, `<${id}>`))?.facts.map(
      (fact) => describeTraceFact(fact).what,
    ) ?? [];
  const letter = (id: string) =>
    `From: ada@customer.example\r\nMessage-ID: <${id}>\r\nSubject: Told\r\n\r\nWords of ${id}\r\n`;
  const said: string[][] = [];
  for (const [id, road] of [
    ['by-imap@x.example', 'imap_smtp'],
    ['by-graph@x.example', 'graph'],
  ] as const) {
    world.sandbox.mailboxes.deliver(mailbox.address, Buffer.from(letter(id)));
    await collect(road);
    said.push((await told(id)).map((line) => line.replaceAll(/#\d+/g, '#')));
  }
  assert.deepEqual(said[1], said[0]);
  assert.match(String(said[0]), /opened ticket #/);
  assert.match(String(said[0]), /marked as read in INBOX/);
});

test('what Exchange has made anew is known by identifier, author, subject and date', async () => {
  const letter = (text: string, date = 'Tue, 03 Nov 2026 10:00:00 +0100') =>
    Buffer.from(
      `From: bo@customer.example\r\nDate: ${date}\r\nMessage-ID: <made-anew@x.example>\r\nSubject: Anew\r\n\r\n${text}\r\n`,
    );
  const inbox = mailbox.folderOf('inbox');
  const before = await count();
  world.sandbox.mailboxes.deliver(mailbox.address, letter('As it came'));
  await collect('imap_smtp');
  const stored = inbox.messages.at(-1);
  assert.ok(stored);
  stored.raw = letter('As Exchange writes it, with another text part');
  await collect('graph');
  assert.equal(await count(), before + 1);
  // Another message that claims the same identifier is another one by either road.
  world.sandbox.mailboxes.deliver(mailbox.address, letter('Forged', 'Tue, 03 Nov 2026 10:00:07 +0100'));
  await collect('graph');
  assert.equal(await count(), before + 2);
});

test('what one road had not come to settle is settled with what the other makes of it', async () => {
  const { desk } = opened;
  await desk.write((tx) =>
    tx
      .update(receipts)
      .set({ settledAt: null, settleAction: null })
      .where(eq(receipts.messageId, 'new@x.example')),
  );
  const unsettled = async () =>
    (await desk.read.select().from(receipts)).filter(({ settledAt }) => settledAt === null).length;
  assert.equal(await unsettled(), 2);
  await collect('graph');
  assert.equal(await unsettled(), 0);
});
