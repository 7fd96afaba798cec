import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../src/domain/failure.ts';
import { connectImap } from '../../src/mail/imap.ts';
import { openSmtp } from '../../src/mail/smtp.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { startScriptedImap } from '../support/scripted-imap.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts';

const password = 'correct horse';
const certificates = createCertificates();
const patience = { connect: 1000, signIn: 30_000, silence: 30_000, send: 30_000 };

/** @returns the code of what the server's words mean */
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = findFailure(error);
  assert.ok(failure !== undefined, String(error));
  return diagnose(failure, { address: 'a@test', kind: 'email' }).code;
}

type Security = 'tls' | 'starttls' | 'none';

const readFrom = (port: number, security: Security, stepMilliseconds = 60_000) =>
  connectImap({
    host: 'localhost',
    port,
    security,
    user: 'a@test',
    stepMilliseconds,
    auth: { password },
  });
const sendBy = (port: number, security: Security) =>
  openSmtp({
    server: { host: 'localhost', port, security },
    ca: undefined,
    hostName: 'localhost',
    userName: 'a@test',
    password,
    patience,
  });

/** Nothing that could be the password has been heard. */
function expectKept(lines: readonly string[]): void {
  const heard = lines.join('\n');
  const encoded = Buffer.from(`\0a@test\0${password}`).toString('base64');
  const alone = Buffer.from(password).toString('base64');
  for (const secret of [password, encoded, alone]) assert.ok(!heard.includes(secret), heard);
}

test('IMAP: LOGINDISABLED on a plain line says that it has to be encrypted', async () => {
  const server = await startScriptedImap({ capabilities: 'IMAP4rev1 STARTTLS LOGINDISABLED' });
  assert.equal(await codeOf(readFrom(server.port, 'none')), 'encryption_required');
  expectKept(server.lines);
  await server.stop();
});

test('IMAP: PRIVACYREQUIRED says so, too', async () => {
  const server = await startScriptedImap({
    answer: ({ name }) => (name === 'LOGIN' ? ['TAG NO [PRIVACYREQUIRED] Not like this'] : undefined),
  });
  assert.equal(await codeOf(readFrom(server.port, 'none')), 'encryption_required');
  await server.stop();
});

test('IMAP: a server without STARTTLS gets no password', async () => {
  const server = await startScriptedImap({ capabilities: 'IMAP4rev1' });
  assert.equal(await codeOf(readFrom(server.port, 'starttls')), 'starttls_missing');
  expectKept(server.lines);
  await server.stop();
});

test('IMAP and SMTP: a port that speaks TLS at once is found out', async () => {
  const { key, cert } = await certificates;
  const sockets = new Set<Socket>();
  const server = createTlsServer({ key, cert });
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())));
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  assert.equal(await codeOf(readFrom(port, 'starttls', 500)), 'tls_expected');
  assert.equal(await codeOf(sendBy(port, 'starttls')), 'tls_expected');
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test('IMAP and SMTP: a port that does not speak TLS is found out', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    // What is never read keeps a line open.
    socket.resume();
    socket.end('* OK plain words\r\n');
  });
  const port = await listen(server);
  assert.equal(await codeOf(readFrom(port, 'tls')), 'network_not_tls');
  assert.equal(await codeOf(sendBy(port, 'tls')), 'network_not_tls');
  await new Promise((resolve) => server.close(resolve));
});

/** What the server offers in its answer to EHLO, and how the connection is to be encrypted. */
const offers: readonly (readonly [offer: readonly string[], security: Security, expected: string])[] = [
  [['STARTTLS'], 'none', 'encryption_required'],
  [[], 'none', 'sign_in_not_offered'],
  [['AUTH XOAUTH2 GSSAPI'], 'none', 'sign_in_not_offered'],
  [['AUTH PLAIN'], 'starttls', 'starttls_missing'],
];

for (const [offer, security, expected] of offers) {
  test(`SMTP: ${offer.join(', ') || 'nothing'} offered with ${security}: ${expected}, and no password sent`, async () => {
    const server = await startScriptedSmtp({ offer });
    assert.equal(await codeOf(sendBy(server.port, security)), expected);
    expectKept(server.lines);
    await server.stop();
  });
}

test('SMTP: 530 STARTTLS at the sign-in or the sender says that it has to be encrypted', async () => {
  const words = '530 5.7.0 Must issue a STARTTLS command first';
  const server = await startScriptedSmtp({ answer: ({ name }) => (name === 'AUTH' ? [words] : undefined) });
  assert.equal(await codeOf(sendBy(server.port, 'none')), 'encryption_required');
  await server.stop();
});

test('SMTP: with a method that is offered the password goes out, as the admin has said for this server', async () => {
  for (const offer of [['AUTH PLAIN'], ['AUTH LOGIN'], ['AUTH=PLAIN'], ['SIZE 100', 'AUTH LOGIN PLAIN']]) {
    const server: ScriptedSmtp = await startScriptedSmtp({ offer });
    const session = await sendBy(server.port, 'none');
    await session.trySender('a@test');
    session.close();
    assert.ok(server.lines.includes('MAIL FROM:<a@test>') && server.lines.includes('RSET'), String(offer));
    assert.ok(!server.lines.includes('DATA'));
    await server.stop();
  }
});

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port)),
  );
}
