import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { putChannelFolder } from '../../../src/db/channel-folders.ts';
import { type Channel, getChannel, updateChannel } from '../../../src/db/channels.ts';
import { groups } from '../../../src/db/schema/schema.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { connectImap } from '../../../src/mail/imap.ts';
import { readByImap } from '../../../src/mail/imap-reader.ts';
import { collectOptions } from '../../support/collect-options.ts';
import { type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../../support/dovecot.ts';
import { addChannel, type ImportDesk, openImportDesk } from '../../support/import-desk.ts';

// What has been here before, by whichever way it comes again; and what has not been here yet.

const skip = whyNoDovecot();
let dovecot: Dovecot;
let opened: ImportDesk;
let number = 0;
before(async () => {
  if (skip !== undefined) return;
  dovecot = await startDovecot();
  opened = await openImportDesk();
  await opened.desk.write((tx) => tx.insert(groups).values({ name: 'Sales', isActive: true }));
});
after(async () => {
  await opened?.close();
  await dovecot?.stop();
});
beforeEach(() => {
  number += 1;
});

const letter = (id: string) =>
  Buffer.from(
    `From: Ada <ada@customer.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${number}-${id}@customer.example>\r\nSubject: ${id}\r\n\r\n${id}\r\n`,
  );
const fill = (channel: Channel, mail: Buffer[], folder = '') =>
  seedMaildir(join(dovecot.mailFolder(channel.address), folder), mail);
const newChannel = (changes: Partial<Channel> = {}) =>
  addChannel(opened.desk, {
    address: `box${number}-${Math.random()}@test`,
    afterImport: 'mark_read',
    ...changes,
  });

/** @returns the outcomes of all receipts that a channel has by now, in the order they came */
async function collect({ id }: Channel, comparesAll = false): Promise<string[]> {
  const { desk } = opened;
  const channel = await getChannel(desk.read, id);
  const connection = await connect(channel);
  await collectMail(desk, channel, readByImap(connection), collectOptions({ comparesAll }));
  await connection.close();
  const rows = await desk.read.select().from(receipts).orderBy(receipts.id);
  return rows.filter(({ channelId }) => channelId === id).map(({ outcome }) => outcome);
}

function connect({ address }: Channel) {
  const { port, password } = dovecot;
  return connectImap({ host: '127.0.0.1', port, security: 'none', user: address, auth: { password } });
}

test('one message in several mailboxes is one ticket in each group', { skip }, async () => {
  const before = await opened.desk.read.$count(tickets);
  const [first, second, other] = [await newChannel(), await newChannel(), await newChannel({ groupId: 2 })];
  for (const channel of [first, second, other]) fill(channel, [letter('a')]);
  assert.deepEqual(await collect(first), ['opened']);
  assert.deepEqual(await collect(second), ['duplicate']);
  assert.deepEqual(await collect(other), ['opened']);
  assert.equal(await opened.desk.read.$count(tickets), before + 2);
});

test('a message that comes back under another UID, or in a folder that the channel turns to, is known', {
  skip,
}, async () => {
  const before = await opened.desk.read.$count(articles);
  const channel = await newChannel();
  fill(channel, [letter('a')]);
  assert.deepEqual(await collect(channel), ['opened']);
  fill(channel, [letter('a')]);
  assert.deepEqual(await collect(channel), ['opened', 'duplicate']);
  const connection = await connect(channel);
  await connection.createFolder('Elsewhere');
  await connection.close();
  fill(channel, [letter('a'), letter('b')], '.Elsewhere');
  await opened.desk.write((tx) => updateChannel(tx, channel.id, { folder: 'Elsewhere' }));
  assert.deepEqual(await collect(channel), ['opened', 'duplicate', 'duplicate', 'opened']);
  assert.equal(await opened.desk.read.$count(articles), before + 2);
});

test('what lies below the cursor without a receipt is found when all is compared', { skip }, async () => {
  const channel = await newChannel();
  fill(channel, [letter('a'), letter('b')]);
  const connection = await connect(channel);
  const { path, uidValidity: numbering } = await connection.selectFolder('');
  await connection.close();
  const key = { channelId: channel.id, folder: path, numbering };
  await opened.desk.write((tx) => putChannelFolder(tx, { ...key, cursor: '2', comparedAt: null }));
  assert.deepEqual(await collect(channel), []);
  assert.deepEqual(await collect(channel, true), ['opened', 'opened']);
});

test('what is archived goes by when the server received it, not by the date that the sender gave', {
  skip,
}, async () => {
  const channel = await newChannel({ archiveBefore: new Date(Date.now() - 3_600_000) });
  fill(channel, [letter('received long ago'), letter('received now')]);
  const folder = join(dovecot.mailFolder(channel.address), 'cur');
  const [oldest = ''] = readdirSync(folder).sort();
  utimesSync(join(folder, oldest), 1_600_000_000, 1_600_000_000);
  assert.deepEqual(await collect(channel), ['archived', 'opened']);
});
