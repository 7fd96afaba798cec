import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { runCommand } from '../../src/commands/run-command.ts';
import { listUnknownSettings } from '../../src/config.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { selfCommand } from '../../src/sea.ts';
import { createWorkplace, endOf, runPostroom, runProgram, spawnPostroom } from '../support/command.ts';
import { hasCommand } from '../support/recount.ts';

const folder = createWorkplace();
const data = join(folder, 'postroom.db');
const serve = ['serve', '--data', data, '--port', '0'];

/** Ends before anything is started. */
async function assertRefused(words: string[], env: Record<string, string>, said: RegExp): Promise<void> {
  const { code, stderr, stdout } = await runPostroom(words, env);
  assert.equal(code, 2, stderr);
  assert.match(stderr, said);
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  assert.equal(stdout, '');
}

test('a file that a setting names and that cannot be used ends the start, and says what was expected', async () => {
  const [one, other] = [await createCertificates(), await createCertificates()];
  const path = (name: string, content: string) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const none = join(folder, 'none');
  const prose = path('prose', 'no certificate');
  const authority = path('ca.pem', one.ca);
  const [cert, key] = [path('one.pem', one.cert), path('other.key', other.key)];
  const mail = { host: 'mail.example', port: 993, security: 'tls' };
  const cloud = {
    name: 'Own',
    authority: 'https://x.example',
    imap: mail,
    smtp: mail,
    graph: 'https://g.example',
  };
  const misspelt = path('cloud.json', JSON.stringify({ ...cloud, cA: authority }));

  await assertRefused(
    serve,
    { POSTROOM_KEY_FILE: none },
    /POSTROOM_KEY_FILE=.*none cannot be read.*passphrase/,
  );
  await assertRefused(serve, { POSTROOM_CLOUD: none }, /POSTROOM_CLOUD: .*none cannot be read/);
  await assertRefused(serve, { POSTROOM_CLOUD: prose }, /POSTROOM_CLOUD: .*prose is no JSON/);
  await assertRefused(serve, { POSTROOM_CLOUD: misspelt }, /cloud\.json does not fit: .*"cA"/);
  await assertRefused(serve, { NODE_EXTRA_CA_CERTS: none }, /NODE_EXTRA_CA_CERTS: .*none cannot be read/);
  await assertRefused(
    serve,
    { NODE_EXTRA_CA_CERTS: prose },
    /prose holds no certificate.*expected a PEM file/,
  );
  const tls = (certPath: string, keyPath: string) => [...serve, '--tls-cert', certPath, '--tls-key', keyPath];
  await assertRefused(tls(none, key), {}, /--tls-cert: .*none cannot be read/);
  await assertRefused(tls(prose, prose), {}, /--tls-cert .*prose.* cannot be used/);
  await assertRefused(tls(cert, key), {}, /cannot be used: .*mismatch; expected PEM files/);
});

test('a setting that is misspelt is named at the start and by config dump', async () => {
  const env = { POSTROOM_KEYFILE: '/etc/key', POSTROOM_DATA: data, HOME: '/root' };
  assert.deepEqual(listUnknownSettings(env), ['POSTROOM_KEYFILE']);
  assert.match((await runPostroom(['config', 'dump'], env)).stderr, /does not know.*: POSTROOM_KEYFILE\n$/);
  const server = spawnPostroom(serve, { ...env, POSTROOM_LOG_LEVEL: 'warn' });
  const said = text(server.stderr as NonNullable<typeof server.stderr>);
  server.stdout?.once('data', () => server.kill('SIGTERM'));
  assert.equal(await endOf(server), 0);
  assert.match(await said, /does not know.*POSTROOM_KEYFILE/);
});

test('what Kubernetes says of a service that is called postroom is no setting', async () => {
  const address = 'tcp://10.96.0.12:8025';
  const env = {
    POSTROOM_SERVICE_HOST: '10.96.0.12',
    POSTROOM_SERVICE_PORT: '8025',
    POSTROOM_SERVICE_PORT_HTTP: '8025',
    POSTROOM_PORT: address,
    POSTROOM_PORT_8025_TCP: address,
    POSTROOM_PORT_8025_TCP_PROTO: 'tcp',
    POSTROOM_PORT_8025_TCP_PORT: '8025',
    POSTROOM_PORT_8025_TCP_ADDR: '10.96.0.12',
    POSTROOM_PROXY_PORT: address,
  };
  const { code, stdout, stderr } = await runPostroom(['config', 'dump'], env);
  assert.deepEqual([code, stderr, JSON.parse(stdout).port], [0, '', 8025]);
  const inBrackets = await runPostroom(['config', 'dump'], { POSTROOM_HOST: '[::1]' });
  assert.equal(JSON.parse(inBrackets.stdout).host, '::1');
  const own = await runPostroom(['config', 'dump', '--data', data], { ...env, POSTROOM_PORT: '9000' });
  assert.equal(JSON.parse(own.stdout).port, 9000);
  assert.deepEqual(listUnknownSettings({ POSTROOM_PUBLIC_PORT: '80' }), ['POSTROOM_PUBLIC_PORT']);
});

test('the guide names each setting that is read, and no other', () => {
  const [table = ''] =
    /\| variable \| flag \|[\s\S]*?\n\n/.exec(readFileSync('docs/operating.md', 'utf8')) ?? [];
  const named = [...table.matchAll(/`(POSTROOM_\w+)`/g)].map(([, name = '']) => name);
  assert.ok(named.length > 5, table);
  assert.deepEqual(listUnknownSettings(Object.fromEntries(named.map((name) => [name, 'x']))), []);
  const read = readFileSync('src/config.ts', 'utf8').match(/(?<=env\.)[A-Z_]{4,}|'POSTROOM_\w+'/g) ?? [];
  for (const name of read) assert.ok(table.includes(`\`${name.replaceAll("'", '')}\``), name);
});

const nobody = 65_534;

test('who may not write a data file is told why, and who may', {
  skip: !(process.getuid?.() === 0 && hasCommand('setpriv')) && 'platform: only root can be somebody else',
}, async () => {
  chmodSync(folder, 0o755);
  const mine = join(folder, 'mine.db');
  const add = ['user', 'add', '--email', 'ada@postroom.example', '--data'];
  assert.equal((await runProgram([...add, mine], {}, 'a long password')).code, 0);
  const { command, args } = selfCommand('user', 'list', '--data', mine);
  // The program under test lies in a folder of root's, which he may read.
  const asNobody = [`--reuid=${nobody}`, '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  const { status, stderr } = spawnSync('setpriv', [...asNobody, command, ...args], {
    encoding: 'utf8',
    env: {},
  });
  assert.equal(status, 1);
  assert.match(stderr, /Cannot write .*: it belongs to user 0, and this is user 65534; expected the user/);
  const missing = await runPostroom([...add, join(folder, 'no', 'x.db')], {}, 'a long password');
  assert.match(
    missing.stderr,
    /Cannot write .*no: there is no such folder; expected a folder for the data file/,
  );
});

test('a second signal ends the program at once, by the signal, and leaves a file that the next start takes', async () => {
  for (let round = 0; round < 2; round += 1) {
    const server = spawnPostroom(serve);
    await once(server.stdout as NonNullable<typeof server.stdout>, 'data');
    const ended = once(server, 'exit');
    for (let count = 0; count < 2; count += 1) server.kill('SIGINT');
    const [code, signal] = await ended;
    // The system may take both for one.
    assert.ok(code === 0 || signal === 'SIGINT', `${code} ${signal}`);
  }
  assert.equal((await runPostroom(['check', '--data', data])).code, 0);
});

test('a password is asked for at a terminal, twice, and not shown', async () => {
  const ask = async (...typed: string[]) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const said = Promise.all([text(stdout), text(stderr)]);
    stderr.on(
      'data',
      (chunk: Buffer) => /(?:Password|Once more): $/.test(String(chunk)) && stdin.write(typed.shift()),
    );
    const words = ['user', 'add', '--email', 'asked@x.example', '--data', join(folder, 'asked.db')];
    const code = await runCommand(words, { POSTROOM_LOG_LEVEL: 'error' }, { stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    return { code, said: (await said).join('') };
  };
  const differs = await ask('quiet-harbour-1\r', 'quiet-harbour-2\r');
  assert.deepEqual([differs.code, differs.said.includes('differ')], [1, true]);
  assert.match((await ask('\x03')).said, /No password was typed/);
  const taken = await ask('quiet-harbour-1\r', 'quiet-harbour-1\r');
  assert.deepEqual([taken.code, taken.said], [0, 'Added asked@x.example.\nPassword: \nOnce more: \n']);
  const nothing = await runPostroom(['user', 'add', '--email', 'a@x.example', '--data', data]);
  assert.deepEqual([nothing.code, nothing.stderr.includes('expected one on standard input')], [2, true]);
});

/** @returns each call of the program that a guide shows in code */
function listCalls(guide: string): string[] {
  const code = guide.match(/^```(?:sh|ini|)\n[\s\S]*?^```|`[^`\n]+`/gm) ?? [];
  return code.flatMap(
    (part) => part.match(/(?<![\w./-])(?:\/usr\/local\/bin\/)?postroom [a-z][^\n`|]*/g) ?? [],
  );
}

test('each command and flag that a guide shows is there', async () => {
  const guides = [
    'README.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const calls = guides.flatMap((path) => listCalls(readFileSync(path, 'utf8')));
  assert.ok(calls.length > 25, calls.join('\n'));
  for (const call of calls) {
    const [, command = ''] = /postroom ([a-z]+)/.exec(call) ?? [];
    const { code, stdout } = await runPostroom([command, '--help']);
    assert.equal(code, 0, call);
    for (const flag of call.match(/--[a-z-]+/g) ?? []) {
      assert.ok(flag === '--help' || stdout.includes(flag), `${call}: ${flag}`);
    }
  }
});

test('what root restores or encrypts stays the file of whom it was, so that its service can open it', {
  skip: process.getuid?.() !== 0 && 'platform: only root can make files of somebody else',
}, async () => {
  const path = join(folder, 'service.db');
  const backup = join(folder, 'service-backup.db');
  const added = await runPostroom(
    ['user', 'add', '--email', 'a@x.example', '--data', path],
    {},
    'quiet-harbour-1',
  );
  assert.equal(added.code, 0, added.stderr);
  assert.equal((await runPostroom(['backup', backup, '--data', path])).code, 0);
  rmSync(`${path}.lock`);
  chownSync(path, nobody, nobody);
  const owners = () => [path, `${path}.lock`].map((each) => statSync(each).uid);
  assert.equal((await runProgram(['restore', backup, '--data', path])).code, 0);
  assert.deepEqual(owners(), [nobody, nobody]);
  assert.equal((await runProgram(['key', 'set', '--data', path], { POSTROOM_KEY: 'a long key' })).code, 0);
  assert.deepEqual(owners(), [nobody, nobody]);
});
