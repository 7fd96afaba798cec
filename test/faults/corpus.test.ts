import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { getChannel } from '../../src/db/channels.ts';
import { connectionOf } from '../../src/desk/channels/connection-of.ts';
import { collectMail } from '../../src/desk/fetching/collect-mail.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { collectOptions } from '../support/collect-options.ts';
import { readCorpusMail, withCrlf } from '../support/corpus-mail.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { startMailWorld } from '../support/mail-world.ts';
import { isLongRun, recount } from '../support/recount.ts';

// All of the corpus and every fixture, with copies, forgeries and nameless mail among them, through a whole import.

const numbers = Array.from({ length: 20 }, (_, n) => n);
const letter = (text: string, id?: string) =>
  Buffer.from(
    [
      'From: Ada <ada@customer.example>',
      'Date: Mon, 02 Nov 2026 10:00:00 +0100',
      ...(id === undefined ? [] : [`Message-ID: <${id}@customer.example>`]),
      `Subject: ${text}`,
      '',
      text,
      '',
    ].join('\r\n'),
  );

test('each message of the corpus ends as an article or in quarantine with a reason', {
  skip: whyNoDovecot(),
  timeout: isLongRun ? 1_800_000 : 600_000,
}, async () => {
  const corpus = readCorpusMail(isLongRun ? 6046 : 300);
  const fixtures = globSync('test/fixtures/**/*.eml')
    .sort()
    .map((path) => withCrlf(readFileSync(path)));
  const copies = numbers.map(() => letter('One and the same', 'copy'));
  const forgeries = numbers.map((n) => letter(`Different content ${n}`, 'forged'));
  const nameless = numbers.map((n) => letter(`Without an identifier ${n}`));
  await using world = await startMailWorld();
  const mailbox = await world.prepare(spread(corpus, [...fixtures, ...copies, ...forgeries, ...nameless]));
  const opened = await openImportDesk(
    mailbox.dataPath,
    {},
    { cloudPath: world.writeCloud(world.dovecot.port) },
  );
  const { desk } = opened;
  const endedAt = performance.now();
  const channel = await getChannel(desk.read, 1);
  const connection = await openImapReader(await connectionOf(desk, channel));
  await collectMail(
    desk,
    channel,
    connection,
    collectOptions({ comparesAll: true, retriesPlaceholders: true }),
  );
  await connection.close();
  const quarantined = await desk.read.all<{ kind: string; reason: string }>(
    'SELECT kind, reason FROM quarantine',
  );
  const outcomes = await desk.read.all<{ sha256: string; outcome: string }>(
    'SELECT sha256, outcome FROM receipts',
  );
  const duplicates = (mails: Buffer[]) => {
    const hashes = new Set(mails.map((mail) => createHash('sha256').update(mail).digest('hex')));
    return outcomes.filter(({ sha256, outcome }) => hashes.has(sha256) && outcome === 'duplicate').length;
  };
  await opened.close();
  const report = recount(world, mailbox, {
    fault: 'copies, forgeries and hostile mail',
    tries: mailbox.messages,
    endedAt,
  });
  assert.deepEqual(quarantined, []);
  assert.equal(report.receipts, mailbox.messages);
  assert.equal(report.articles, mailbox.messages - report.duplicates);
  // Of the copies one is kept, of the others all.
  assert.equal(duplicates(copies), copies.length - 1);
  assert.equal(duplicates([...forgeries, ...nameless, ...corpus]), 0);
});

/** Puts `few` among `many` at even distances. */
function spread(many: readonly Buffer[], few: readonly Buffer[]): Buffer[] {
  const distance = Math.floor(many.length / few.length);
  return many.flatMap((each, index) => {
    const planted = index % distance === 0 ? few[index / distance] : undefined;
    return planted === undefined ? [each] : [planted, each];
  });
}
