import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { createVisitor, type Visitor } from '../support/app.ts';
import { createWorkplace, runPostroom, spawnPostroom } from '../support/command.ts';
import { denyDescriptors } from '../support/descriptors.ts';
import { noteFault, secondsSince } from '../support/fault-tally.ts';
import { endWithUs } from '../support/import-child.ts';
import { type DiskFaults, type FaultInjector, startFaultInjector } from '../support/injected-faults.ts';
import { waitFor, waitUntil } from '../support/wait-for.ts';

// Below a running program the disk refuses what it did until now, or the system every further file and connection. What
// people and commands ask for meanwhile is done or refused with its reason, never half; afterwards all goes on by itself.

const disk: Readonly<Record<string, DiskFaults>> = {
  'reads that fail (EIO)': { reads: 'EIO' },
  'writes and syncs that fail (EIO)': { writes: 'EIO', syncs: 'EIO' },
  'a quota that is used up (EDQUOT)': { writes: 'EDQUOT', makes: 'EDQUOT' },
  'no room (ENOSPC)': { writes: 'ENOSPC', makes: 'ENOSPC' },
  'a disk that became read-only (EROFS)': { writes: 'EROFS', makes: 'EROFS' },
};
const password = 'a long enough pass word';
const pages = ['/tickets', '/tickets/10001', '/customers', '/outbox', '/settings/mail', '/tickets?q=hello'];

const folder = createWorkplace();
const dataFolder = join(folder, 'data');
const data = join(dataFolder, 'postroom.db');
mkdirSync(dataFolder);

/** The last of its log. */
let said = '';

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly admin: Visitor;
  /** What each form of the admin's pages carries. */
  readonly csrf: string;
}

test('below a running program the disk fails, and the system allows no further file', {
  skip: process.platform === 'linux' ? false : 'platform: LD_PRELOAD and prlimit are for Linux',
  timeout: 600_000,
}, async (t) => {
  const injector = startFaultInjector(folder, dataFolder);
  assert.ok(injector !== undefined, 'no C compiler on this machine (Debian: gcc)');
  await prepareFile();
  const served = await serve(injector);
  const done = { notes: 0, users: 1 };
  for (const [fault, faults] of Object.entries(disk)) {
    await t.test(fault, () =>
      strike(served, fault, done, () => {
        injector.set(faults);
        return () => injector.set({});
      }),
    );
  }
  await t.test('no further file and connection (EMFILE)', () =>
    strike(served, 'no further file or connection (EMFILE)', done, () => {
      // Of those that read mail, none is left that could do it.
      spawnSync('pkill', ['-KILL', '-P', String(served.child.pid)]);
      return denyDescriptors(served.child.pid ?? 0);
    }),
  );
  // A write that failed counts for ten seconds.
  await waitUntil(
    () => isReady(served.admin),
    (isReadyNow) => isReadyNow,
  );
  const ended = once(served.child, 'exit');
  served.child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
  await assertWhole(done);
});

async function prepareFile(): Promise<void> {
  const words = ['user', 'add', '--email', 'a@x.example', '--role', 'admin', '--password-stdin'];
  assert.equal((await runPostroom([...words, '--data', data], {}, password)).code, 0);
  for (const n of [1, 2, 3]) {
    const mail = `From: c${n}@x.example\nSubject: Hello ${n}\nMessage-ID: <${n}@x.example>\n\nText`;
    assert.equal((await runPostroom(['import', '-', '--data', data], {}, mail)).code, 0);
  }
}

async function serve({ environment }: FaultInjector): Promise<Served> {
  const child = endWithUs(spawnPostroom(['serve', '--port', '0', '--data', data], environment));
  assert.ok(child.stdout !== null);
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = line.replace(/.* /, '');
  const admin = createVisitor(url);
  await admin.post('/login', { email: 'a@x.example', password });
  const page = await (await admin.get('/tickets/10001')).text();
  const [, csrf] = /name="csrf" value="([^"]+)"/.exec(page) ?? [];
  assert.ok(csrf !== undefined, page);
  return { child, url, admin, csrf };
}

/** What is counted at the end. */
interface Done {
  notes: number;
  users: number;
}

/** @param begin lets it fail; returns what ends that, undefined where this machine cannot */
async function strike(
  served: Served,
  fault: string,
  done: Done,
  begin: () => (() => void) | undefined,
): Promise<void> {
  const { admin, child } = served;
  const note = { key: `key-${fault.toLowerCase().replace(/\W+/g, '-')}`, text: `Words that stay: ${fault}` };
  const email = `u${done.users}@x.example`;
  const end = begin();
  assert.ok(end !== undefined, 'no prlimit on this machine (Debian: util-linux)');
  let taken: string | undefined;
  let isAdded: boolean;
  try {
    await readPages(admin, fault);
    await writeNote(admin, note);
    taken = await upload(served, fault);
    isAdded = await addUser(email);
    await backUp();
  } finally {
    end();
  }
  const endedAt = performance.now();
  let last = '';
  const isNoted = async () => {
    const response = await ask(() => admin.post('/tickets/10001/notes', note));
    last = `${response?.status} ${(await response?.text())?.replace(/<svg.*?<.svg>/gs, '').slice(-1500)}`;
    return response?.status === 303;
  };
  await waitFor(isNoted, 20_000).catch((error: unknown) => assert.fail(`${error}: ${last} ${said}`));
  done.notes += 1;
  await assertFile(served, fault, taken);
  assert.equal((await listUsers()).includes(email), isAdded, `${email}, of which was said: ${said}`);
  if (isAdded) done.users += 1;
  for (const path of pages) assert.equal((await admin.get(path)).status, 200, `${fault}, after it: ${path}`);
  assert.equal(child.exitCode, null, 'the program has ended');
  noteFault({ fault, tries: 1, lost: 0, doubled: 0, changed: 0, recoveredSeconds: secondsSince(endedAt) });
}

/** @returns undefined where no connection was taken, or it was cut */
async function ask(request: () => Promise<Response>): Promise<Response | undefined> {
  return request().catch((error: unknown) => {
    assert.match(String(error), /fetch failed|terminated/);
    return undefined;
  });
}

async function isReady(admin: Visitor): Promise<boolean> {
  return (await ask(() => admin.get('/readyz')))?.status === 200;
}

async function readPages(admin: Visitor, fault: string): Promise<void> {
  for (const path of pages) {
    const response = await ask(() => admin.get(path));
    const text = await response?.text();
    assert.ok(
      response === undefined || [200, 503].includes(response.status),
      `${fault}: ${path}: ${response?.status} ${said}`,
    );
    if (response?.status === 503) assert.match(text ?? '', /data file/, path);
  }
}

async function writeNote(admin: Visitor, note: { key: string; text: string }): Promise<void> {
  const response = await ask(() => admin.post('/tickets/10001/notes', note));
  if (response === undefined || response.status === 303) return;
  const page = await response.text();
  assert.ok([422, 503].includes(response.status), `${response.status} ${page}`);
  assert.ok(page.includes(note.text), `what was typed is gone: ${page}`);
}

/** A file for a note that is not written yet. @returns its address; undefined where it was refused */
async function upload({ admin, csrf }: Served, fault: string): Promise<string | undefined> {
  const body = new FormData();
  for (const [name, value] of Object.entries({ csrf, kind: 'note', ticket: '10002' })) body.set(name, value);
  body.append('files', new File([`Kept: ${fault}`], 'report.txt', { type: 'text/plain' }));
  const response = await ask(() => admin.send('/drafts/attachments', body));
  const page = await response?.text();
  if (page === undefined || response?.status === 503) {
    if (page !== undefined) assert.match(page, /data file/, `${fault}: why the file was not taken`);
    return undefined;
  }
  assert.equal(response?.status, 200, `${fault}: ${page} ${said}`);
  const [, url] = /report\.txt.*?href="(\/draft-attachments\/\d+)"/s.exec(page) ?? [];
  assert.ok(url !== undefined, `${fault}: the file that was taken is not shown: ${page}`);
  return url;
}

/** What was shown as taken is whole; what was refused is taken now. */
async function assertFile(served: Served, fault: string, taken: string | undefined): Promise<void> {
  const url = taken ?? (await upload(served, fault));
  assert.ok(url !== undefined, `${fault}: a file is refused after it`);
  assert.equal(await (await served.admin.get(url)).text(), `Kept: ${fault}`);
}

/** By the command line, which asks the running program. */
async function addUser(email: string): Promise<boolean> {
  const words = ['user', 'add', '--email', email, '--password-stdin', '--data', data];
  const { code, stderr } = await runPostroom(words, {}, password);
  const reasons = /disk|data file|read-?only|space|descriptor|EMFILE|takes no connection/i;
  assert.ok(code === 0 || reasons.test(stderr), `${stderr} ${said}`);
  return code === 0;
}

async function listUsers(): Promise<string> {
  const { code, stdout, stderr } = await runPostroom(['user', 'list', '--data', data]);
  assert.equal(code, 0, stderr);
  return stdout;
}

async function backUp(): Promise<void> {
  const out = join(folder, `backup-${Date.now()}.db`);
  const before = readdirSync(folder);
  const { code, stderr } = await runPostroom(['backup', '--data', data, out]);
  assert.ok(code === 0 || stderr.length > 20, stderr);
  const left = readdirSync(folder).filter((name) => !before.includes(name));
  assert.deepEqual(left, code === 0 ? [out.slice(folder.length + 1)] : [], stderr);
}

async function assertWhole({ notes, users }: Done): Promise<void> {
  const checked = await runPostroom(['check', '--data', data]);
  assert.equal(checked.code, 0, checked.stderr);
  const count = (what: string) =>
    spawnSync('sqlite3', [data, `SELECT count(*) FROM ${what}`], { encoding: 'utf8' }).stdout.trim();
  assert.equal(count("articles WHERE text LIKE 'Words that stay%'"), String(notes));
  assert.equal(count('users'), String(users));
}
