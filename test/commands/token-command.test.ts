import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApp } from '../support/app.ts';
import { runPostroom } from '../support/command.ts';
import { startStaffedApp } from '../support/staffed-app.ts';

let running: TestApp;
before(async () => {
  running = await startStaffedApp();
  await running.signIn('admin');
  await running.signIn('agent');
});
after(() => running.stop());

const run = (...words: string[]) => runPostroom(['token', ...words, '--data', running.dataPath]);
const api = (token: string, path: string) =>
  fetch(`${running.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });

test('a token is made beside a running instance, used, listed and ended', async () => {
  const made = await run('add', '--user', 'admin@postroom.example', '--name', 'monitor');
  assert.equal(made.code, 0, made.stderr);
  const token = made.stdout.trim();
  assert.match(token, /^postroom_[\w-]{43}$/);
  assert.equal((await api(token, '/channels')).status, 200);
  const listed = await run('list', '--user', 'admin@postroom.example');
  assert.match(
    listed.stdout,
    /^admin@postroom\.example\tmonitor\tgood\tuntil \d{4}-\d\d-\d\d\ttickets:read,/,
  );
  assert.ok(!listed.stdout.includes(token));
  const ended = await run('revoke', '--user', 'admin@postroom.example', '--name', 'monitor');
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal((await api(token, '/channels')).status, 401);
  const again = await run('revoke', '--user', 'admin@postroom.example', '--name', 'monitor');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /has no token "monitor"/);
});

test('without scopes an agent’s token may what the agent may; with some only these', async () => {
  const all = (await run('add', '--user', 'agent@postroom.example', '--name', 'a')).stdout.trim();
  assert.equal((await api(all, '/tickets')).status, 200);
  assert.equal((await api(all, '/channels')).status, 403);
  const words = ['--user', 'agent@postroom.example', '--name', 'b', '--scopes', 'customers:read'];
  const some = (await run('add', ...words)).stdout.trim();
  assert.equal((await api(some, '/tickets')).status, 403);
  assert.equal((await api(some, '/customers')).status, 200);
});

test('wrong words are wrong usage in one line; what is not there is said', async () => {
  for (const [words, expected] of [
    [['add', '--name', 'x'], /needs --user/],
    [['add', '--user', 'admin@postroom.example'], /needs --name/],
    [['ad'], /expected one of add, list, revoke/],
    [
      ['add', '--user', 'a@b', '--name', 'x', '--scopes', 'all'],
      /no scope "all"; expected some of tickets:read/,
    ],
    [['add', '--user', 'a@b', '--name', 'x', '--days', 'ten'], /--days is "ten"/],
  ] as const) {
    const { code, stderr, stdout } = await run(...words);
    assert.equal(code, 2, stderr);
    assert.match(stderr, expected);
    assert.equal(stdout, '');
    assert.equal(stderr.trim().split('\n').length, 1);
  }
  const nobody = await run('add', '--user', 'no@postroom.example', '--name', 'x');
  assert.equal(nobody.code, 1);
  assert.match(nobody.stderr, /There is no user no@postroom\.example/);
  const words = ['--user', 'admin@postroom.example', '--name', 'x', '--groups', 'Nowhere'];
  assert.match((await run('add', ...words)).stderr, /no group "Nowhere"; expected one of Support/);
});
