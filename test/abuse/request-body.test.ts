import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../support/app.ts';
import { openConnection } from '../support/raw-http.ts';
import { startStaffedApp } from '../support/staffed-app.ts';

// One request must not end the process: S26.

let running: TestApp;
let admin: Visitor;
before(async () => {
  running = await startStaffedApp();
  admin = await running.signIn('admin');
});
after(() => running.stop());

const form = 'application/x-www-form-urlencoded';
const bomb = 'a=1&'.repeat((29 * 1024 * 1024) / 4);

async function send(path: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(running.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: running.url, 'content-type': form, ...headers },
    body,
  }).catch(() => undefined);
  // The line is cut for whoever goes on sending after the answer.
  return answer?.status ?? 413;
}

test('29 MB of fields for the sign-in are refused unread, eight at a time, and cost no memory', async () => {
  const before = process.memoryUsage().rss;
  const statuses = await Promise.all(Array.from({ length: 8 }, () => send('/login', bomb)));
  assert.deepEqual(new Set(statuses), new Set([413]));
  const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
  // The senders hold their 232 MB in this process too, and as much again on the way.
  assert.ok(grown < 700, `${Math.round(grown)} MB more`);
  assert.equal((await running.visitor().get('/healthz')).status, 200);
});

test('a page for people who are not signed in takes 64 KB, whatever the path says', async () => {
  for (const path of ['/login', '/setup']) {
    assert.equal(await send(path, `email=${'a'.repeat(64 * 1024)}`), 413, path);
  }
  assert.notEqual(await send('/login', `email=${'a'.repeat(60 * 1024)}`), 413);
});

test('only where files come in may a request be large', async () => {
  const large = `text=${'a'.repeat(300 * 1024)}`;
  const headers = { cookie: admin.cookie };
  for (const path of ['/account/password', '/ticket-changes', '/customers/1', '/channels/1/setup']) {
    assert.equal(await send(path, large, headers), 413, path);
  }
  const ofPart = await fetch(`${running.url}/ticket-changes`, {
    method: 'POST',
    headers: { ...headers, origin: running.url, 'content-type': form, 'hx-request': 'true' },
    body: large,
  });
  assert.match(
    await ofPart.text(),
    /^<p class="notice error" role="alert" data-refused="true">The request is larger/,
  );
  // Read, and refused for its missing token. Our forms with files are multipart; what is percent-encoded is no file.
  const type = { 'content-type': 'multipart/form-data; boundary=QQ' };
  const parts = `--QQ\r\nContent-Disposition: form-data; name="text"\r\n\r\n${large}\r\n--QQ--\r\n`;
  for (const path of [
    '/tickets',
    '/tickets/1/replies',
    '/tickets/1/notes',
    '/drafts',
    '/drafts/attachments',
  ]) {
    assert.equal(await send(path, large, headers), 413, path);
    assert.equal(await send(path, parts, { ...headers, ...type }), 403, path);
  }
  // A canned answer of the longest allowed length, in a script of which a letter takes nine bytes.
  const text = encodeURIComponent('漢'.repeat(20_000));
  assert.equal(await send('/settings/canned-answers', `text=${text}`, headers), 403);
  assert.equal(await send('/settings/canned-answers', `text=${text}${text}`, headers), 413);
});

test('more than a thousand fields are refused before they are read, in both kinds of form', async () => {
  assert.equal(await send('/login', 'a=1&'.repeat(2_000)), 413);
  const parts = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(1_100);
  const type = { 'content-type': 'multipart/form-data; boundary=x' };
  assert.equal(await send('/drafts', `${parts}--x--`, { ...type, cookie: admin.cookie }), 413);
  // Nor where another boundary is named beside the one that counts.
  for (const spelling of [
    'multipart/form-data; charset=utf-8; boundary="x"',
    'multipart/form-data; aboundary=y; boundary=x',
    'multipart/form-data; a="boundary=y"; boundary=x',
    'multipart/form-data; boundary=x; a=b',
  ]) {
    const headers = { 'content-type': spelling, cookie: admin.cookie };
    assert.ok([400, 413].includes(await send('/drafts', `${parts}--x--`, headers)), spelling);
  }
});

test('a form of much text is refused before it is read, one with a large file is not', async () => {
  const type = { 'content-type': 'multipart/form-data; boundary=x', cookie: admin.cookie };
  const content = 'a'.repeat(5 * 1024 * 1024);
  const part = (more: string) =>
    `--x\r\nContent-Disposition: form-data; name="text"${more}\r\n\r\n${content}\r\n`;
  for (const more of [
    '',
    '; name="; filename=a.txt"',
    '\r\nContent-Type: text/plain; filename=a.txt',
    '; filename="a.txt"\r\nContent-Disposition: form-data; name="text"',
  ]) {
    assert.equal(await send('/drafts', `${part(more)}--x--`, type), 413, more);
  }
  // Refused for its missing token, so it was read.
  assert.equal(await send('/drafts', `${part('; filename="a.txt"')}--x--`, type), 403);
});

test('a form that cannot be read is told, not thrown', async () => {
  const wrong: [string, string][] = [
    ['multipart/form-data; boundary=x', 'no part'],
    ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data\r\n\r\n1'],
    ['multipart/form-data', '--x--'],
    ['multipart/form-data; boundary=', '--x--'],
  ];
  for (const [type, body] of wrong) {
    for (const path of ['/login', '/drafts', '/settings/canned-answers']) {
      const status = await send(path, body, { 'content-type': type, cookie: admin.cookie });
      assert.equal(status, 400, `${path} ${type} ${body}`);
    }
  }
  for (const path of ['/drafts', '/settings/canned-answers']) {
    const answer = await admin.post(path, {}, { 'content-type': 'text/plain' });
    assert.equal(answer.status, 403);
  }
  assert.ok(!running.logLines.some((line) => line.includes('request failed')));
});

test('nothing is read of a request without a session, from another site or for another host', async () => {
  const { port } = running.app;
  const heads = {
    'no session': [`Host: localhost:${port}\r\nOrigin: ${running.url}`, '/drafts/attachments', 401],
    'another site': [`Host: localhost:${port}\r\nOrigin: https://evil.example`, '/login', 403],
    'another host': ['Host: evil.example', '/login', 400],
  } as const;
  for (const [what, [head, path, status]] of Object.entries(heads)) {
    const line = await openConnection(port);
    // The body is announced and never sent: an answer that comes has not waited for it.
    line.write(`POST ${path} HTTP/1.1\r\n${head}\r\nContent-Type: ${form}\r\nContent-Length: 1000\r\n\r\n`);
    const early = await Promise.race([line.firstLine(), idle().then(() => 'no answer yet')]);
    assert.match(early, new RegExp(`^HTTP/1\\.1 ${status} `), what);
    line.close();
  }
});

test('bodies of one address that are kept waiting leave room for those of others', async () => {
  const { port } = running.app;
  const head = `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${running.url}\r\nContent-Type: ${form}\r\n`;
  const lines = await Promise.all(Array.from({ length: 60 }, () => openConnection(port)));
  const answers = lines.map((line) => line.firstLine());
  for (const line of lines) line.write(`${head}Content-Length: 65000\r\n\r\n${'a'.repeat(60_000)}`);
  // A person is not held up by what strangers have begun: this is read, and refused for its missing token.
  const headers = { cookie: admin.cookie };
  for (let n = 0; n < 20; n += 1) {
    assert.equal(await send('/account/ended-sessions', 'session=none', headers), 403);
  }
  for (const line of lines) line.write('a'.repeat(5_000));
  const refused = (await Promise.all(answers)).filter((answer) => / 503 /.test(answer));
  // A megabyte of one address is held; who comes after that is told to come again.
  assert.ok(refused.length > 20, `${refused.length} refused`);
  for (const line of lines) line.close();
});

test('so do those of one household, whichever of its addresses they come from', async () => {
  const proxied = await startStaffedApp({ POSTROOM_TRUST_PROXY: 'on' }, ['admin']);
  const { port } = proxied.app;
  const head = `POST /login HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${proxied.url}\r\nContent-Type: ${form}\r\n`;
  const lines = await Promise.all(Array.from({ length: 60 }, () => openConnection(port)));
  const answers = lines.map((line) => line.firstLine());
  for (const [n, line] of lines.entries()) {
    const from = `X-Forwarded-For: 2001:db8:0:7::${n}\r\n`;
    line.write(`${head}${from}Content-Length: 65000\r\n\r\n${'a'.repeat(60_000)}`);
  }
  for (const line of lines) line.write('a'.repeat(5_000));
  const refused = (await Promise.all(answers)).filter((answer) => / 503 /.test(answer));
  assert.ok(refused.length > 20, `${refused.length} refused`);
  for (const line of lines) line.close();
  await proxied.stop();
});

/** Long enough for an answer that waits for nothing. */
async function idle(): Promise<void> {
  for (let n = 0; n < 50; n += 1) await (await fetch(`${running.url}/healthz`)).text();
}
