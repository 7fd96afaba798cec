import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { loadBlob } from '../../../src/db/blobs.ts';
import { type Channel, getChannel } from '../../../src/db/channels.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles, ticketLinks, tickets } from '../../../src/db/schema/schema-tickets.ts';
import { connectionOf } from '../../../src/desk/channels/connection-of.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { defaultDownloadLimits } from '../../../src/desk/fetching/plan-downloads.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { collectOptions } from '../../support/collect-options.ts';
import { readCorpusMail } from '../../support/corpus-mail.ts';
import {
  countMaildir,
  type Dovecot,
  seedMaildir,
  startDovecot,
  whyNoDovecot,
} from '../../support/dovecot.ts';
import { addChannel, type ImportDesk, openImportDesk } from '../../support/import-desk.ts';
import { startMailWorld } from '../../support/mail-world.ts';

const skip = whyNoDovecot();
let dovecot: Dovecot;
before(async () => {
  if (skip === undefined) dovecot = await startDovecot();
});
after(() => dovecot?.stop());

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const options = () => collectOptions({ retriesPlaceholders: true });
const open = (user: string) =>
  openImapReader({
    host: '127.0.0.1',
    port: dovecot.port,
    security: 'none',
    user,
    auth: { password: dovecot.password },
  });

test('500 messages of the corpus become 500 receipts over XOAUTH2 and leave the mailbox empty', {
  skip,
}, async () => {
  const mail = readCorpusMail(500);
  await using world = await startMailWorld();
  const { address, dataPath } = await world.prepare(mail);
  const cloudPath = world.writeCloud(world.dovecot.port);
  const { desk, close } = await openImportDesk(dataPath, {}, { cloudPath });
  const channel = await getChannel(desk.read, 1);
  const connection = await openImapReader(await connectionOf(desk, channel));
  const began = performance.now();
  const collected = await collectMail(desk, channel, connection, options());
  const seconds = (performance.now() - began) / 1000;
  console.log(`# ${(500 / seconds).toFixed(0)} messages a second`);
  assert.equal(collected.stored, 500);
  const stored = await desk.read.select().from(receipts);
  assert.deepEqual(stored.map(({ sha256 }) => sha256).sort(), mail.map(hash).sort());
  assert.deepEqual(
    stored.filter(({ settledAt }) => settledAt === null),
    [],
  );
  assert.equal(countMaildir(world.dovecot.mailFolder(address)), 0);
  const again = await collectMail(desk, channel, connection, options());
  assert.deepEqual(again, {
    mark: again.mark,
    areMarkedOnly: false,
    stored: 0,
    settled: 0,
    settleError: undefined,
    withheld: 0,
    placeholders: 0,
  });
  await connection.close();
  await close();
});

const letter = (id: string | undefined, text: string, more: string[] = []) =>
  Buffer.from(
    [
      'From: Ada <ada@customer.example>',
      'Date: Mon, 02 Nov 2026 10:00:00 +0100',
      ...(id === undefined ? [] : [`Message-ID: <${id}@customer.example>`]),
      `Subject: ${text.slice(0, 20)}`,
      ...more,
      '',
      text,
      '',
    ].join('\r\n'),
  );

interface Collected {
  readonly outcomes: string[];
  readonly channel: Channel;
  readonly opened: ImportDesk;
  again(): Promise<string[]>;
}

/** Imports `mail` into a file of its own. @returns the outcomes in the order of the UIDs */
async function collectAll(
  user: string,
  mail: Buffer[],
  changes: Partial<Channel> = {},
  more = {},
): Promise<Collected> {
  seedMaildir(dovecot.mailFolder(user), mail);
  const opened = await openImportDesk();
  const channel = await addChannel(opened.desk, changes);
  const again = async () => {
    const connection = await open(user);
    await collectMail(opened.desk, channel, connection, { ...options(), ...more });
    await connection.close();
    const rows = await opened.desk.read.select().from(receipts).orderBy(receipts.id);
    return rows.map(({ outcome }) => outcome);
  };
  return { outcomes: await again(), channel, opened, again };
}

test('copies make no second article; different mail with one Message-ID, or with none, is kept', {
  skip,
}, async () => {
  const mail = [
    letter('a', 'First'),
    letter('a', 'First'),
    letter('a', 'Another text under the same identifier'),
    letter(undefined, 'Nameless'),
    letter(undefined, 'Nameless'),
    letter(undefined, 'Nameless, but another one'),
    // Rendered anew: other header fields, the same content.
    letter('a', 'First', ['X-Relay: two', 'Received: from somewhere']),
  ];
  const { outcomes, opened } = await collectAll('copies@test', mail);
  const expected = ['opened', 'duplicate', 'opened', 'opened', 'duplicate', 'opened', 'duplicate'];
  assert.deepEqual(outcomes, expected);
  assert.equal(await opened.desk.read.$count(articles), 4);
  assert.equal(countMaildir(dovecot.mailFolder('copies@test')), 0);
  await opened.close();
});

test('an answer joins the ticket of the message before it in the same batch; a stranger opens a linked one', {
  skip,
}, async () => {
  const answer = letter('b', 'Re: First', ['In-Reply-To: <a@customer.example>']);
  const stranger = Buffer.from(
    letter('c', 'Me too', ['In-Reply-To: <a@customer.example>']).toString().replace('ada@', 'eve@'),
  );
  const { outcomes, opened } = await collectAll('answers@test', [letter('a', 'First'), answer, stranger]);
  assert.deepEqual(outcomes, ['opened', 'appended', 'opened']);
  const links = await opened.desk.read.select().from(ticketLinks);
  assert.deepEqual(
    links.map(({ ticketId, linkedTicketId }) => [ticketId, linkedTicketId]),
    [[2, 1]],
  );
  const numbers = await opened.desk.read.select({ number: tickets.number }).from(tickets);
  assert.deepEqual(
    numbers.map(({ number }) => number),
    [10_001, 10_002],
  );
  await opened.close();
});

test('oversized mail stays on the server with its header kept; what cannot be parsed is kept whole', {
  skip,
}, async () => {
  const oversized = letter('big', `Big ${'x'.repeat(3_000_000)}`);
  const bomb = letter(
    'bomb',
    'Bomb',
    Array.from({ length: 3000 }, (_, n) => `X-${n}: y`),
  );
  const limits = { ...defaultDownloadLimits, messageBytes: 2_500_000 };
  const mail = [letter('a', 'First'), oversized, bomb, letter('b', 'Last')];
  const { outcomes, opened, again } = await collectAll('large@test', mail, {}, { limits });
  assert.deepEqual(outcomes, ['opened', 'quarantined', 'quarantined', 'opened']);
  const [over, large] = await listQuarantine(opened.desk.read);
  assert.deepEqual([over?.kind, large?.kind], ['over_limit', 'oversized']);
  assert.equal(hash(await loadBlob(opened.desk.read, over?.blobId ?? 0)), hash(bomb));
  assert.match((await loadBlob(opened.desk.read, large?.blobId ?? 0)).toString(), /^Message-ID: <big@/m);
  // Neither is deleted on the server while it could still come right.
  assert.equal(countMaildir(dovecot.mailFolder('large@test')), 2);
  assert.deepEqual(await again(), outcomes);
  await opened.close();
});

test('mail from before the cut-off is archived with its own date in the chosen state', { skip }, async () => {
  const { outcomes, opened } = await collectAll('old@test', [letter('a', 'First')], {
    archiveBefore: new Date(Date.now() + 86_400_000),
    archiveState: 'closed',
    afterImport: 'mark_read',
  });
  assert.deepEqual(outcomes, ['archived']);
  const [ticket] = await opened.desk.read.select().from(tickets);
  assert.equal(ticket?.state, 'closed');
  await opened.close();
});

test('a stored message that was never settled is settled at the next run, not imported again', {
  skip,
}, async () => {
  const { opened, again } = await collectAll('late@test', [letter('a', 'First')], {
    afterImport: 'mark_read',
  });
  await opened.desk.write((tx) => tx.update(receipts).set({ settledAt: null, settleAction: null }));
  assert.deepEqual(await again(), ['opened']);
  const [receipt] = await opened.desk.read.select().from(receipts);
  assert.equal(receipt?.settleAction, 'mark_read');
  await opened.close();
});

test('with the unread only, read mail is left alone; with keep, read mail is imported too', {
  skip,
}, async () => {
  const folder = dovecot.mailFolder('read@test');
  seedMaildir(folder, [letter('a', 'Read')], 'S');
  const first = await collectAll('read@test', [letter('b', 'Unread')], {
    onlyUnread: true,
    afterImport: 'mark_read',
  });
  assert.deepEqual(first.outcomes, ['opened']);
  await first.opened.close();
  const second = await collectAll('read@test', [], { afterImport: 'mark_read' });
  assert.deepEqual(second.outcomes, ['opened', 'opened']);
  await second.opened.close();
});

test('moved mail is in the other folder, which is made when it is not there', { skip }, async () => {
  const changes = { afterImport: 'move', moveTo: 'Done/2026' } as const;
  const { outcomes, opened } = await collectAll('move@test', [letter('a', 'First')], changes);
  assert.deepEqual(outcomes, ['opened']);
  const folder = dovecot.mailFolder('move@test');
  assert.deepEqual([countMaildir(folder), countMaildir(`${folder}/.Done.2026`)], [0, 1]);
  await opened.close();
});
