import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { type Channel, getChannel } from '../../../src/db/channels.ts';
import { listFactsOfChannel } from '../../../src/db/facts.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import type { CollectOptions } from '../../../src/desk/fetching/collect-mail.ts';
import { rememberFailedDownloads } from '../../../src/desk/fetching/failed-downloads.ts';
import { noteUnlisted } from '../../../src/desk/fetching/note-unlisted.ts';
import { RemoteError } from '../../../src/domain/failure.ts';
import type { MailReader } from '../../../src/domain/mail-reading.ts';
import type { Road } from '../../../src/domain/mail-road.ts';
import type { Mailbox } from '../../../src/sandbox/mailboxes.ts';
import { channelWords } from '../../../views/facts/channel-words.ts';
import { emptyMailbox } from '../../sandbox/graph-support.ts';
import { plainMail } from '../../sandbox/imap-support.ts';
import { collectByRoad } from '../../support/collect-options.ts';
import { type GraphWorld, startGraphWorld } from '../../support/graph-world.ts';
import { type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

// One message that the server cannot list, or cannot give out, among others.

let world: GraphWorld;
let opened: ImportDesk;
let mailbox: Mailbox;
let channel: Channel;
before(async () => {
  world = await startGraphWorld();
});
after(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  const mail = Array.from({ length: 12 }, (_, n) => plainMail(`Mail ${n}`));
  const prepared = await world.prepare(mail, { afterImport: 'delete' });
  mailbox = prepared.mailbox;
  opened = await openImportDesk(prepared.dataPath, {}, { cloudPath: world.cloudPath });
  channel = await getChannel(opened.desk.read, 1);
});
afterEach(async () => {
  world.sandbox.faults.clear();
  await opened.close();
  // There are fewer people than tests.
  emptyMailbox(mailbox);
});

const inbox = () => mailbox.folderOf('inbox').messages;
const spoil = (command?: string) => {
  const value = inbox()[5]?.uid ?? 0;
  const at = command === undefined ? {} : { command };
  world.sandbox.faults.set(mailbox.address, { kind: 'graph-corrupt', value, ...at });
};
const countArticles = () => opened.desk.read.$count(articles);
const collect = (
  road: Road,
  changes: Partial<CollectOptions> = {},
  wrap?: (reader: MailReader) => Partial<MailReader>,
) => collectByRoad(opened.desk, channel, road, changes, wrap);

test('what Graph cannot list is said once, all other mail comes, and it comes too once it can', async () => {
  spoil();
  assert.equal((await collect('graph')).stored, 11);
  assert.deepEqual([inbox().length, await countArticles()], [1, 11]);
  world.sandbox.mailboxes.deliver(mailbox.address, plainMail('Later'));
  assert.equal((await collect('graph')).stored, 1);
  assert.equal((await collect('graph', { comparesAll: true })).stored, 0);
  const facts = await listFactsOfChannel(opened.desk.read, 1, { limit: 9, kinds: ['channel.unlisted'] });
  assert.equal(facts.length, 1);
  assert.match(JSON.stringify(facts[0]?.data), /"count":1,"after":"20.*","before":"20/);
  const [fact] = facts;
  assert.ok(fact?.kind === 'channel.unlisted');
  assert.match(
    channelWords['channel.unlisted'](fact.data),
    /^The server cannot list 1 message in INBOX; .* Received after 20\d\d.* Received before 20\d\d/,
  );
  world.sandbox.faults.clear();
  assert.equal((await collect('graph', { comparesAll: true })).stored, 1);
  assert.deepEqual([inbox().length, await countArticles()], [0, 13]);
});

test('what Graph cannot give out waits in the quarantine, and becomes a ticket once it can', async () => {
  spoil('value');
  let now = 0;
  const failed = rememberFailedDownloads(() => now);
  const first = await collect('graph', { failed });
  assert.deepEqual([first.stored, first.withheld], [11, 1]);
  for (let tries = 0; tries < 2; tries++) {
    const again = await collect('graph', { failed });
    assert.deepEqual([again.stored, again.withheld], [0, 1]);
  }
  assert.equal((await collect('graph', { failed })).stored, 0, 'it is left out for a while');
  now += 60_000;
  assert.equal((await collect('graph', { failed })).stored, 1);
  const [waiting] = await listQuarantine(opened.desk.read);
  assert.deepEqual([waiting?.kind, waiting?.subject], ['not_given_out', 'Mail 5']);
  assert.equal(inbox().length, 1);
  world.sandbox.faults.clear();
  await collect('graph', { failed, retriesPlaceholders: true });
  assert.deepEqual([inbox().length, await countArticles()], [0, 12]);
});

test('many of them that lie together, as encrypted ones do, hold up no other', async () => {
  for (const { uid } of inbox().slice(0, 6)) {
    world.sandbox.faults.set(mailbox.address, {
      kind: 'graph-corrupt',
      command: 'value',
      value: uid,
      words: '500 ErrorMimeContentConversionFailed: MIME content conversion failed.',
    });
  }
  let now = 0;
  const failed = rememberFailedDownloads(() => now);
  assert.equal((await collect('graph', { failed })).stored, 6);
  for (let tries = 0; tries < 2; tries++) assert.equal((await collect('graph', { failed })).stored, 0);
  now += 60_000;
  assert.equal((await collect('graph', { failed })).stored, 6);
  const waiting = await listQuarantine(opened.desk.read);
  assert.deepEqual(
    [waiting.length, new Set(waiting.map(({ kind }) => kind))],
    [6, new Set(['not_given_out'])],
  );
  assert.deepEqual([inbox().length, await countArticles()], [6, 6]);
});

test('by Graph, what is many times larger than was said comes at the second look, and at the first by itself', async () => {
  const saySmall = (reader: MailReader): Partial<MailReader> => ({
    describeMessages: async (places) =>
      (await reader.describeMessages(places)).map((facts) => ({ ...facts, size: 1000 })),
  });
  const deliver = (subject: string) =>
    world.sandbox.mailboxes.deliver(
      mailbox.address,
      Buffer.concat([plainMail(subject), Buffer.alloc(17 * 1024 * 1024, `${'a'.repeat(70)}\r\n`)]),
    );
  const failed = rememberFailedDownloads();
  deliver('Larger');
  assert.equal((await collect('graph', { failed }, saySmall)).stored, 12);
  assert.equal((await collect('graph', { failed }, saySmall)).stored, 1);
  deliver('Larger still');
  assert.equal((await collect('graph', { failed }, saySmall)).stored, 1);
  assert.deepEqual([inbox().length, await countArticles()], [0, 14]);
});

test('by IMAP, one that is larger than may come at once, and was said to be small, comes at the second look', async () => {
  const large = String(inbox()[5]?.uid);
  const refuseLarge = (reader: MailReader): Partial<MailReader> => ({
    async fetchMessages(places) {
      if (!places.includes(large)) return reader.fetchMessages(places);
      reader.cut();
      const text = 'Too large literal.';
      throw new RemoteError({ origin: 'imap', code: 'LiteralTooLarge', command: 'FETCH', text });
    },
  });
  const failed = rememberFailedDownloads();
  await assert.rejects(collect('imap_smtp', { failed }, refuseLarge), /Too large/);
  await collect('imap_smtp', { failed }, refuseLarge);
  assert.deepEqual([inbox().length, await countArticles()], [0, 12]);
});

test('a page of a proxy in the place of mail becomes no ticket, and the mail stays', async () => {
  world.sandbox.faults.set(mailbox.address, { kind: 'graph-html', command: 'value' });
  await assert.rejects(collect('graph'), /no message/);
  assert.deepEqual([inbox().length, await countArticles()], [12, 0]);
  world.sandbox.faults.clear();
  assert.equal((await collect('graph')).stored, 12);
  assert.deepEqual([inbox().length, await countArticles()], [0, 12]);
});

test('by IMAP too, and many that lie together hold up no other, nor new mail', async () => {
  for (const { uid } of inbox().slice(2, 8)) {
    world.sandbox.faults.set(mailbox.address, { kind: 'fetch-refused', value: uid });
  }
  let now = 0;
  const failed = rememberFailedDownloads(() => now);
  const first = await collect('imap_smtp', { failed });
  assert.deepEqual([first.stored, first.withheld], [6, 6]);
  world.sandbox.mailboxes.deliver(mailbox.address, plainMail('Later'));
  assert.equal((await collect('imap_smtp', { failed })).stored, 1);
  assert.equal((await collect('imap_smtp', { failed })).stored, 0);
  now += 60_000;
  assert.equal((await collect('imap_smtp', { failed })).stored, 6);
  const waiting = await listQuarantine(opened.desk.read);
  assert.deepEqual(
    waiting.map(({ kind, subject }) => `${kind} ${subject}`).sort(),
    [2, 3, 4, 5, 6, 7].map((n) => `not_given_out Mail ${n}`),
  );
  assert.deepEqual([inbox().length, await countArticles()], [6, 7]);
  world.sandbox.faults.clear();
  await collect('imap_smtp', { failed, retriesPlaceholders: true });
  assert.deepEqual([inbox().length, await countArticles()], [0, 13]);
});

test('by IMAP, those of which not even the header can be had hold up no other either', async () => {
  for (const n of [1, 3, 4, 6, 8]) {
    const value = inbox()[n]?.uid ?? 0;
    world.sandbox.faults.set(mailbox.address, { kind: 'fetch-refused-whole', value });
  }
  const failed = rememberFailedDownloads();
  await assert.rejects(collect('imap_smtp', { failed }), /could not be read/);
  assert.equal(await countArticles(), 7);
  world.sandbox.mailboxes.deliver(mailbox.address, plainMail('Later'));
  await assert.rejects(collect('imap_smtp', { failed }), /could not be read/);
  assert.equal(await countArticles(), 8);
  world.sandbox.faults.clear();
  await collect('imap_smtp', { failed });
  assert.deepEqual([inbox().length, await countArticles()], [0, 13]);
});

test('by IMAP, a server that refuses every message is not asked for each of them', async () => {
  world.sandbox.faults.set(mailbox.address, { kind: 'fetch-refused-whole' });
  await assert.rejects(collect('imap_smtp'), /could not be read/);
  assert.deepEqual([inbox().length, await countArticles()], [12, 0]);
});

test('of a folder with very many of them, each is said once', async () => {
  const unlisted = Array.from({ length: 250 }, (_, n) => ({
    count: 1,
    after: new Date(Date.UTC(2026, 0, 1, n)),
    before: new Date(Date.UTC(2026, 0, 1, n, 30)),
  }));
  for (let times = 0; times < 3; times++) await noteUnlisted(opened.desk, 1, 'INBOX', unlisted);
  const facts = await listFactsOfChannel(opened.desk.read, 1, { limit: 999, kinds: ['channel.unlisted'] });
  assert.equal(facts.length, 250);
});
