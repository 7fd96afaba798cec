import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { listChannels } from '../../../src/db/channels.ts';
import { listParseAttempts } from '../../../src/db/parse-attempts.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import type { DownloadedMail } from '../../../src/desk/fetching/download-mail.ts';
import { createMailParser, createSuspects, isolateSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { createParserPool, type ParseOutcome, type ParserPool } from '../../../src/mail/parser-pool.ts';
import { address, goodToken, type ImapBench, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

const raws = ['One', 'Two', 'Three'].map((subject) => plainMail(subject));
/** As after a crash with all of them under way. */
const suspects = createSuspects(raws.map((raw) => [createHash('sha256').update(raw).digest('hex'), 1]));

test('a parser that cannot start is not held against the mail it was to read', async () => {
  await using bench = await openBench();
  for (const raw of raws) bench.mailboxes.deliver(address, raw);
  const parser = createParserPool({
    command: '/nowhere/postroom',
    args: [],
    size: 1,
    memoryLimitMb: 400,
  });
  const { desk, close } = await openImportDesk(undefined, undefined, { parser });
  for (let turn = 0; turn < 5; turn++) await assert.rejects(collect(desk, bench), { code: 'unavailable' });
  assert.deepEqual(await listParseAttempts(desk.read), []);
  await close();
});

test('a line that is cut leaves nothing that was answered for under suspicion', async () => {
  await using bench = await openBench();
  for (const raw of raws) bench.mailboxes.deliver(address, raw);
  const { desk, close } = await openImportDesk();
  bench.faults.set(address, { kind: 'truncate-literal', value: 3, times: 1 });
  await collect(desk, bench, 1).catch(() => undefined);
  assert.deepEqual(await listParseAttempts(desk.read), []);
  await collect(desk, bench);
  assert.equal(await desk.read.$count(receipts), 3);
  await close();
});

test('a message is held back as the fault of nobody until it is known that the parser itself is sound', async () => {
  const killed = { kind: 'killed', reason: { code: 'killed_by_time', seconds: 1 } } as const;
  const outcomes: ParseOutcome[] = [{ kind: 'rejected', reason: { code: 'broken' } }, killed, killed];
  const parser: ParserPool = {
    ...createParserPool({ command: '/nowhere', args: [], size: 1, memoryLimitMb: 400 }),
    async parse(raws, { onOutcomes } = {}) {
      for (const [index] of raws.entries()) onOutcomes?.(outcomes.slice(index, index + 1));
      // The probe of a parser that is broken.
      return raws.length === 1 ? [killed] : outcomes;
    },
  };
  const { desk, close } = await openImportDesk(undefined, undefined, { parser });
  const parse = createMailParser(desk, createSuspects(), 'a source');
  const read: string[] = [];
  const batch = ['one', 'two', 'three'].map((sha256) => mail(sha256));
  const all = parse(batch, (mails) => read.push(...mails.map(({ sha256 }) => sha256)));
  await assert.rejects(all, { code: 'unavailable' });
  assert.deepEqual(read, ['one']);
  assert.deepEqual(await listParseAttempts(desk.read), []);
  await close();
});

async function collect(desk: Desk, { port, ca }: ImapBench, batchMessages = 100): Promise<void> {
  const [known] = await listChannels(desk.read);
  const channel = known ?? (await addChannel(desk, { address }));
  const where = { host: 'localhost', port, security: 'tls', ca, user: address } as const;
  const connection = await openImapReader({ ...where, auth: { accessToken: goodToken } });
  try {
    await collectMail(desk, channel, connection, {
      signal: new AbortController().signal,
      suspects,
      comparesAll: false,
      settles: true,
      retriesPlaceholders: false,
      onProgress: () => undefined,
      limits: { batchMessages, batchBytes: 1e6, largeBytes: 1e6, messageBytes: 1e6 },
    });
  } finally {
    await connection.close();
  }
}

test('after a crash suspects go in small company, and alone when that crashed too', () => {
  const mails = Array.from({ length: 27 }, (_, uid) => mail(`${uid < 25 ? 'once' : 'twice'}${uid}`));
  const known = createSuspects(mails.map(({ sha256 }) => [sha256, sha256.startsWith('once') ? 1 : 2]));
  const parts = isolateSuspects([mail('fresh1'), mail('fresh2'), ...mails, mail('fresh3')], known);
  assert.deepEqual(
    parts.map((part) => part.length),
    [2, 10, 10, 5, 1, 1, 1],
  );
});

function mail(sha256: string): DownloadedMail {
  return { place: '1', raw: Buffer.alloc(0), sha256, size: 0, receivedAt: new Date(0) } as DownloadedMail;
}
