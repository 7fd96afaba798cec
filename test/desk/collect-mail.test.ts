import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { articles, receipts, tickets } from '../../src/db/schema.ts';
import { type CollectOptions, collectMail } from '../../src/desk/collect-mail.ts';
import { connectImap } from '../../src/mail/imap.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { countMaildir, type Dovecot, seedMaildir, startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';

const skip = whyNoDovecot();
let dovecot: Dovecot;
before(async () => {
  if (skip === undefined) dovecot = await startDovecot();
});
after(() => dovecot?.stop());

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const options = (): CollectOptions => ({
  signal: new AbortController().signal,
  suspects: new Map(),
  comparesAll: false,
  retriesPlaceholders: true,
  onProgress: () => undefined,
});
const open = (user: string) =>
  connectImap({
    host: '127.0.0.1',
    port: dovecot.port,
    security: 'none',
    user,
    auth: { password: dovecot.password },
  });

test('2,000 messages of the corpus become 2,000 receipts and leave the mailbox empty', { skip }, async () => {
  const mail = readCorpusMail(2000);
  const folder = dovecot.mailFolder('corpus@test');
  seedMaildir(folder, mail);
  const { desk, close } = await openImportDesk();
  const channel = await addChannel(desk);
  const connection = await open('corpus@test');
  const began = performance.now();
  const collected = await collectMail(desk, channel, connection, options());
  const seconds = (performance.now() - began) / 1000;
  console.log(`# ${(2000 / seconds).toFixed(0)} messages a second`);
  assert.equal(collected.stored, 2000);
  const stored = await desk.read.select().from(receipts);
  assert.deepEqual(stored.map(({ sha256 }) => sha256).sort(), mail.map(hash).sort());
  assert.deepEqual(
    stored.filter(({ settledAt }) => settledAt === null),
    [],
  );
  assert.equal(countMaildir(folder), 0);
  const outcomes = await desk.read.all(sql`SELECT outcome, count(*) FROM receipts GROUP BY 1`);
  console.log(
    '#',
    JSON.stringify(outcomes),
    await desk.read.$count(tickets),
    await desk.read.$count(articles),
  );
  assert.deepEqual(await collectMail(desk, channel, connection, options()), {
    stored: 0,
    settled: 0,
    withheld: 0,
    placeholders: 0,
  });
  await connection.close();
  await close();
});
