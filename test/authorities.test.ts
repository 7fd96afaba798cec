import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { after, before, test } from 'node:test';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { findFailure } from '../src/domain/failure.ts';
import { connectImap } from '../src/mail/imap.ts';
import { openSmtp } from '../src/mail/smtp.ts';
import { sendHttp } from '../src/microsoft/http.ts';
import { type Certificates, createCertificates } from '../src/sandbox/ca.ts';
import { startScriptedImap } from './support/scripted-imap.ts';
import { startScriptedSmtp } from './support/scripted-smtp.ts';
import { putTlsBefore } from './support/tls-before.ts';

const password = 'correct horse';
const ends: (() => unknown)[] = [];
let ofCloud: Certificates;
let ofDefaultSet: Certificates;
let ofNobody: Certificates;

before(async () => {
  [ofCloud, ofDefaultSet, ofNobody] = await Promise.all([
    createCertificates(),
    createCertificates(),
    createCertificates(),
  ]);
  setDefaultCACertificates([...getCACertificates('default'), ofDefaultSet.ca]);
});
after(async () => {
  for (const end of ends.reverse()) await end();
});

async function readFrom(certificates: Certificates): Promise<void> {
  const server = await startScriptedImap();
  ends.push(server.stop);
  const { port, stop } = await putTlsBefore(certificates, server.port, '127.0.0.1');
  ends.push(stop);
  const imap = await connectImap({
    host: 'localhost',
    port,
    security: 'tls',
    ca: ofCloud.ca,
    user: 'a@test',
    auth: { password },
  });
  await imap.close();
}

async function sendBy(certificates: Certificates): Promise<void> {
  const inner = await startScriptedSmtp();
  ends.push(inner.stop);
  const { port, stop } = await putTlsBefore(certificates, inner.port);
  ends.push(stop);
  const server = { host: 'localhost', port, security: 'tls' } as const;
  const login = { hostName: 'localhost', userName: 'a@test', password };
  (await openSmtp({ server, ca: ofCloud.ca, ...login })).close();
}

async function askOverHttps({ cert, key }: Certificates): Promise<void> {
  const server: Server = createServer({ cert, key }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  await sendHttp(`https://localhost:${port}/`, { method: 'GET', ca: ofCloud.ca });
}

for (const [way, reach] of Object.entries({ IMAP: readFrom, SMTP: sendBy, HTTPS: askOverHttps })) {
  test(`${way}: the cloud's authority is trusted beside the usual ones, and nobody else`, async () => {
    await reach(ofCloud);
    await reach(ofDefaultSet);
    await assert.rejects(reach(ofNobody), (error) => {
      const failure = findFailure(error);
      return failure?.origin === 'network' && /certificate|verif/i.test(failure.text);
    });
  });
}

test('a line that is kept open is of those alone who trust the same authority', async () => {
  const { cert, key } = ofCloud;
  const server = createHttpsServer({ cert, key }, (_request, response) => response.end());
  server.listen(0, 'localhost');
  await once(server, 'listening');
  ends.push(() => server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  await sendHttp(url, { method: 'GET', ca: ofCloud.ca });
  for (const ca of [ofNobody.ca, undefined]) {
    await assert.rejects(sendHttp(url, { method: 'GET', ca }), /certificate|verif/i);
  }
  await sendHttp(url, { method: 'GET', ca: ofCloud.ca });
});
