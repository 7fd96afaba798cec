import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setGlobalProxyFromEnv } from 'node:http';
import { type AddressInfo, createServer as createNet, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { createServer } from 'node:tls';
import { readConfig } from '../src/config.ts';
import { diagnose } from '../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../src/domain/failure.ts';
import { chooseMailProxy } from '../src/domain/proxy.ts';
import { connectImap } from '../src/mail/imap.ts';
import { openSmtp } from '../src/mail/smtp.ts';
import { sendHttp } from '../src/microsoft/http.ts';
import { type Certificates, createCertificates } from '../src/sandbox/ca.ts';
import { startMailProxy } from './support/mail-proxy.ts';
import { startScriptedImap } from './support/scripted-imap.ts';
import { startScriptedSmtp } from './support/scripted-smtp.ts';

const ends: (() => unknown)[] = [];
let asked: string[];
let proxy: string;
let certificates: Certificates;

before(async () => {
  certificates = await createCertificates();
  const started = await startMailProxy();
  ends.push(started.stop);
  ({ asked, url: proxy } = started);
});
after(async () => {
  for (const end of ends.reverse()) await end();
});

const login = { user: 'a@test', auth: { password: 'correct horse' } };
const account = { hostName: 'localhost', userName: 'a@test', password: 'correct horse', ca: undefined };

test('IMAP and SMTP go through a proxy that the operator names', async () => {
  const imap = await startScriptedImap();
  const smtp = await startScriptedSmtp();
  ends.push(imap.stop, smtp.stop);
  const reading = await connectImap({
    host: 'mail.inside.example',
    port: imap.port,
    security: 'none',
    proxy,
    ...login,
  });
  await reading.close();
  const server = { host: 'mail.inside.example', port: smtp.port, security: 'none' } as const;
  const session = await openSmtp({ server, proxy, ...account });
  const outcome = await session.send(
    { from: 'a@test', to: ['b@test'] },
    Buffer.from('Subject: x\r\n\r\ny\r\n'),
  );
  session.close();
  assert.equal(outcome.kind, 'sent');
  assert.deepEqual(asked.splice(0), [`mail.inside.example:${imap.port}`, `mail.inside.example:${smtp.port}`]);
});

test('what the proxy says is the cause, with the step and without its password', async () => {
  const stranger = proxy.replace('post:room@', '');
  const server = (port: number) => ({ host: 'mail.inside.example', port, security: 'tls' }) as const;
  for (const [way, status] of [
    [proxy, 403],
    [stranger, 407],
  ] as const) {
    const port = status === 403 ? 1 : 993;
    for (const attempt of [
      () => connectImap({ ...server(port), proxy: way, ...login }),
      () => openSmtp({ server: server(port), proxy: way, ...account }),
    ]) {
      const failure = await attempt().then(
        () => assert.fail('it was let through'),
        (error: unknown) => findFailure(error),
      );
      assert.match(failure?.text ?? '', new RegExp(String(status)));
      assert.doesNotMatch(failure?.text ?? '', /room/);
      const { code, step } = diagnose(failure ?? assert.fail());
      assert.equal(code, 'network_proxy');
      assert.match(step, /POSTROOM_MAIL_PROXY/);
    }
  }
  asked.length = 0;
});

test('TLS ends at the server, not at the proxy', async () => {
  const server = createServer({ cert: certificates.cert, key: certificates.key }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('220 ready\r\n');
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const target = { host: 'localhost', port, security: 'tls' } as const;
  const failure = await openSmtp({ server: target, proxy, ...account }).then(
    () => assert.fail('the certificate was taken'),
    (error: unknown) => findFailure(error),
  );
  assert.equal(failure && diagnose(failure).code, 'network_certificate_untrusted');
});

test('a server behind the proxy that never agrees on TLS, or hangs up, is waited for no longer than any other', async () => {
  const patience = { connect: 200, signIn: 200, silence: 200, send: 200 };
  for (const [answer, code] of [
    [() => undefined, 'network_timeout'],
    [(socket: Socket) => socket.end(), 'network_closed'],
  ] as const) {
    const server = createNet((socket) => {
      socket.on('error', () => socket.destroy());
      answer(socket);
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const target = {
      host: 'localhost',
      port: (server.address() as AddressInfo).port,
      security: 'tls',
    } as const;
    const failure = await openSmtp({ server: target, proxy, ...account, patience }).then(
      () => assert.fail('it was let in'),
      (error: unknown) => findFailure(error),
    );
    assert.equal(failure && diagnose(failure).code, code);
    server.close();
  }
});

test('the sign-in goes through HTTPS_PROXY, and past it to the hosts of NO_PROXY', async () => {
  const server = createServer({ cert: certificates.cert, key: certificates.key }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = `https://localhost:${port}/`;
  for (const exempt of ['', 'localhost']) {
    asked.length = 0;
    const restore = setGlobalProxyFromEnv({ HTTPS_PROXY: proxy, NO_PROXY: exempt });
    try {
      assert.equal((await sendHttp(url, { method: 'GET', ca: certificates.ca })).status, 200);
    } finally {
      restore();
    }
    assert.deepEqual(asked, exempt === '' ? [`localhost:${port}`] : []);
  }
  const restore = setGlobalProxyFromEnv({ HTTPS_PROXY: proxy.replace('post:room@', '') });
  const failure = await sendHttp(url, { method: 'GET', ca: certificates.ca })
    .then(
      () => assert.fail('it was let through'),
      (error: unknown) => findFailure(error),
    )
    .finally(restore);
  assert.equal(failure && diagnose(failure).code, 'network_proxy');
});

test('NO_PROXY names hosts, domains, ports or everything', () => {
  const at = (exempt: string, host: string, port = 993) =>
    chooseMailProxy({ web: undefined, mail: 'http://p:1/', exempt }, { host, port }) === undefined;
  assert.ok(at('mail.example.com', 'mail.example.com'));
  assert.ok(at('example.com', 'mail.example.com') && at('.example.com', 'mail.example.com'));
  assert.ok(at('*.example.com', 'mail.example.com') && at('*', 'anything'));
  assert.ok(at('a.test, 10.0.0.5:993', '10.0.0.5') && !at('10.0.0.5:143', '10.0.0.5'));
  assert.ok(at('[::1]:993', '::1') && at('::1', '::1'));
  assert.ok(
    !at('example.com', 'badexample.com') && !at('', 'mail.example.com') && !at('mail', 'mail.example'),
  );
});

test('proxies are read from the environment, and a wrong one is named', () => {
  const { proxies } = readConfig(
    {},
    { https_proxy: 'proxy.example:3128', NO_PROXY: 'x', POSTROOM_MAIL_PROXY: proxy },
  );
  assert.deepEqual(proxies, { web: 'http://proxy.example:3128/', mail: proxy, exempt: 'x' });
  assert.throws(() => readConfig({}, { HTTPS_PROXY: 'socks5://x:1' }), /HTTPS_PROXY.*expected http/);
});
