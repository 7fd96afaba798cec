import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { changeKey } from '../../../src/db/care/change-key.ts';
import { checkFile } from '../../../src/db/care/check-file.ts';
import { describeFinding } from '../../../src/db/care/finding.ts';
import { createWorkplace } from '../../support/command.ts';
import { chooseSeed, createRandom } from '../../support/random.ts';
import { isLongRun } from '../../support/recount.ts';
import { openTicketDesk } from '../../support/ticket-desk.ts';

// A bit that flips on the disk, in what people read, is noticed. POSTROOM_TEST_SEED repeats a run.

const folder = createWorkplace();
const flips = isLongRun ? 150 : 30;

async function makeFile(): Promise<string> {
  const path = join(folder, 'postroom.db');
  const desk = await openTicketDesk({}, {}, path);
  const agent = await desk.signIn('agent');
  for (let n = 0; n < 40; n++) {
    const words = `word${n} said ${'something worth reading '.repeat(5 + n)}`;
    await desk.deliver(
      `From: Person ${n} <p${n}@x.example>\r\nSubject: Subject ${n}\r\nMessage-ID: <m${n}@x.example>\r\n\r\n${words}\r\n`,
    );
    await agent.post(`/tickets/${10_001 + n}/notes`, {
      key: `note-number-${n}`,
      text: `My note ${n} ${words}`,
    });
  }
  await desk.close();
  return path;
}

/** Every place in the file where a value lies that a page shows. */
function findReadable(path: string): { at: number; what: string }[] {
  const bytes = readFileSync(path);
  const db = new DatabaseSync(path, { readOnly: true });
  const places: { at: number; what: string }[] = [];
  const columns = [
    ...['text', 'from_name', 'from_address', 'subject'].map((name) => ['articles', name] as const),
    ...([
      ['tickets', 'subject'],
      ['customers', 'name'],
      ['customers', 'email'],
    ] as const),
  ];
  for (const [table, column] of columns) {
    for (const { value } of db.prepare(`SELECT DISTINCT ${column} AS value FROM ${table}`).all()) {
      const wanted = Buffer.from(String(value));
      if (wanted.length < 4) continue;
      for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
        places.push({ at: at + Math.floor(wanted.length / 2), what: `${table}.${column}` });
      }
    }
  }
  // Times are integers of six bytes: those of all articles and tickets.
  for (const [table, column] of [
    ['articles', 'sent_at'],
    ['articles', 'created_at'],
    ['tickets', 'last_article_at'],
  ]) {
    for (const { value } of db.prepare(`SELECT DISTINCT ${column} AS value FROM ${table}`).all()) {
      const wanted = Buffer.alloc(6);
      wanted.writeUIntBE(Number(value), 0, 6);
      const at = bytes.indexOf(wanted);
      if (at >= 0) places.push({ at: at + 4, what: `${table}.${column}` });
    }
  }
  db.close();
  return places;
}

/** Everything that pages show, by the program's own tables. */
function readAll(path: string): string | undefined {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return JSON.stringify([
      db
        .prepare(
          'SELECT id, ticket_id, from_name, from_address, subject, text, sent_at, created_at FROM articles',
        )
        .all(),
      db
        .prepare('SELECT id, number, subject, state, created_at, updated_at, last_article_at FROM tickets')
        .all(),
      db.prepare('SELECT id, name, email, note FROM customers').all(),
    ]);
  } catch {
    return undefined;
  } finally {
    db.close();
  }
}

test(`of ${flips} flipped bits, each that changes what a person reads is found`, {
  timeout: 300_000,
}, async () => {
  const path = await makeFile();
  assert.deepEqual((await checkFile({ path })).findings, []);
  const seed = chooseSeed();
  console.log(`# POSTROOM_TEST_SEED=${seed}`);
  const random = createRandom(seed);
  const places = findReadable(path);
  const sound = readFileSync(path);
  const before = readAll(path);
  const copy = join(folder, 'flipped.db');
  let changing = 0;
  let tickets = 0;
  for (let tries = 0; changing < flips && tries < flips * 6; tries++) {
    const place = places[Math.floor(random() * places.length)];
    assert.ok(place);
    const bytes = Buffer.from(sound);
    bytes[place.at] = (bytes[place.at] ?? 0) ^ (1 << Math.floor(random() * 8));
    writeFileSync(copy, bytes);
    // The same words lie in the raw mail and the index as well; only what changes a page counts.
    if (readAll(copy) === before) continue;
    changing += 1;
    const { findings } = await checkFile({ path: copy });
    assert.notDeepEqual(findings, [], `${place.what} at ${place.at}`);
    if (findings.some((finding) => /ticket #1\d{4}/.test(describeFinding(finding)))) tickets += 1;
    // What refuses to touch it leaves no copy of it behind, however often it is asked.
    if (changing === 1) {
      await assert.rejects(changeKey({ path: copy }, 'a key of many words', new Date()), /damaged/);
      const left = readdirSync(folder).filter((name) => name.includes('before-key'));
      assert.deepEqual(left, []);
    }
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  }
  console.log(`# ${changing} flips that change a page, all found; ${tickets} name the ticket`);
  assert.equal(changing, flips);
  assert.ok(tickets > flips / 2);
});
