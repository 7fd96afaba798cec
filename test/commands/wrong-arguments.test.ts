import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createWorkplace, runPostroom } from '../support/command.ts';

// What a command is given and cannot use: it says in one line what is wrong and what was expected, ends, and makes nothing.

const folder = createWorkplace();
const at = (name: string) => join(folder, name);
const data = at('postroom.db');
before(async () => {
  mkdirSync(at('folder'));
  writeFileSync(at('text.txt'), 'hello\n');
  const words = ['user', 'add', '--email', 'ada@postroom.example', '--role', 'admin', '--data', data];
  const made = await runPostroom(words, {}, 'a long password');
  assert.equal(made.code, 0, made.stderr);
});

async function refuse(words: readonly string[], code: number, message: RegExp, env = {}): Promise<void> {
  const { code: found, stdout, stderr } = await runPostroom([...words], env);
  assert.match(stderr, message, words.join(' '));
  assert.deepEqual([found, stdout, stderr.trimEnd().split('\n').length], [code, '', 1], stderr);
}

test('a file that is not there, a folder, or a file of another kind is named with what was expected', async () => {
  const tls = (cert: string, key: string) => ['serve', '--data', data, '--tls-cert', cert, '--tls-key', key];
  const none = at('none');
  const cases: [string[], RegExp, Record<string, string>?][] = [
    [['import', none], /none cannot be read: it is not there; expected a message, an mbox/],
    [['restore', none], /none cannot be read: it is not there; expected a backup/],
    [['restore', join(data, 'x')], /it is not there, as what its path names as a folder is a file/],
    [['backup', join(none, 'x')], /could not be written to .*: its folder is not there/],
    [['check'], /none cannot be read: it is not there; expected a file with/, { POSTROOM_KEY_FILE: none }],
    [['check'], /folder cannot be read: it is a folder; expected/, { POSTROOM_KEY_FILE: at('folder') }],
    [['serve'], /none cannot be read: it is not there; expected a JSON file/, { POSTROOM_CLOUD: none }],
    [['serve'], /text\.txt is no JSON/, { POSTROOM_CLOUD: at('text.txt') }],
    [tls(none, none), /--tls-cert: .*none cannot be read: it is not there; expected a PEM file/],
  ];
  for (const [words, message, env] of cases) {
    const own = words.includes('--data') ? words : [...words, '--data', data];
    // A wrong setting is wrong usage.
    const code = own[0] === 'serve' || env !== undefined ? 2 : 1;
    await refuse([...own, ...(own[0] === 'serve' ? ['--port', '0'] : [])], code, message, env);
  }
});

test('a data file that is not there is not made to be looked into, and none that is no file', async () => {
  for (const words of [
    ['user', 'list'],
    ['user', 'disable', '--email', 'a@b.example'],
    ['token', 'list'],
    ['token', 'add', '--user', 'a@b.example', '--name', 'x'],
    ['reread'],
    ['check'],
    ['trace', 'a@b.example'],
  ]) {
    const none = at('none.db');
    await refuse([...words, '--data', none], 1, /There is no data file .*none\.db; expected one to .*--data/);
    assert.ok(!existsSync(none), words.join(' '));
  }
  const inFolder = ['--data', at('folder')];
  await refuse(['trace', 'a@b.example', ...inFolder], 1, /folder is no file; expected a Postroom data file/);
  await refuse(
    ['trace', 'x', '--data', at('text.txt')],
    1,
    /has only 6 bytes; expected a Postroom data file/,
  );
  const inFile = ['--data', join(data, 'x.db')];
  await refuse(
    ['kept', 'list', ...inFile],
    1,
    /The folder .* cannot be read: .*; expected that of the data file/,
  );
});

const allCommands = [
  ['user', 'list'],
  ['token', 'list'],
  ['check'],
  ['trace', 'a@b.example'],
  ['reread'],
  ['backup', 'OUT'],
  ['restore', 'DATA'],
  ['import', 'TEXT', '--group', 'Support'],
  ['key', 'set'],
  ['serve', '--port', '0'],
];
const withPaths = (words: readonly string[]) =>
  words.map((word) => ({ OUT: at('out.db'), DATA: data, TEXT: at('text.txt') })[word] ?? word);

test('a data file that is a pipe, a device or a link without an end is named, and nothing is written beside it', async () => {
  const lost = at('lost');
  mkdirSync(lost);
  const [pipe, circle, dangling] = ['pipe', 'circle', 'dangling'].map((name) => join(lost, name));
  spawnSync('mkfifo', [pipe ?? '']);
  symlinkSync('circle', circle ?? '');
  symlinkSync(join(lost, 'unmounted', 'postroom.db'), dangling ?? '');
  const files = readdirSync(lost);
  const places: [string | undefined, RegExp][] = [
    [pipe, /pipe is no file; expected a Postroom data file/],
    ['/dev/null', /\/dev\/null is no file; expected a Postroom data file/],
    [circle, /circle cannot be read: its links lead in a circle; expected a Postroom data file/],
    [dangling, /dangling is a link to .*unmounted\/postroom\.db, which is not there; expected/],
  ];
  for (const [path, message] of places) {
    for (const words of allCommands) {
      const env = words[0] === 'key' ? { POSTROOM_KEY: 'a key of some length' } : {};
      await refuse([...withPaths(words), '--data', path ?? ''], 1, message, env);
    }
  }
  assert.deepEqual(readdirSync(lost), files);
  assert.ok(!existsSync('/dev/null.lock'));
  await refuse(
    ['restore', data, '--data', join(pipe ?? '', 'x.db')],
    1,
    /its path names as a folder is a file/,
  );
});

test('a data file in a folder that this user may not read is said to be so', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('platform: only root can be somebody else');
  const service = at('service');
  mkdirSync(service, { mode: 0o700 });
  copyFileSync(data, join(service, 'postroom.db'));
  const message =
    /cannot be read: this user may not read it; expected the user that Postroom runs as, or root/;
  for (const words of allCommands) {
    const env = words[0] === 'key' ? { POSTROOM_KEY: 'a key of some length' } : {};
    process.seteuid?.(65_534);
    const asked = [...withPaths(words), '--data', join(service, 'postroom.db')];
    await refuse(asked, 1, message, env).finally(() => process.seteuid?.(0));
  }
});

test('an empty value, and one that begins with a dash, is wrong usage and not another value', async () => {
  for (const [words, message] of [
    [['serve', '--host', '', '--data', data], /--host is empty; expected a value/],
    [['backup', '-', '--data', data], /got "-", which is a stream; expected the path of a file/],
    [
      ['backup', at('unmounted/'), '--data', data],
      /unmounted\/", which is a folder; expected the path of a file/,
    ],
    [['restore', '-', '--data', data], /got "-", which is a stream; expected the path of a file/],
    [['import', '', '--data', data], /got an empty path; expected at least one path/],
    [['backup', '', '--data', data], /got an empty path; expected one path/],
    [['restore', '', '--data', data], /got an empty path; expected one path/],
    [['serve', '--port', '-1'], /--port is followed by a word with a dash; expected its value, .*--port=-…/],
    [['serve', '--port', '--json'], /--port is followed by a word with a dash/],
    [['check', '--data'], /'--data <value>' argument missing\. Usage/],
    [['token', 'add', '--user', 'a@b', '--name', 'x', '--scopes', ','], /--scopes is ","; expected names/],
    [['token', 'add', '--user', 'a@b', '--name', 'x', '--groups', ' '], /--groups is " "; expected names/],
    [['token', 'add', '--user', 'a@b', '--name', 'x', '--days', '0'], /expected a number of days from 1 to/],
    [['reread', '--after', 'x', '--data', data], /--after is "x"; expected the number/],
  ] as const) {
    await refuse(words, 2, message);
  }
  const token = ['token', 'add', '--user', 'ada@postroom.example', '--data', data];
  await refuse([...token, '--name', ' '], 1, /The request does not fit\. name: Give it a name/);
});

test('where it cannot listen is said with what can be done', async () => {
  const serve = ['serve', '--data', data, '--port', '0', '--host'];
  await refuse(
    [...serve, '203.0.113.7'],
    1,
    /Cannot listen on 203\.0\.113\.7:0: this machine has no such address; expected/,
  );
});
