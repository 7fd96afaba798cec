import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createWorkplace, endOf, runPostroom, runProgram, spawnPostroom } from '../support/command.ts';

const folder = createWorkplace();

test('help, version and every wrong usage answer in one clear line with its exit code', async () => {
  assert.match((await runPostroom(['--help'])).stdout, /Usage: postroom COMMAND/);
  assert.match((await runPostroom(['serve', '--help'])).stdout, /--public-url/);
  assert.match((await runPostroom(['version'])).stdout, /^postroom \d+\.\d+\.\d+ \(Node 26/);
  assert.match((await runPostroom(['help', 'serve'])).stdout, /--public-url/);
  assert.match((await runPostroom(['-v'])).stdout, /^postroom \d/);
  const cases: [string[], number, RegExp][] = [
    [['fly'], 2, /no command "fly"; expected one of serve/],
    [['help', 'fly'], 2, /no command "fly"; expected one of serve/],
    [['serve', '--bogus'], 2, /'--bogus'.*Usage: postroom serve/],
    [['serve', 'now'], 2, /got "now"; expected only flags/],
    [['user', 'rename'], 2, /got "rename"; expected one of add, list/],
    [['user', 'add'], 2, /needs --email/],
    [['serve', '--port', 'x'], 2, /port is "x"; expected a number/],
    [['demo', '--port', 'x'], 2, /port is "x"; expected a number/],
    [['serve', '--port', '99999'], 2, /port is "99999"; expected a number from 0 to 65535/],
    [['serve', '--public-url', 'postroom'], 2, /public URL is "postroom"; expected https/],
    [['serve', '--tls-cert', 'x'], 2, /belong together/],
  ];
  // The program itself: one that begins to listen for signals, and one that stands for all others.
  const ofProcess: typeof cases = [
    [['serve', '--data', '/proc/no/postroom.db'], 1, /no such folder; expected a folder/],
    [['user', 'fly'], 2, /got "fly"; expected one of add, list/],
  ];
  for (const [run, tried] of [[runPostroom, cases] as const, [runProgram, ofProcess] as const]) {
    for (const [words, code, message] of tried) {
      const result = await run(words);
      assert.equal(result.code, code, words.join(' '));
      assert.match(result.stderr, message);
      assert.equal(result.stderr.trimEnd().split('\n').length, 1, result.stderr);
      assert.equal(result.stdout, '');
    }
  }
});

test('settings of the environment are checked, dumped and masked', async () => {
  const dump = await runPostroom(['config', 'dump'], {
    POSTROOM_KEY: 'canary-passphrase',
    POSTROOM_PORT: '8100',
  });
  assert.equal(JSON.parse(dump.stdout).port, 8100);
  assert.equal(dump.stdout.includes('canary'), false);
  const wrong = await runPostroom(['config', 'dump'], { POSTROOM_LOG_LEVEL: 'loud' });
  assert.equal(wrong.code, 2);
  const { key, publicUrl, cloudPath, tls } = JSON.parse((await runPostroom(['config', 'dump'])).stdout);
  assert.deepEqual(
    { key, publicUrl, cloudPath, tls },
    { key: null, publicUrl: null, cloudPath: null, tls: null },
  );
  assert.match(wrong.stderr, /"loud"; expected debug, info, warn, error/);
});

test('users are added beside a running instance and without one; a second instance is refused', async () => {
  const data = join(folder, 'deep', 'postroom.db');
  mkdirSync(join(folder, 'deep'));
  const added = await runPostroom(
    ['user', 'add', '--email', 'One@x.example', '--password-stdin', '--data', data],
    {},
    'long enough\n',
  );
  assert.equal(added.stdout, 'Added One@x.example.\n');
  const server = spawnPostroom(['serve', '--data', data, '--port', '0']);
  await firstLine(server);
  assert.equal(statSync(data).mode & 0o077, 0);
  assert.equal(statSync(`${data}.sock`).mode & 0o077, 0);
  const second = await runProgram(['serve', '--data', data, '--port', '0']);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /Another Postroom already runs on/);
  const beside = await runPostroom(
    ['user', 'add', '--email', 'two@x.example', '--data', data, '--password-stdin'],
    {},
    'long enough',
  );
  assert.equal(beside.code, 0, beside.stderr);
  const taken = await runPostroom(
    ['user', 'add', '--email', 'two@x.example', '--data', data, '--password-stdin'],
    {},
    'long enough',
  );
  assert.match(taken.stderr, /There is a user with the address two@x.example already/);
  server.kill('SIGTERM');
  assert.deepEqual(await endOf(server), 0);
  const list = await runPostroom(['user', 'list', '--data', data]);
  assert.equal(
    list.stdout,
    'one@x.example\tagent\tactive\tone@x.example\ntwo@x.example\tagent\tactive\ttwo@x.example\n',
  );
});

test('an instance that was killed leaves nothing that keeps the next one from starting', async () => {
  const data = join(folder, 'killed.db');
  const server = spawnPostroom(['serve', '--data', data, '--port', '0']);
  await firstLine(server);
  server.kill('SIGKILL');
  await endOf(server);
  const next = spawnPostroom(['serve', '--data', data, '--port', '0']);
  assert.match(await firstLine(next), /Postroom is at http:\/\/localhost:\d+/);
  next.kill('SIGTERM');
  assert.equal(await endOf(next), 0);
});

test('an encrypted data file opens with its key only', async () => {
  const data = join(folder, 'secret.db');
  const words = ['user', 'add', '--email', 'a@x.example', '--password-stdin', '--data', data];
  assert.equal((await runPostroom(words, { POSTROOM_KEY: 'one' }, 'long enough')).code, 0);
  const wrong = await runPostroom(['user', 'list', '--data', data], { POSTROOM_KEY: 'other' });
  assert.match(wrong.stderr, /POSTROOM_KEY does not fit/);
  chmodSync(data, 0o600);
  assert.match(
    (await runPostroom(['user', 'list', '--data', data], { POSTROOM_KEY: 'one' })).stdout,
    /a@x\.example/,
  );
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', (code) => reject(new Error(`ended with ${code} before its first line`)));
  });
}
