import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { localPath } from '../../../src/web/account/login.tsx';
import { startTestApp, type TestApp } from '../../support/app.ts';

let running: TestApp;
before(async () => {
  running = await startTestApp();
});
after(() => running.stop());

test('before the first admin every way in tells where the set-up link is', async () => {
  const someone = running.visitor();
  let path = '/';
  for (let step = 0; step < 3; step += 1) {
    const to: string | null = (await someone.get(path)).headers.get('location');
    if (to === null) break;
    path = to;
  }
  const page = await someone.get(path);
  assert.equal(page.status, 200);
  const text = await page.text();
  assert.match(text, /printed when Postroom starts/);
  assert.doesNotMatch(text, /<form/, 'no form that could only fail');
});

test('the set-up link makes the first admin once; two at the same time have one winner', async () => {
  const { setupUrl = '' } = running.app;
  const token = new URL(setupUrl).searchParams.get('token') ?? '';
  const page = await running.visitor().get(`/setup?token=${token}`);
  assert.equal(page.status, 200);
  const fields = { email: 'Boss@Postroom.example', name: 'Boss', password: 'correct horse battery' };
  assert.equal((await running.visitor().post('/setup', { ...fields, token: 'wrong' })).status, 404);
  const short = await running.visitor().post('/setup', { ...fields, token, password: 'short' });
  assert.equal(short.status, 422);
  assert.match(await short.text(), /at least 8 characters/);
  const tries = await Promise.all([1, 2].map(() => running.visitor().post('/setup', { ...fields, token })));
  assert.deepEqual(tries.map((answer) => answer.status).sort(), [303, 404]);
  assert.equal((await running.visitor().get(`/setup?token=${token}`)).status, 404);
});

test('every page but the public ones needs a session, and leads back after the sign-in', async () => {
  const visitor = running.visitor();
  for (const path of ['/', '/tickets', '/channels', '/nowhere', '/%61dmin', '//admin', '/tickets%2F1']) {
    const answer = await visitor.get(path);
    assert.equal(answer.status, 303, path);
    assert.match(answer.headers.get('location') ?? '', /^\/login\?to=/);
  }
  assert.equal((await visitor.get('/events', { 'hx-request': 'true' })).status, 401);
  const signedIn = await visitor.post('/login', {
    email: 'boss@postroom.example',
    password: 'correct horse battery',
    to: '/channels?x=1',
  });
  assert.equal(signedIn.headers.get('location'), '/channels?x=1');
  assert.equal((await visitor.get('/')).headers.get('location'), '/tickets');
});

test('a sign-in never leads off the site', () => {
  for (const evil of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\\b',
    'javascript:1',
    '/a\r\nb',
    `/${'a'.repeat(2001)}`,
    '',
  ]) {
    assert.equal(localPath(evil), '/', evil);
  }
  assert.equal(localPath('/tickets/10001?view=all'), '/tickets/10001?view=all');
});

test('requests from elsewhere are refused: host, origin, fetch site, token', async () => {
  const admin = await running.signIn('admin');
  assert.equal(await statusForHost(`evil.example:${running.app.port}`), 400);
  assert.equal(await statusForHost(`127.0.0.1:${running.app.port}`), 200);
  const refused = [
    await admin.post('/logout', {}, { origin: 'https://evil.example' }),
    await admin.post('/logout', {}, { 'sec-fetch-site': 'cross-site' }),
    await admin.post('/logout', { csrf: 'guess' }),
    await admin.post('/logout', {}, { origin: 'null' }),
  ];
  assert.deepEqual(
    refused.map((answer) => answer.status),
    [403, 403, 403, 403],
  );
  assert.equal((await admin.get('/')).headers.get('location'), '/tickets');
});

test('signing out, a new password and disabling a user end the session at once', async () => {
  const first = await running.signIn('agent');
  const kept = first.cookie;
  assert.equal((await first.post('/logout', {})).status, 303);
  first.cookie = kept;
  assert.match((await first.get('/')).headers.get('location') ?? '', /^\/login/);
  const second = await running.signIn('agent');
  await running.app.desk.as({ kind: 'command_line' }).call('changePassword', {
    email: 'agent@postroom.example',
    password: 'another long one',
  });
  assert.match((await second.get('/')).headers.get('location') ?? '', /^\/login/);
  const third = await running.signIn('agent', 'third@postroom.example');
  await running.app.desk
    .as({ kind: 'command_line' })
    .call('disableUser', { email: 'third@postroom.example' });
  assert.match((await third.get('/')).headers.get('location') ?? '', /^\/login/);
});

test('monitoring gets Prometheus text on this machine only, and hears of the desk', async () => {
  const answer = await running.visitor().get('/metrics');
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.match(await answer.text(), /^postroom_desk_alive 1$/m);
  assert.equal((await running.visitor().get('/metrics', { 'x-forwarded-for': '10.0.0.1' })).status, 404);
  const { disk, ...rest } = (await (await running.visitor().get('/readyz')).json()) as {
    disk: { freeBytes: number };
  };
  assert.deepEqual(rest, { ready: true, dataFile: true, desk: true });
  assert.ok(disk.freeBytes > 0);
});

test('every answer carries the security headers', async () => {
  for (const path of ['/login', '/nowhere', '/healthz']) {
    const { headers } = await running.visitor().get(path);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('cache-control'), 'no-store');
  }
});

test('the event stream tells a page what changed', async () => {
  const admin = await running.signIn('admin', 'watcher@postroom.example');
  const answer = await admin.get('/events');
  assert.match(answer.headers.get('content-type') ?? '', /text\/event-stream/);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = (await reader?.read()) ?? {};
  assert.match(value ?? '', /event: hello/);
  await reader?.cancel();
});

test('a wrong password and an unknown address get the same answer, and too many tries are slowed down', async () => {
  const visitor = running.visitor();
  const bodies = new Set<string>();
  for (const email of ['boss@postroom.example', 'nobody@postroom.example']) {
    const answer = await visitor.post('/login', { email, password: 'wrong' });
    assert.equal(answer.status, 401);
    bodies.add((await answer.text()).replaceAll(email, ''));
  }
  assert.equal(bodies.size, 1);
  const statuses: number[] = [];
  for (let n = 0; n < 10; n++) {
    statuses.push((await visitor.post('/login', { email: 'x@y.example', password: 'wrong' })).status);
  }
  assert.equal(statuses.at(-1), 429);
});

/** fetch does not let a program choose the Host header. */
function statusForHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port: running.app.port, path: '/login', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
