import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { postJson } from '../../../src/desk/telling/post-json.ts';
import { isPublicAddress } from '../../../src/mail/public-address.ts';
import { createCertificates } from '../../../src/sandbox/ca.ts';
import { putTlsBefore } from '../../support/tls-before.ts';

let server: Server;
let port: number;
let calls: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      calls.push(`${request.method} ${request.headers.host?.replace(/:\d+/, '')}${request.url} ${body}`);
      answer(request, response);
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
  answer = (_, response) => response.writeHead(204).end();
});

test('addresses of this machine, its network and the provider are not public, however they are written', () => {
  const refused = [
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '168.63.129.16',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '::ffff:0:127.0.0.1',
    '::ffff:0:a9fe:a9fe',
    '192.88.99.1',
    '100:0:0:1::1',
    '3fff::1',
    '5f00::1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'localhost',
    '',
  ];
  for (const ip of refused) assert.equal(isPublicAddress(ip), false, ip);
  const open = ['1.1.1.1', '172.32.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:1.1.1.1'];
  for (const ip of open) assert.equal(isPublicAddress(ip), true, ip);
});

test('loopback is refused unless it is allowed, in every spelling of a URL', async () => {
  const spellings = [
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '[::ffff:127.0.0.1]',
    'localhost',
  ];
  for (const host of spellings) {
    const outcome = await postJson(`http://${host}:${port}/hook`, '{}', { allowsPrivate: false });
    assert.equal(outcome.kind, 'failed', host);
    assert.equal(outcome.problem.code, 'private_address', host);
  }
  assert.deepEqual(calls, []);
  const allowed = await postJson(`http://127.0.0.1:${port}/hook`, '{"a":1}', { allowsPrivate: true });
  assert.equal(allowed.kind, 'sent');
  assert.deepEqual(calls, ['POST 127.0.0.1/hook {"a":1}']);
});

test('a name is asked for once, and the connection goes to the address that was judged', async () => {
  const asked: string[] = [];
  const flip = async (host: string) => {
    asked.push(host);
    return [{ address: asked.length === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
  };
  const url = `http://hook.example:${port}/x`;
  assert.equal((await postJson(url, '{}', { allowsPrivate: true, resolve: flip })).kind, 'sent');
  assert.deepEqual(asked, ['hook.example']);
  assert.deepEqual(calls, ['POST hook.example/x {}']);
  // One bad address among good ones is enough.
  const mixed = async () => [
    { address: '1.1.1.1', family: 4 },
    { address: '169.254.169.254', family: 4 },
  ];
  const refused = await postJson(url, '{}', { allowsPrivate: false, resolve: mixed });
  assert.deepEqual(refused.kind === 'failed' && refused.problem, {
    code: 'private_address',
    host: new URL(url).hostname,
    address: '169.254.169.254',
  });
});

test('redirects are not followed, refusals are named, other schemes are none', async () => {
  const url = `http://127.0.0.1:${port}/`;
  answer = (_, response) => response.writeHead(307, { location: '/elsewhere' }).end();
  const redirected = await postJson(url, '{}', { allowsPrivate: true });
  assert.equal(redirected.kind === 'failed' && redirected.problem.code, 'redirected');
  assert.equal(calls.length, 1);
  answer = (_, response) => response.writeHead(500).end('x'.repeat(5_000_000));
  const broken = await postJson(url, '{}', { allowsPrivate: true });
  assert.deepEqual(broken.kind === 'failed' && broken.problem, { code: 'refused', status: 500 });
  assert.equal(broken.kind === 'failed' && broken.answer?.length, 2000, 'only the beginning is kept');
  assert.equal((await postJson('file:///etc/passwd', '{}', { allowsPrivate: true })).kind, 'failed');
});

test('a server that says nothing is cut at the deadline: what it has got is not known', async () => {
  answer = () => undefined;
  const options = { allowsPrivate: true, deadlineMilliseconds: 200 };
  const outcome = await postJson(`http://127.0.0.1:${port}/`, '{}', options);
  assert.deepEqual(outcome, { kind: 'unknown', problem: { code: 'no_answer' } });
  const closed = await postJson('http://127.0.0.1:1/', '{}', { allowsPrivate: true });
  const problem = { code: 'line', fault: 'not_listening', systemCode: 'ECONNREFUSED' };
  assert.deepEqual(closed, { kind: 'failed', problem });
});

test('why the line failed is a code, and no advice to whoever runs Node', async () => {
  const ask = async (url: string, more: Partial<Parameters<typeof postJson>[2]> = {}) => {
    const outcome = await postJson(url, '{}', { allowsPrivate: true, ...more });
    assert.notEqual(outcome.kind, 'sent');
    return outcome.kind === 'sent' ? undefined : outcome.problem;
  };
  answer = (_, response) => response.destroy();
  const lost = { code: 'line', fault: 'closed', systemCode: 'ECONNRESET' };
  assert.deepEqual(await ask(`http://127.0.0.1:${port}/`), lost);
  const plain = await ask(`https://127.0.0.1:${port}/`);
  assert.equal(plain?.code === 'line' && plain.fault, 'no_tls');
  const resolve = (code: string) => ({
    resolve: () => Promise.reject(Object.assign(new Error(code), { code })),
  });
  const unknown = await ask('http://hook.example/', resolve('ENOTFOUND'));
  assert.deepEqual(unknown, { code: 'no_address', host: 'hook.example' });
  const unasked = await ask('http://hook.example/', resolve('EAI_AGAIN'));
  assert.deepEqual(unasked, { code: 'line', fault: 'no_name_server', systemCode: 'EAI_AGAIN' });
  const tls = await putTlsBefore(await createCertificates(), port);
  const untrusted = await ask(`https://localhost:${tls.port}/`);
  await tls.stop();
  assert.equal(untrusted?.code === 'line' && untrusted.fault, 'certificate_untrusted');
});
