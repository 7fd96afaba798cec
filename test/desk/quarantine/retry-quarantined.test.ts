import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Channel } from '../../../src/db/channels.ts';
import { listQuarantine } from '../../../src/db/quarantine.ts';
import { receipts } from '../../../src/db/schema/schema-mail.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import type { Desk } from '../../../src/desk/desk.ts';
import { collectMail } from '../../../src/desk/fetching/collect-mail.ts';
import { discardQuarantined } from '../../../src/desk/quarantine/discard-quarantined.ts';
import { importAnyway } from '../../../src/desk/quarantine/import-anyway.ts';
import { retryQuarantined } from '../../../src/desk/quarantine/retry-quarantined.ts';
import { openImapReader } from '../../../src/mail/imap-reader.ts';
import { address, goodToken, openBench, plainMail } from '../../sandbox/imap-support.ts';
import { collectOptions } from '../../support/collect-options.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';

const operator = { kind: 'command_line' } as const;

test('quarantined mail becomes an article once it can be read, or is discarded', async () => {
  await using bench = await openBench();
  const crowded = Array.from({ length: 50 }, (_, n) => `X-${n}: y`);
  const nameless = plainMail('Two', 'Two', crowded)
    .toString()
    .replace(/^Message-ID.*\r\n/m, '');
  bench.mailboxes.deliver(address, plainMail('One', 'One', crowded));
  bench.mailboxes.deliver(address, Buffer.from(nameless));
  bench.mailboxes.deliver(address, plainMail('Three', 'Three', crowded));
  const folder = mkdtempSync(join(tmpdir(), 'postroom-retry-'));
  const path = join(folder, 'postroom.db');

  const strict = await openImportDesk(path, { mostHeaderFields: 20 });
  const channel = await addChannel(strict.desk, { address });
  await collect(strict.desk, channel, bench);
  const [three, two, one] = await listQuarantine(strict.desk.read);
  assert.equal(one?.kind, 'over_limit');
  await assert.rejects(retryQuarantined.perform(strict.desk, operator, { id: one?.id ?? 0 }), {
    code: 'conflict',
  });
  await strict.close();

  const { desk, close } = await openImportDesk(path, {});
  await retryQuarantined.perform(desk, operator, { id: one?.id ?? 0 });
  await retryQuarantined.perform(desk, operator, { id: two?.id ?? 0 });
  await discardQuarantined.perform(desk, operator, { id: three?.id ?? 0 });
  await assert.rejects(discardQuarantined.perform(desk, operator, { id: three?.id ?? 0 }), {
    code: 'conflict',
  });
  assert.deepEqual(await listQuarantine(desk.read), []);
  const rows = await desk.read.select().from(receipts).orderBy(receipts.uid);
  assert.deepEqual(
    rows.map(({ outcome }) => outcome),
    ['opened', 'opened', 'ignored'],
  );
  // The server is told of what has come right at the next fetch; of what was discarded, never.
  assert.deepEqual(
    rows.map(({ settledAt, settleAction }) => [settledAt !== null, settleAction]),
    [
      [false, null],
      [false, null],
      [true, 'keep'],
    ],
  );
  assert.equal(await desk.read.$count(articles), 2);
  await close();
  rmSync(folder, { recursive: true });
});

test('of two decisions about one message at once, the second is refused', async () => {
  await using bench = await openBench();
  const crowded = Array.from({ length: 50 }, (_, n) => `X-${n}: y`);
  for (const name of ['One', 'Two']) bench.mailboxes.deliver(address, plainMail(name, name, crowded));
  const { desk, close } = await openImportDesk(undefined, { mostHeaderFields: 20 });
  await collect(desk, await addChannel(desk, { address }), bench);
  const [two, one] = await listQuarantine(desk.read);
  const decide = [
    importAnyway.perform(desk, operator, { id: one?.id ?? 0 }),
    importAnyway.perform(desk, operator, { id: one?.id ?? 0 }),
    discardQuarantined.perform(desk, operator, { id: two?.id ?? 0 }),
    discardQuarantined.perform(desk, operator, { id: two?.id ?? 0 }),
  ];
  const settled = await Promise.allSettled(decide);
  const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
  assert.deepEqual(failures, ['conflict', 'conflict']);
  assert.equal(await desk.read.$count(articles), 1);
  await close();
});

test('the archive cut-off goes by when the mailbox got it, not by when it could be read', async () => {
  await using bench = await openBench();
  const crowded = Array.from({ length: 50 }, (_, n) => `X-${n}: y`);
  const received = new Date('2020-02-03T04:05:06Z');
  for (const name of ['One', 'Two'])
    bench.mailboxes.deliver(address, plainMail(name, name, crowded), { internalDate: received });
  const folder = mkdtempSync(join(tmpdir(), 'postroom-retry-'));
  const path = join(folder, 'postroom.db');
  const strict = await openImportDesk(path, { mostHeaderFields: 20 });
  const changes = { address, archiveBefore: new Date('2025-01-01T00:00:00Z') };
  await collect(strict.desk, await addChannel(strict.desk, changes), bench);
  const [two, one] = await listQuarantine(strict.desk.read);
  assert.deepEqual([one?.receivedAt, two?.receivedAt], [received, received]);
  await importAnyway.perform(strict.desk, operator, { id: two?.id ?? 0 });
  await strict.close();

  const { desk, close } = await openImportDesk(path, {});
  await retryQuarantined.perform(desk, operator, { id: one?.id ?? 0 });
  const rows = await desk.read.select().from(receipts);
  assert.deepEqual(
    rows.map(({ outcome }) => outcome),
    ['archived', 'archived'],
  );
  await close();
  rmSync(folder, { recursive: true });
});

async function collect(desk: Desk, channel: Channel, { port, ca }: { port: number; ca: string }) {
  const where = { host: 'localhost', port, security: 'tls', ca, user: address } as const;
  const connection = await openImapReader({ ...where, auth: { accessToken: goodToken } });
  await collectMail(desk, channel, connection, collectOptions());
  await connection.close();
}
