import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openDataFile } from '../../src/db/care/open.ts';
import { readCorpusMail } from '../support/corpus-mail.ts';
import { whyNoDovecot } from '../support/dovecot.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { isImportChild, isUp, runImportChild, startImportChild } from '../support/import-child.ts';
import { type MailWorld, type PreparedMailbox, startMailWorld } from '../support/mail-world.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import {
  buildRecorder,
  cutPower,
  type Recorded,
  readRecord,
  readSettled,
  recordWith,
} from '../support/recorded-writes.ts';
import { isLongRun, look } from '../support/recount.ts';
import { waitFor } from '../support/wait-for.ts';

// Every write of an import is recorded, with the moments at which the disk and the server were told. Then the power is
// cut at random points: what was not synchronised is there, missing, torn or out of order. Whatever the server was told
// to take away has to be in the file. POSTROOM_TEST_SEED repeats the cuts of a run.

const cuts = isLongRun ? 300 : 15;
const messages = isLongRun ? 600 : 120;

if (isImportChild) await runImportChild();
else {
  test(
    `of ${cuts} power cuts during an import none loses what the server was told to take away`,
    {
      skip: whyNoDovecot(),
      timeout: 1_800_000,
    },
    cutAndLook,
  );
}

async function cutAndLook(): Promise<void> {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  await using world = await startMailWorld();
  const recorder = buildRecorder(world.folder);
  assert.ok(recorder !== undefined, 'no C compiler on this machine (Debian: gcc)');
  const mailbox = await world.prepare(readCorpusMail(messages));
  const before = readFileSync(mailbox.dataPath);
  const records = await recordImport(world, mailbox, recorder);
  const told = records.filter((each) => each.kind === 'command' && readSettled(each.text).length > 0);
  const synced = records.filter(({ kind }) => kind === 'sync').length;
  assert.ok(told.length > 0 && synced > 10, `${told.length} commands and ${synced} syncs were recorded`);
  const sum = { settled: 0, stored: 0, lost: 0, changed: 0 };
  for (let cut = 0; cut < cuts; cut += 1) {
    // One at the very end: by chance alone all might come before the server was told anything.
    const until = cut === 0 ? records.length : Math.floor(random() * (records.length + 1));
    const place = join(world.folder, 'cut');
    mkdirSync(place);
    const dataPath = join(place, 'postroom.db');
    const began = performance.now();
    const { data, log } = cutPower(before, records.slice(0, until), random);
    writeFileSync(dataPath, data);
    writeFileSync(`${dataPath}-wal`, log);
    // The program itself has to be content with it, too.
    if (cut % 5 === 0) await (await openDataFile({ path: dataPath })).close();
    const found = compare(dataPath, records.slice(0, until));
    assert.equal(found.integrity, 'ok', `cut ${cut} of seed ${seed}, after ${until} of ${records.length}`);
    const { lost, changed } = found;
    noteFault({
      fault: 'power cut: writes dropped, torn, reordered',
      tries: 1,
      lost,
      doubled: 0,
      changed,
      recoveredSeconds: secondsSince(began),
    });
    assert.deepEqual([lost, changed], [0, 0], `cut ${cut} of seed ${seed}, after ${until}`);
    sum.settled += found.settled;
    sum.stored += found.stored;
    rmSync(place, { recursive: true });
  }
  console.log(`# ${JSON.stringify({ cuts, records: records.length, synced, ...sum })}`);
  assert.ok(sum.settled > 0, 'no cut came after the server was told anything');
}

async function recordImport(
  world: MailWorld,
  mailbox: PreparedMailbox,
  recorder: string,
): Promise<Recorded[]> {
  const { dataPath } = mailbox;
  const notes = join(world.folder, 'notes');
  const cloudPath = world.writeCloud(world.dovecot.port);
  const command = recordWith(recorder, dataPath, notes);
  const child = startImportChild(import.meta.filename, { dataPath, cloudPath }, command);
  await waitFor(() => {
    const now = look(dataPath);
    return now?.receipts === messages && now.unsettled === 0 && isUp(child, dataPath);
  }, 120_000);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  return readRecord(notes);
}

/** By SQLite itself, without any code of the program. */
function compare(dataPath: string, happened: readonly Recorded[]) {
  const db = new DatabaseSync(dataPath);
  try {
    const integrity = String(db.prepare('PRAGMA integrity_check').get()?.integrity_check);
    const receipts = new Map(
      db
        .prepare(
          `SELECT receipts.uid, receipts.sha256, coalesce(articles.raw_blob_id, quarantine.blob_id) AS blob
           FROM receipts LEFT JOIN articles ON articles.id = receipts.article_id
           LEFT JOIN quarantine ON quarantine.receipt_id = receipts.id`,
        )
        .all()
        .map(({ uid, sha256, blob }) => [Number(uid), { sha256: String(sha256), blob: Number(blob) }]),
    );
    const settled = new Set(
      happened.flatMap((each) => (each.kind === 'command' ? readSettled(each.text) : [])),
    );
    const lost = [...settled].filter((uid) => !receipts.has(uid)).length;
    const chunks = db.prepare('SELECT bytes FROM blob_chunks WHERE blob_id = ? ORDER BY position');
    const changed = [...receipts.values()].filter(({ sha256, blob }) => {
      const hash = createHash('sha256');
      for (const { bytes } of chunks.all(blob)) hash.update(bytes as Uint8Array);
      return hash.digest('hex') !== sha256;
    }).length;
    return { integrity, lost, changed, settled: settled.size, stored: receipts.size };
  } finally {
    db.close();
  }
}
