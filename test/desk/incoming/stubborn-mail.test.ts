import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type Channel, updateChannel } from '../../../src/db/channels.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { retireReceipts } from '../../../src/db/retire-receipts.ts';
import { channelFolders, receipts } from '../../../src/db/schema/schema-mail.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import {
  type FailedDownloads,
  rememberFailedDownloads,
} from '../../../src/desk/fetching/failed-downloads.ts';
import { RemoteError } from '../../../src/domain/failure.ts';
import type { MailReader } from '../../../src/domain/mail-reading.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { address, goodToken, type ImapBench, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { collectOptions } from '../../support/collect-options.ts';
import { addChannel, type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

// One message, or one command, that a server always refuses; and mail that is the same or not, against appearances.

let bench: ImapBench;
let opened: ImportDesk;
before(async () => {
  bench = await openBench();
});
after(async () => {
  await bench[Symbol.asyncDispose]();
});
let channel: Channel;
beforeEach(async () => {
  await opened?.close();
  bench.mailboxes.remove(address);
  bench.mailboxes.create(address);
  opened = await openImportDesk();
  channel = await addChannel(opened.desk, { address });
});
after(() => opened?.close());

const refusal = (command: string) =>
  new RemoteError({ origin: 'imap', code: 'NO', command, text: `${command} failed.` });

/** @returns what went wrong, undefined where nothing did */
async function collect(
  changes: (connection: MailReader) => Partial<MailReader> = () => ({}),
  failed?: FailedDownloads,
): Promise<unknown> {
  const where = {
    host: 'localhost',
    port: bench.port,
    security: 'tls',
    ca: bench.ca,
    user: address,
  } as const;
  const connection = await openImapReader({ ...where, auth: { accessToken: goodToken } });
  try {
    const { settleError } = await collectMail(
      opened.desk,
      channel,
      { ...connection, ...changes(connection) },
      collectOptions({ comparesAll: true, ...(failed === undefined ? {} : { failed }) }),
    );
    return settleError;
  } catch (error) {
    return error;
  } finally {
    await connection.close();
  }
}

const listReceipts = () => opened.desk.read.select().from(receipts).orderBy(receipts.uid);
const left = () => bench.mailboxes.get(address)?.findFolder('INBOX')?.messages.length;

test('a message that the server cannot give out holds up no other, and is asked for again later', async () => {
  for (const name of ['One', 'Two', 'Three', 'Four']) bench.mailboxes.deliver(address, plainMail(name));
  let now = 0;
  const failed = rememberFailedDownloads(() => now);
  let isBroken = true;
  const breakOff = (connection: MailReader): Partial<MailReader> => ({
    async fetchMessages(places) {
      if (isBroken && places.includes('2')) throw refusal('FETCH');
      return connection.fetchMessages(places);
    },
  });
  assert.equal(await collect(breakOff, failed), undefined);
  const others = async () => (await listReceipts()).map(({ uid }) => uid);
  assert.deepEqual(await others(), [1, 3, 4]);
  // From then on it comes last and alone, and a new one with the others.
  bench.mailboxes.deliver(address, plainMail('Five'));
  assert.equal(await collect(breakOff, failed), undefined);
  assert.deepEqual(await others(), [1, 3, 4, 5]);
  assert.equal(await collect(breakOff, failed), undefined);
  assert.equal(await collect(breakOff, failed), undefined);
  isBroken = false;
  assert.equal(await collect(breakOff, failed), undefined);
  assert.equal((await listReceipts()).length, 4);
  now += 3_600_000;
  assert.equal(await collect(breakOff, failed), undefined);
  assert.deepEqual(await others(), [1, 2, 3, 4, 5]);
  assert.equal(left(), 0);
});

test('a server that refuses to settle is told of, and new mail is imported all the same', async () => {
  const refuse = () => ({ removeMessages: () => Promise.reject(refusal('EXPUNGE')) });
  bench.mailboxes.deliver(address, plainMail('One'));
  assert.match(String(await collect(refuse)), /EXPUNGE failed/);
  bench.mailboxes.deliver(address, plainMail('Two'));
  assert.match(String(await collect(refuse)), /EXPUNGE failed/);
  const rows = await listReceipts();
  assert.deepEqual(
    rows.map(({ outcome, settledAt }) => [outcome, settledAt]),
    [
      ['opened', null],
      ['opened', null],
    ],
  );
  assert.equal(await collect(), undefined);
  assert.equal(left(), 0);
});

test('what is seen instead of heard when settling is kept as a code', async () => {
  bench.mailboxes.deliver(address, plainMail('One'));
  for (const [code, kept] of [
    ['NOT_DONE', { code: 'not_done' }],
    ['SAME_FOLDER', { code: 'same_folder' }],
  ] as const) {
    const text = 'Words of the program that are not kept.';
    const failure = new RemoteError({ origin: 'imap', code, command: 'EXPUNGE', text });
    await collect(() => ({ removeMessages: () => Promise.reject(failure) }));
    assert.deepEqual(
      (await listReceipts()).map(({ settleError }) => settleError),
      [kept],
    );
  }
});

test('one message that the server refuses to delete keeps no other there', async () => {
  for (let n = 1; n <= 30; n++) bench.mailboxes.deliver(address, plainMail(`Number ${n}`));
  const refuse = (connection: MailReader): Partial<MailReader> => ({
    async removeMessages(places) {
      if (places.includes('7')) throw refusal('EXPUNGE');
      await connection.removeMessages(places);
    },
  });
  for (let run = 0; run < 2; run++) assert.match(String(await collect(refuse)), /EXPUNGE failed/);
  const unsettled = (await listReceipts()).filter(({ settledAt }) => settledAt === null);
  assert.deepEqual(
    unsettled.map(({ uid, settleError }) => [uid, settleError]),
    [[7, { code: 'said', text: 'EXPUNGE failed.' }]],
  );
  assert.equal(left(), 1);
});

test('a run that goes on after its channel was given another mailbox leaves no trace of the old one', async () => {
  for (const name of ['One', 'Two']) bench.mailboxes.deliver(address, plainMail(name));
  const change = (connection: MailReader): Partial<MailReader> => ({
    async fetchMessages(places) {
      const found = await connection.fetchMessages(places);
      await opened.desk.write((tx) => retireReceipts(tx, channel.id, new Date()));
      return found;
    },
  });
  assert.match(String(await collect(change)), /reads another mailbox now/);
  assert.deepEqual(await listReceipts(), []);
  assert.deepEqual(await opened.desk.read.select().from(channelFolders), []);
  assert.equal(left(), 2);
});

test('what is paused, or chosen otherwise, while a run is under way counts at once', async () => {
  bench.mailboxes.deliver(address, plainMail('One'));
  const pause = (connection: MailReader): Partial<MailReader> => ({
    async fetchMessages(places) {
      await opened.desk.write((tx) => updateChannel(tx, channel.id, { pausedAt: new Date() }));
      return connection.fetchMessages(places);
    },
  });
  assert.equal(await collect(pause), undefined);
  assert.equal(left(), 1);
  assert.equal((await listReceipts())[0]?.settledAt, null);
  const changes = { pausedAt: null, afterImport: 'mark_read' } as const;
  await opened.desk.write((tx) => updateChannel(tx, channel.id, changes));
  // The run goes by the channel as it was: it would delete.
  assert.equal(await collect(), undefined);
  assert.equal(left(), 1);
  assert.equal((await listReceipts())[0]?.settleAction, 'mark_read');
});

test('an oversized message that gets another UID stays on the server, and waits once', async () => {
  await opened.close();
  opened = await openImportDesk(undefined, { mostMegabytes: 1 });
  channel = await addChannel(opened.desk, { address });
  const large = plainMail('Large', 'x'.repeat(78).concat('\r\n').repeat(20_000));
  bench.mailboxes.deliver(address, large);
  assert.equal(await collect(), undefined);
  const [before] = await listQuarantine(opened.desk.read);
  assert.equal(before?.kind, 'oversized');
  const mailbox = bench.mailboxes.get(address);
  const inbox = mailbox?.findFolder('INBOX');
  if (inbox !== undefined) mailbox?.renewUidValidity(inbox);
  assert.equal(await collect(), undefined);
  assert.equal(left(), 1);
  const waiting = await listQuarantine(opened.desk.read);
  assert.deepEqual(
    waiting.map(({ kind, receiptId }) => [kind, receiptId === before?.receiptId]),
    [['oversized', false]],
  );
});

test('a channel that reads another mailbox takes none of its mail for what it had before', async () => {
  bench.mailboxes.deliver(address, plainMail('Old one'));
  bench.mailboxes.deliver(address, plainMail('Old two'));
  // The old server was never told.
  await collect(() => ({ removeMessages: () => Promise.reject(refusal('EXPUNGE')) }));
  bench.mailboxes.remove(address);
  bench.mailboxes.create(address);
  for (const name of ['New one', 'New two', 'Old two']) bench.mailboxes.deliver(address, plainMail(name));
  await opened.desk.write((tx) => retireReceipts(tx, channel.id, new Date()));
  assert.deepEqual(await opened.desk.read.select().from(channelFolders), []);
  const told: (readonly string[])[] = [];
  const watch = (connection: MailReader): Partial<MailReader> => ({
    async removeMessages(places) {
      told.push(places);
      await connection.removeMessages(places);
    },
  });
  assert.equal(await collect(watch), undefined);
  const rows = await listReceipts();
  assert.deepEqual(rows.map(({ outcome }) => outcome).sort(), [
    'duplicate',
    'opened',
    'opened',
    'opened',
    'opened',
  ]);
  assert.ok(rows.every(({ settledAt }) => settledAt !== null));
  assert.deepEqual(told, [['1', '2', '3']]);
});
