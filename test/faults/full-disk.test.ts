import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { startTestApp, type TestApp, type Visitor } from '../support/app.ts';
import { runPostroom, spawnPostroom } from '../support/command.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { importByFile } from '../support/import-by-file.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { waitFor, waitUntil } from '../support/wait-for.ts';

// A disk without a byte left: people can read everything, lose nothing that they type,
// and are told what is wrong; with room again all goes on by itself.

const options = { timeout: 300_000 };
const pages = [
  ...[
    '/tickets',
    '/tickets/10001',
    '/tickets/new',
    '/customers',
    '/customers/1',
    '/outbox',
    '/channels',
    '/quarantine',
  ],
  ...[
    '/settings/microsoft',
    '/settings/mail',
    '/settings/alerts',
    '/settings/filters',
    '/settings/users',
    '/account',
  ],
  ...[
    '/settings/sending',
    '/settings/groups',
    '/settings/canned-answers',
    '/notifications',
    '/tickets?q=hello',
  ],
];

async function openTickets(app: TestApp): Promise<void> {
  const raws = [1, 2, 3].map(
    (n) => `From: c${n}@x.example\nSubject: Hello ${n}\nMessage-ID: <${n}@x.example>\n\nText`,
  );
  await importByFile(app, ...raws);
}

/** Their last refresh lies back so far that the next page wants to write. */
function ageSessions(app: TestApp): void {
  const done = runSql(app, `UPDATE sessions SET seen_at = seen_at - 600000`);
  assert.equal(done, 0);
}

function runSql(app: TestApp, statement: string): number | null {
  return spawnSync('sqlite3', [app.dataPath, '.timeout 5000', statement]).status;
}

async function readAllPages(person: Visitor): Promise<string[]> {
  const texts: string[] = [];
  for (const path of pages) {
    const response = await person.get(path);
    assert.equal(response.status, 200, path);
    texts.push(await response.text());
  }
  return texts;
}

function noteRecovery(fault: string, endedAt: number): void {
  noteFault({ fault, tries: 1, lost: 0, doubled: 0, changed: 0, recoveredSeconds: secondsSince(endedAt) });
}

function readiness(app: TestApp) {
  return app
    .visitor()
    .get('/readyz')
    .then(async (response) => ({
      status: response.status,
      ...((await response.json()) as { ready: boolean; disk: { level: string; freeBytes: number } }),
    }));
}

test(
  'with no byte left every page reads, what is typed stays, and all of it recovers',
  options,
  async (t) => {
    using disk = mountSmallDisk(40);
    if (disk === undefined) return t.skip('platform: no mount here');
    const app = await startTestApp({}, disk.path);
    try {
      const admin = await app.signIn('admin');
      await openTickets(app);
      ageSessions(app);
      disk.fill();
      await waitUntil(
        () => readiness(app),
        ({ disk: { level } }) => level === 'full',
      );
      const texts = await readAllPages(admin);
      for (const [index, text] of texts.entries()) {
        assert.match(text, /The disk of the data file is full: 0 bytes of 40 MB free/, String(pages[index]));
        assert.match(text, /Whoever runs the server has to make room, 4\.0 MB at least/);
      }
      assert.deepEqual([(await readiness(app)).status, (await readiness(app)).ready], [503, false]);
      const metrics = await (await app.visitor().get('/metrics')).text();
      assert.match(metrics, /^postroom_disk_free_bytes 0$/m);
      assert.match(metrics, /^postroom_disk_level\{level="full"\} 1$/m);

      // Large enough not to fit into what the log has left from before.
      const answer = `We have looked into it. ${'Every word of this is needed. '.repeat(2500)}`;
      const fields = { key: 'key-full-disk-0001', text: answer };
      const refused = await admin.post('/tickets/10001/notes', fields);
      const again = await refused.text();
      assert.equal(refused.status, 422);
      assert.ok(again.includes(answer), 'the answer is not in the form any more');
      assert.match(again, /Nothing was stored: the disk of the data file is full/);
      const note = { note: 'Long note. '.repeat(900), name: 'C', email: 'c1@x.example' };
      const refusedNote = await admin.post('/customers/1', note);
      assert.equal(refusedNote.status, 503);
      const shown = await refusedNote.text();
      assert.ok(shown.includes(note.note));
      assert.match(shown, /Nothing of what you typed is lost/);

      disk.empty();
      const endedAt = performance.now();
      await waitUntil(
        () => readiness(app),
        ({ ready }) => ready,
      );
      await waitFor(async () => (await admin.post('/tickets/10001/notes', fields)).status === 303);
      noteRecovery('full disk under people', endedAt);
      assert.doesNotMatch((await readAllPages(admin)).join(''), /disk of the data file/);
    } finally {
      disk.empty();
      await app.stop();
    }
  },
);

test('before it is full it is said: on the pages, to programs, and by an alert', options, async (t) => {
  using disk = mountSmallDisk(40);
  if (disk === undefined) return t.skip('platform: no mount here');
  const app = await startTestApp({}, disk.path);
  try {
    const admin = await app.signIn('admin');
    const route = { route: 'webhook', minutes: '15', url: 'http://127.0.0.1:9/', allowsPrivate: 'on' };
    // The page shows the secret that signs what is posted.
    assert.equal((await admin.post('/settings/alerts', route)).status, 200);
    disk.fill(3 * 1024 * 1024);
    await waitUntil(
      () => readiness(app),
      ({ disk: { level } }) => level === 'low',
    );
    assert.equal((await readiness(app)).ready, true);
    assert.match(await (await admin.get('/tickets')).text(), /nearly full: [23]\.\d MB of 40 MB free/);
    // The banner of the page says it, too; the log stands below.
    const alerts = async () =>
      (await (await admin.get('/settings/alerts')).text()).split('id="alert-log"')[1] ?? '';
    await waitFor(async () => /The disk of the data file is nearly full/.test(await alerts()));
    disk.empty();
    await waitFor(async () => /The disk of the data file has room again/.test(await alerts()));
  } finally {
    disk.empty();
    await app.stop();
  }
});

test(
  'a stop with a full disk says that a log is left, and the next start folds it in',
  options,
  async (t) => {
    using disk = mountSmallDisk(40);
    if (disk === undefined) return t.skip('platform: no mount here');
    const data = join(disk.path, 'postroom.db');
    const child = spawnPostroom(['serve', '--port', '0', '--data', data]);
    assert.ok(child.stdout !== null && child.stderr !== null);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await once(createInterface({ input: child.stdout }), 'line');
    const add = (n: number) => {
      const words = ['user', 'add', '--email', `u${n}@x.example`, '--password-stdin', '--data', data];
      return runPostroom(words, {}, `a long enough pass word ${n}`);
    };
    assert.equal((await add(2)).code, 0);
    // As long as somebody reads what was before, it lies in the log, and the file has no room for it yet.
    const reader = new DatabaseSync(data, { readOnly: true });
    reader.exec('BEGIN; SELECT count(*) FROM users;');
    const text = 'line\n'.repeat(500_000);
    const mail = `From: c@x.example\nSubject: Large\nMessage-ID: <large@x.example>\n\n${text}`;
    assert.equal((await runPostroom(['import', '-', '--data', data], {}, mail)).code, 0);
    disk.fill();
    reader.close();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await ended;
    assert.equal(code, 1, said);
    assert.match(said, /its log .*-wal is left beside it/);
    assert.equal(existsSync(`${data}-wal`), true);
    disk.empty();
    const endedAt = performance.now();
    const listed = await runPostroom(['user', 'list', '--data', data]);
    assert.match(listed.stdout, /u2@x\.example/, listed.stderr);
    assert.equal(existsSync(`${data}-wal`), false);
    noteRecovery('stop with a full disk', endedAt);
  },
);
