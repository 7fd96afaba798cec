import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { insertAppRegistration } from '../../src/db/app-registrations.ts';
import { insertSignIn } from '../../src/db/sign-ins.ts';
import { hashToken } from '../../src/domain/token.ts';
import { createParserPool } from '../../src/mail/parser-pool.ts';
import { selfCommand } from '../../src/sea.ts';
import { openTicketDesk } from '../support/ticket-desk.ts';

// Defences whose removal no test noticed.

const secure = 'https://desk.example';
const password = 'correct horse battery';

/** Word for word: an addition to it is looked at by a person. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

test('every page carries the whole policy, and over https the browser is told to stay there', async () => {
  for (const publicUrl of [secure, 'http://localhost']) {
    const desk = await openTicketDesk({}, { publicUrl });
    try {
      const { host } = new URL(publicUrl);
      for (const path of ['/login', '/nowhere', '/healthz', '/tickets', '/assets/x/y']) {
        const { headers } = await desk.fetch(new Request(publicUrl + path, { headers: { host } }));
        assert.equal(headers.get('content-security-policy'), policy, path);
        assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
        assert.equal(headers.get('x-frame-options'), 'DENY', path);
        assert.equal(headers.get('referrer-policy'), 'no-referrer', path);
        const expected = publicUrl === secure ? 'max-age=63072000; includeSubDomains' : null;
        assert.equal(headers.get('strict-transport-security'), expected, path);
      }
    } finally {
      await desk.close();
    }
  }
});

test('the session’s cookie is out of reach of scripts, of other sites and of plain http', async () => {
  const desk = await openTicketDesk({}, { publicUrl: secure });
  try {
    await desk.signIn('admin', 'Ada Admin');
    const answer = await desk.fetch(
      new Request(`${secure}/login`, {
        method: 'POST',
        headers: { host: 'desk.example', origin: secure },
        body: new URLSearchParams({ email: 'ada.admin@postroom.example', password }),
      }),
    );
    const cookies = answer.headers.getSetCookie();
    const session = cookies.find((line) => line.startsWith('__Host-sid='));
    assert.match(session ?? '', /^__Host-sid=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    for (const line of cookies) assert.match(line, /; HttpOnly; Secure; SameSite=Lax$/);
  } finally {
    await desk.close();
  }
});

const names: [raw: string, forbidden: RegExp][] = [
  ['../../etc/passwd', /[/\\]|\.\./],
  ['..\\..\\windows\\system32\\x.dll', /[/\\]|\.\./],
  ['invoice\u202Efdp.exe', /\u202e/],
  ['\u200B.htaccess', /\u200b|^\./],
  ['a\u2066b\u2069\uFEFF\u00AD.txt', /[\u2066\u2069\ufeff\u00ad]/],
  ['x"; filename="evil.exe', /"/],
  ['<img src=x onerror=alert(1)>.png', /[<>]/],
  ['CON.txt', /^con/i],
  ['a\u0000b\u0007.pdf', /[\0-\x1f]/],
  ['  ... ', /^[. ]|[. ]$/],
];
test('the name of an incoming file holds nothing that hides or redirects, stored, shown and downloaded', async () => {
  const desk = await openTicketDesk();
  try {
    const agent = await desk.signIn('agent');
    const parts = names.map(
      ([name]) =>
        `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name)}\r\n\r\nx\r\n`,
    );
    await desk.deliver(
      `From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`,
    );
    for (const [index, [name, forbidden]] of names.entries()) {
      const { headers } = await agent.get(`/attachments/${index + 1}`);
      const shown = headers.get('content-disposition') ?? '';
      assert.match(shown, /^attachment; filename="/, name);
      const plain = /filename="([^"]*)"/.exec(shown)?.[1] ?? '';
      const encoded = decodeURIComponent(/filename\*=UTF-8''([^;]*)/i.exec(shown)?.[1] ?? plain);
      for (const each of [plain, encoded]) assert.doesNotMatch(each, forbidden, name);
    }
  } finally {
    await desk.close();
  }
});

test('a return from Microsoft that took longer than its ten minutes is not taken', async () => {
  const desk = await openTicketDesk();
  try {
    const admin = await desk.signIn('admin');
    const now = Date.now();
    const at = new Date(now);
    await desk.desk.write((tx) =>
      insertAppRegistration(tx, {
        cloud: 'global',
        clientId: 'c',
        clientSecret: 's',
        tenant: 't',
        secretExpiresAt: null,
        createdAt: at,
        updatedAt: at,
      }),
    );
    const begin = (state: string, expiresAt: Date) =>
      desk.desk.write((tx) =>
        insertSignIn(tx, {
          stateHash: hashToken(state),
          sessionHash: hashToken(admin.token),
          kind: 'admin_consent',
          appRegistrationId: 1,
          channelId: null,
          nonce: 'n',
          codeVerifier: 'v',
          createdAt: new Date(now - 600_000),
          expiresAt,
        }),
      );
    await begin('late', new Date(now - 1));
    await begin('in-time', new Date(now + 60_000));
    const come = (state: string) => admin.get(`/oauth/microsoft/callback?state=${state}&admin_consent=True`);
    const late = await come('late');
    const inTime = await come('in-time');
    assert.equal(late.status, 400);
    assert.notEqual(inTime.status, 400);
    // And once.
    assert.equal((await come('in-time')).status, 400);
  } finally {
    await desk.close();
  }
});

test('a parser process knows nothing of our environment', {
  skip: process.platform !== 'linux' && 'platform: reads /proc',
}, async () => {
  process.env.POSTROOM_CANARY = 'a secret of the operator';
  const pool = createParserPool({
    ...selfCommand('parser'),
    size: 1,
    patienceMilliseconds: 0,
    memoryLimitMb: 500,
  });
  try {
    await pool.parse([Buffer.from('From: a@b.example\r\n\r\nx')]);
    const children = readdirSync(`/proc/${process.pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
    );
    assert.ok(children.length > 0);
    for (const child of children) {
      assert.doesNotMatch(readFileSync(`/proc/${child}/environ`, 'utf8'), /CANARY|HOME=|PATH=/);
    }
  } finally {
    delete process.env.POSTROOM_CANARY;
    await pool.close();
  }
});
