import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { changeKey } from '../../../src/db/care/change-key.ts';
import { checkFile } from '../../../src/db/care/check-file.ts';
import { connect } from '../../../src/db/care/connect.ts';
import { migrate, newestVersion, readPragma } from '../../../src/db/care/migrate.ts';
import { openDataFile } from '../../../src/db/care/open.ts';
import { restoreBackup } from '../../../src/db/care/restore.ts';
import { createWorkplace } from '../../support/command.ts';
import { mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts';

// Work on the whole file runs out of room at any point of it: the file stays as it was, nothing half is left, the disk is
// named and not the file, and with room again the same goes through.

const skip = process.platform === 'linux' ? false : 'platform: mounts are for Linux';
const kilobyte = 1024;
/** From no byte on until the work has enough. */
const rooms = [0, 16, 64, 200, 400, 800, 1200, 1600, 2000, 2600, 3200, 4000].map((each) => each * kilobyte);
const elsewhere = createWorkplace();

interface Work {
  prepare?(path: string): Promise<void>;
  run(path: string): Promise<unknown>;
  readonly key?: string;
}

const works: Readonly<Record<string, Work>> = {
  'an update': {
    async prepare(path) {
      const client = connect({ path });
      await migrate(client, newestVersion - 30);
      await client.execute('PRAGMA journal_mode=WAL');
      client.close();
    },
    run: async (path) => (await openDataFile({ path })).close(),
  },
  'a restore of a stopped file': {
    run: (path) => restoreBackup({ path }, join(elsewhere, 'stopped.db'), new Date()),
  },
  'a restore of a stopped file with its log': {
    async prepare(path) {
      await (await openDataFile({ path })).close();
      leaveLog(path, join(elsewhere, 'killed.db'));
    },
    run: (path) => restoreBackup({ path }, join(elsewhere, 'killed.db'), new Date()),
  },
  'a new key': {
    run: (path) => changeKey({ path }, 'a key of many words', new Date()),
    key: 'a key of many words',
  },
};

for (const [name, { prepare, run, key }] of Object.entries(works)) {
  test(`${name} without room for it changes nothing, says so, and goes through with room`, {
    skip,
  }, async (t) => {
    using disk = mountSmallDisk(24);
    if (disk === undefined) return t.skip('platform: no mount here');
    const path = join(disk.path, 'postroom.db');
    if (prepare === undefined) await (await openDataFile({ path })).close();
    else await prepare(path);
    copyFileSync(path, join(elsewhere, 'stopped.db'));
    const before = await describe(path);
    let refused = 0;
    for (const room of rooms) {
      disk.fill(room);
      const failure = await run(path).then(
        () => undefined,
        (error: unknown) => error,
      );
      disk.empty();
      if (failure === undefined) break;
      refused += 1;
      assertSaysSo(failure, `${name} with ${room} bytes`);
      const after = await describe(path);
      // An update goes on from the last step that was whole.
      assert.ok(after.check === 'ok' && after.version >= before.version, `${name} with ${room} bytes`);
      assertNothingHalf(disk);
    }
    assert.ok(refused > 1 && refused < rooms.length, `${refused} were refused`);
    const { findings } = await checkFile({ path, ...(key === undefined ? {} : { key }) });
    assert.deepEqual(findings, []);
  });
}

/** As a program leaves it that was killed: half of it stands in the log. */
function leaveLog(path: string, copy: string): void {
  copyFileSync(path, copy);
  const db = new DatabaseSync(copy);
  db.exec('PRAGMA journal_mode=WAL; CREATE TABLE filler (x); DROP TABLE filler');
  db.exec(
    "INSERT INTO settings (key, value) VALUES ('filler', json_quote(hex(zeroblob(400000)))); DELETE FROM settings WHERE key = 'filler'",
  );
  for (const end of ['', '-wal']) copyFileSync(copy + end, `${copy}.left${end}`);
  db.close();
  for (const end of ['', '-wal']) renameSync(`${copy}.left${end}`, copy + end);
}

function assertSaysSo(failure: unknown, when: string): void {
  const { code, message } = failure as { code?: string; message: string };
  assert.equal(code, 'unavailable', `${when}: ${message}`);
  assert.match(message, /full|ENOSPC|no space|room/i, when);
  assert.doesNotMatch(message, /damaged|copyfile/, when);
}

async function describe(path: string) {
  const client = connect({ path });
  try {
    const version = await readPragma(client, 'user_version');
    const check = await client.execute('PRAGMA integrity_check');
    return { version, check: check.rows[0]?.[0] };
  } finally {
    client.close();
    await new Promise(setImmediate);
  }
}

/** Kept copies are whole; everything else has gone with the work that made it. */
function assertNothingHalf({ path }: SmallDisk): void {
  const names = readdirSync(path).filter((name) => !/^postroom\.db(-wal|-shm)?$/.test(name));
  const size = statSync(join(path, 'postroom.db')).size;
  const half = names.filter(
    (name) => !/\.before-(restore|key)-[\w-]+$/.test(name) || statSync(join(path, name)).size < size,
  );
  assert.deepEqual(half, []);
}
