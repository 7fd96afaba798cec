import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { checkFile } from '../../src/db/care/check-file.ts';
import { createWorkplace } from '../support/command.ts';
import { noteFault } from '../support/fault-tally.ts';
import { chooseSeed, createRandom } from '../support/random.ts';
import { isLongRun } from '../support/recount.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';

// One bit anywhere in the file flips: where that changes what people read, `check` finds it, and nothing ends the
// process, whatever bytes stand in a text now. POSTROOM_TEST_SEED repeats a run.

const wanted = isLongRun ? 150 : 10;
/** Where the words, times and files of conversations stand, and what happened. */
const readable = [
  'articles',
  'attachments',
  'blobs',
  'blob_chunks',
  'customers',
  'facts',
  'renderings',
  'tickets',
];
const folder = createWorkplace();

test(`${wanted} of ${wanted} bits that flip anywhere and change what people read are found`, {
  timeout: 1_200_000,
}, async () => {
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  const path = await makeFile();
  assert.deepEqual((await checkFile({ path })).findings, []);
  const sound = readFileSync(path);
  const before = readTables(path);
  const copy = join(folder, 'flipped.db');
  let [changing, flips] = [0, 0];
  while (changing < wanted) {
    flips += 1;
    const at = Math.floor(random() * sound.length);
    const bytes = Buffer.from(sound);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    writeFileSync(copy, bytes);
    const after = readTables(copy);
    const changed = readable.filter((table) => after.get(table) !== before.get(table));
    for (const end of ['-wal', '-shm']) rmSync(copy + end, { force: true });
    if (changed.length === 0) continue;
    changing += 1;
    const isFound = await checkFile({ path: copy }).then(
      ({ findings }) => findings.length > 0,
      () => true,
    );
    assert.ok(isFound, `the bit at ${at} changes ${changed}, and check says nothing (seed ${seed})`);
  }
  noteFault({ fault: 'flipped bit', tries: flips, lost: 0, doubled: 0, changed: 0, recoveredSeconds: 0 });
  console.log(`# ${flips} flips, ${changing} change what people read, all found`);
});

async function makeFile(): Promise<string> {
  const path = join(folder, 'postroom.db');
  const desk = await openTicketDesk({}, {}, path);
  const agent = await desk.signIn('agent');
  for (let n = 0; n < 40; n++) {
    const words = `word${n} said ${'something worth reading '.repeat(5 + n)}`;
    await desk.deliver(
      `From: Person ${n} <p${n}@x.example>\r\nSubject: Subject ${n}\r\nMessage-ID: <m${n}@x.example>\r\n\r\n${words}\r\n`,
    );
    await agent.post(`/tickets/${10_001 + n}/notes`, { key: `note-number-${n}`, text: `Note ${n} ${words}` });
    await agent.post(`/tickets/${10_001 + n}/state`, { state: 'closed' });
  }
  await desk.close();
  return path;
}

/** Every row as a text; a table that cannot be read is another one than before. */
function readTables(path: string): ReadonlyMap<string, string> {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return new Map(readable.map((table) => [table, readTable(db, table)]));
  } finally {
    db.close();
  }
}

function readTable(db: DatabaseSync, table: string): string {
  try {
    const rows = db.prepare(`SELECT * FROM ${table}`).all();
    return rows.map((row) => Object.values(row).map(String).join('|')).join('\n');
  } catch (error) {
    return String(error);
  }
}
