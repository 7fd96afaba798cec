import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eq, like, sql } from 'drizzle-orm';
import { takeInstanceLock } from '../../../src/db/care/instance-lock.ts';
import { openDataFile, openReader } from '../../../src/db/care/open.ts';
import { savepoint, type Tx } from '../../../src/db/care/write.ts';
import { groups, settings } from '../../../src/db/schema/schema.ts';
import { AppError } from '../../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'postroom-db-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a stopped data file is one whole file that a copy of it opens', async () => {
  const path = join(folder, 'whole.db');
  const file = await openDataFile({ path });
  await file.write((tx) => tx.insert(settings).values({ key: 'kept', value: { deep: [1] } }));
  await file.close();
  assert.equal(existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0, false);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  copyFileSync(path, join(folder, 'copy.db'));
  const copy = await openDataFile({ path: join(folder, 'copy.db') });
  const rows = await copy.read.select().from(settings).where(eq(settings.key, 'kept'));
  assert.deepEqual(rows, [{ key: 'kept', value: { deep: [1] } }]);
  await copy.close();
});

test('transactions run one by one, a savepoint undoes only its own part, and a failure undoes the rest', async () => {
  const file = await openDataFile({ path: join(folder, 'write.db') });
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      file.write((tx) => tx.insert(settings).values({ key: `n${n}`, value: n })),
    ),
  );
  await file.write(async (tx) => {
    await tx.insert(settings).values({ key: 'kept', value: 1 });
    await assert.rejects(
      savepoint(tx, async () => {
        await tx.insert(settings).values({ key: 'undone', value: 1 });
        await tx.insert(settings).values({ key: 'kept', value: 2 });
      }),
      (error: Error) => !error.message.includes('params'),
    );
  });
  await assert.rejects(
    file.write(async (tx) => {
      await tx.insert(settings).values({ key: 'never', value: 1 });
      throw new AppError('invalid', 'no');
    }),
    { code: 'invalid' },
  );
  const rows = await file.read.select().from(settings);
  assert.equal(rows.length, 21);
  await file.close();
});

test('a bulk import leaves its log to mail or idle work and to no person, and all of it is there at any time', async () => {
  const path = join(folder, 'bulk.db');
  const file = await openDataFile({ path });
  const before = statSync(path).size;
  const put = (key: string) => (tx: Tx) => tx.insert(settings).values({ key, value: 'x'.repeat(3_000_000) });
  for (const key of ['b1', 'b2', 'b3']) await file.write(put(key), 'bulk');
  assert.equal(statSync(path).size, before);
  const other = await openReader({ path });
  assert.equal(await other.read.$count(settings, like(settings.key, 'b_')), 3);
  other.close();
  await file.write((tx) => tx.insert(settings).values({ key: 'person', value: 1 }));
  assert.equal(statSync(path).size, before);
  await file.write((tx) => tx.insert(settings).values({ key: 'next', value: 1 }), 'idle');
  assert.ok(statSync(path).size > before + 9_000_000);
  await file.write((tx) => tx.insert(settings).values({ key: 'last', value: 1 }));
  assert.ok(statSync(`${path}-wal`).size < 9_000_000);
  await file.write(put('usual'), 'mail');
  await file.write(put('usual2'), 'mail');
  assert.ok(statSync(path).size > before + 14_000_000);
  await file.close();
});

test('a reader cannot write', async () => {
  const path = join(folder, 'readers.db');
  const file = await openDataFile({ path });
  const reader = await openReader({ path });
  assert.equal((await reader.read.select().from(groups)).length, 1);
  await assert.rejects(async () => reader.read.insert(settings).values({ key: 'x', value: 1 }));
  reader.close();
  await file.close();
});

test('a file that is newer, foreign, encrypted with another key or no database is refused in words', async () => {
  const newer = await openDataFile({ path: join(folder, 'newer.db') });
  await newer.write(async (tx) => tx.run(sql.raw('PRAGMA user_version=999')));
  await newer.close();
  await assert.rejects(openDataFile({ path: join(folder, 'newer.db') }), /schema 999/);

  const secret = await openDataFile({ path: join(folder, 'secret.db'), key: 'right' });
  await secret.close();
  await assert.rejects(openDataFile({ path: join(folder, 'secret.db'), key: 'wrong' }), /POSTROOM_KEY/);
  await (await openDataFile({ path: join(folder, 'secret.db'), key: 'right' })).close();
  await assert.rejects(openDataFile({ path: join(folder, 'missing', 'x.db') }), { code: 'unavailable' });
});

test('the instance lock refuses a second holder and dies with its process', async () => {
  const path = join(folder, 'locked.db');
  const program = `
    const { createClient } = require('@libsql/client/sqlite3');
    const client = createClient({ url: 'file:${path}.lock', concurrency: 1 });
    client.transaction('write').then(() => console.log('held'));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await assert.rejects(takeInstanceLock(path), { code: 'conflict' });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  const lock = await takeInstanceLock(path);
  await lock.release();
  await (await takeInstanceLock(path)).release();
});
