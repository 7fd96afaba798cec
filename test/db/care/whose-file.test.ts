import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { lookAtFile } from '../../../src/db/care/look-at-file.ts';
import { openDataFile } from '../../../src/db/care/open.ts';
import { selfCommand } from '../../../src/sea.ts';
import { startTestApp } from '../../support/app.ts';
import { createWorkplace, runPostroom, runProgram } from '../../support/command.ts';

// Which file is ours, and who else has it: before anything is written.

const folder = createWorkplace();
let count = 0;
const place = () => {
  const path = join(folder, String(++count));
  mkdirSync(path);
  return path;
};

async function makeForeign(path: string, ...statements: string[]): Promise<void> {
  const client = createClient({ url: `file:${path}` });
  for (const statement of statements) await client.execute(statement);
  client.close();
}

async function makeOurs(path: string): Promise<void> {
  await (await openDataFile({ path })).close();
}

const listUsers = (data: string) => runPostroom(['user', 'list', '--data', data]);

/** A log that a program left which was killed. */
async function abandonLog(path: string): Promise<void> {
  const client = createClient({ url: `file:${path}.tmp`, concurrency: 1 });
  await client.execute('PRAGMA journal_mode=WAL');
  await client.execute('CREATE TABLE notes (text)');
  for (const end of ['', '-wal']) writeFileSync(path + end, readFileSync(`${path}.tmp${end}`));
  client.close();
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}.tmp${end}`, { force: true });
}

const strangers: readonly (readonly [string, (path: string) => Promise<void> | void, RegExp])[] = [
  ['a foreign file', (path) => makeForeign(path, 'CREATE TABLE notes (text)'), /belongs to another program/],
  [
    'a foreign file without tables',
    (path) => makeForeign(path, 'CREATE TABLE notes (text)', 'DROP TABLE notes'),
    /belongs to another program/,
  ],
  [
    'a foreign file with a mark of its own',
    (path) => makeForeign(path, 'PRAGMA application_id=7', 'CREATE TABLE notes (text)'),
    /belongs to another program/,
  ],
  ['a foreign file whose log is not folded in', abandonLog, /belongs to another program/],
  ['an empty file', (path) => writeFileSync(path, ''), /is empty; expected a Postroom data file/],
  ['a file of one byte', (path) => writeFileSync(path, 'x'), /has only 1 bytes/],
  [
    'a text',
    (path) => writeFileSync(path, 'Dear reader, this is no database at all.\n'.repeat(50)),
    /is not a Postroom data file|is cut short/,
  ],
  [
    'a file cut by 777 bytes',
    async (path) => {
      await makeOurs(path);
      truncateSync(path, readFileSync(path).length - 777);
    },
    /is cut short: it has \d+ bytes of at least \d+/,
  ],
];

for (const [what, make, message] of strangers) {
  test(`${what} is refused, and not a byte of it has changed`, async () => {
    const data = join(place(), 'postroom.db');
    await make(data);
    const files = () =>
      readdirSync(join(data, '..'))
        .filter((name) => !name.includes('.lock'))
        .map((name) => [name, hash('sha256', readFileSync(join(data, '..', name)))]);
    const before = files();
    const { code, stderr } = await listUsers(data);
    assert.deepEqual([code, stderr.trim().split('\n').length], [1, 1], stderr);
    assert.match(stderr, message);
    assert.deepEqual(files(), before);
  });
}

for (const cut of [1, 511, 777, 4095, 4096, 12_288, 100_000]) {
  test(`a file that lacks ${cut} bytes at its end is refused before anything opens it`, async () => {
    const data = join(place(), 'postroom.db');
    await makeOurs(data);
    assert.equal(lookAtFile(data).isPlain, true);
    truncateSync(data, readFileSync(data).length - cut);
    assert.throws(() => lookAtFile(data), /is cut short: it has \d+ bytes of at least \d+/);
  });
}

test('a file that this user may not read is said to be so', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('platform: only root can be somebody else');
  const data = join(place(), 'postroom.db');
  await makeOurs(data);
  const before = process.cwd();
  // The folders above are for their owner only, too.
  process.chdir(join(data, '..'));
  process.seteuid?.(65_534);
  try {
    const message =
      /^postroom\.db cannot be read: this user may not read it; expected the user that Postroom runs as/;
    assert.throws(() => lookAtFile('postroom.db'), { code: 'unavailable', message });
  } finally {
    process.seteuid?.(0);
    process.chdir(before);
  }
});

test('a file that is mounted by itself has its log elsewhere, and is refused', async (t) => {
  const data = join(place(), 'postroom.db');
  const mounted = join(place(), 'a name with spaces.db');
  await makeOurs(data);
  writeFileSync(mounted, '');
  if (spawnSync('mount', ['--bind', data, mounted]).status !== 0) return t.skip('platform: no mount here');
  try {
    const { code, stderr } = await listUsers(mounted);
    assert.equal(code, 1);
    assert.match(stderr, /is mounted by itself.*mount its folder instead/);
  } finally {
    spawnSync('umount', [mounted]);
  }
});

test('a log without its file is not played into a new one', async () => {
  const data = join(place(), 'postroom.db');
  await abandonLog(data);
  rmSync(data);
  const { code, stderr } = await listUsers(data);
  assert.equal(code, 1);
  assert.match(stderr, /-wal is the log of a data file that is not there/);
  assert.equal(existsSync(data), false);
});

test('a new file is whole when it gets its name: an end in the middle leaves none', async () => {
  const data = join(place(), 'postroom.db');
  const mail = join(place(), 'one.eml');
  writeFileSync(mail, 'From: c@x.example\nSubject: One\n\nHello\n');
  const words = ['import', mail, '--data', data];
  const { command, args } = selfCommand(...words);
  for (let n = 0; n < 4; n++) {
    const child = spawn(command, args, { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // Killed at the first sign of it, and a little later each time.
    const sign = () => readdirSync(join(data, '..')).some((name) => !name.includes('.lock'));
    while (!sign() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, n));
    child.kill('SIGKILL');
    await ended;
    const { code, stderr } = await runPostroom(words);
    assert.equal(code, 0, stderr);
    assert.deepEqual(readdirSync(join(data, '..')).sort(), ['postroom.db', 'postroom.db.lock']);
    rmSync(data);
  }
});

test('no second instance and no restore, by whatever name, also when the lock file was removed', async () => {
  const app = await startTestApp();
  const names = place();
  const soft = join(names, 'soft.db');
  const hard = join(names, 'hard.db');
  symlinkSync(app.dataPath, soft);
  linkSync(app.dataPath, hard);
  const backup = join(names, 'backup.db');
  try {
    assert.equal((await runPostroom(['backup', backup, '--data', soft])).code, 0);
    rmSync(`${app.dataPath}.lock`);
    for (const data of [app.dataPath, soft, hard]) {
      for (const words of [
        ['serve', '--port', '0'],
        ['restore', backup],
      ]) {
        const { code, stderr } = await runProgram([...words, '--data', data]);
        assert.equal(code, 1, words.join(' '));
        assert.match(stderr, /Another Postroom already runs on/, words.join(' '));
      }
    }
    // Commands that go to the running instance find it by its link, too.
    assert.equal((await listUsers(soft)).code, 0);
  } finally {
    await app.stop();
  }
  assert.equal((await listUsers(hard)).code, 0);
});

/** What a share without a lock daemon answers. */
const noLocks = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
static int refuse(const char *name, int fd, int command, void *argument) {
  if (command == F_SETLK || command == F_SETLKW) { errno = ENOLCK; return -1; }
  int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
  return real(fd, command, argument);
}
#define WRAP(name) int name(int fd, int command, ...) { va_list list; va_start(list, command); \\
  void *argument = va_arg(list, void *); va_end(list); return refuse(#name, fd, command, argument); }
WRAP(fcntl)
WRAP(fcntl64)
`;

test('a file system that cannot lock is named', async (t) => {
  const source = join(folder, 'no-locks.c');
  const library = join(folder, 'no-locks.so');
  writeFileSync(source, noLocks);
  const compiled = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  if (compiled.status !== 0) return t.skip('no C compiler on this machine');
  const data = join(place(), 'postroom.db');
  const words = ['import', '-', '--data', data];
  const { code, stderr } = await runProgram(words, { LD_PRELOAD: library });
  assert.equal(code, 1);
  assert.match(stderr, /does not lock files \(ENOLCK\)/);
  assert.deepEqual(readdirSync(join(data, '..')), ['postroom.db.lock']);
});
