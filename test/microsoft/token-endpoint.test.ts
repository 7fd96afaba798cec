import assert from 'node:assert/strict';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { type Cloud, worldwideOnly } from '../../src/domain/cloud.ts';
import { type Diagnosis, diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../src/domain/failure.ts';
import { redeemCode } from '../../src/microsoft/sign-in.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

const page = '<html><body><h1>Service Unavailable</h1></body></html>';
let server: Server;
let cloud: Cloud;
/** What the token endpoint says; undefined: the line is cut. */
let token: Answer | undefined = { status: 200, body: '{}' };
/** What the discovery says instead of where the endpoints are. */
let discovery: Answer | undefined;
/** Discoveries are kept for an hour, by tenant. */
let tenants = 0;
let tokenPort = 0;

before(async () => {
  const { ca, key, cert } = await createCertificates();
  server = createServer({ key, cert }, (request, response) => {
    const isDiscovery = request.url?.includes('openid-configuration') === true;
    const answer = isDiscovery ? (discovery ?? describeEndpoints()) : token;
    if (answer === undefined) return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  tokenPort = (server.address() as AddressInfo).port;
  cloud = {
    ...worldwideOnly,
    id: 'file',
    name: 'Test',
    graph: 'https://localhost',
    graphResource: 'https://localhost',
    mailResource: 'https://mail.example',
    appMailResource: 'https://mail.example',
    ca,
    authority: `https://localhost:${tokenPort}`,
    imap: { host: 'localhost', port: 1, security: 'tls' },
    smtp: { host: 'localhost', port: 1, security: 'tls' },
  };
});
after(() => server.close());

function describeEndpoints(): Answer {
  const base = `https://localhost:${tokenPort}/t`;
  const endpoints = { authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token` };
  return {
    status: 200,
    body: JSON.stringify({ issuer: base, ...endpoints, end_session_endpoint: `${base}/logout` }),
  };
}

async function signIn(): Promise<Diagnosis> {
  const credential = { kind: 'secret', clientSecret: 'secret' } as const;
  const registration = { clientId: 'app', credential, tenant: `tenant-${++tenants}` };
  const exchange = {
    resource: 'mail' as const,
    redirectUri: 'http://localhost',
    code: 'c',
    codeVerifier: 'v',
    nonce: 'n',
  };
  const error: unknown = await redeemCode(cloud, registration, { ...exchange, now: new Date() }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = findFailure(error);
  assert.ok(failure !== undefined, String(error));
  return diagnose(failure);
}

const answers: readonly (readonly [string, Answer | undefined, string, string])[] = [
  ['503 as a page', { status: 503, body: page }, 'entra_unavailable', 'backoff'],
  ['500 with nothing', { status: 500, body: '' }, 'entra_unavailable', 'backoff'],
  ['404 as a page', { status: 404, body: page }, 'entra_not_microsoft', 'backoff'],
  ["a network's own page", { status: 200, body: page }, 'entra_not_microsoft', 'backoff'],
  ['407 of a proxy', { status: 407, body: '' }, 'entra_not_microsoft', 'backoff'],
  ['an empty 429', { status: 429, body: '' }, 'entra_throttled', 'wait 300000'],
  [
    'an empty 429 that says how long',
    { status: 429, body: '', headers: { 'retry-after': '120' } },
    'entra_throttled',
    'wait 120000',
  ],
  [
    '503 that says how long',
    { status: 503, body: page, headers: { 'retry-after': '30' } },
    'entra_unavailable',
    'wait 30000',
  ],
  [
    'a refusal in words that says how long',
    {
      status: 400,
      body: '{"error":"temporarily_unavailable","error_description":"Busy"}',
      headers: { 'retry-after': '7' },
    },
    'entra_unavailable',
    'wait 7000',
  ],
  [
    'a day to wait',
    { status: 429, body: '', headers: { 'retry-after': '86400' } },
    'entra_throttled',
    'wait 3600000',
  ],
  ['a cut', undefined, 'network_closed', 'backoff'],
];

for (const [name, answer, code, expected] of answers) {
  for (const place of ['token endpoint', 'discovery'] as const) {
    // The line of the discovery cannot be cut without one to fall back on.
    if (place === 'discovery' && answer === undefined) continue;
    test(`${place}: ${name} is ${code}, and ${expected}`, async () => {
      token = place === 'token endpoint' ? answer : { status: 200, body: '{}' };
      discovery = place === 'discovery' ? answer : undefined;
      const { retry, ...found } = await signIn();
      discovery = undefined;
      assert.equal(found.code, code);
      assert.equal(retry.kind === 'wait' ? `wait ${retry.milliseconds}` : retry.kind, expected);
    });
  }
}

test('a date says how long, too', async () => {
  const at = new Date(Date.now() + 90_000).toUTCString();
  token = { status: 429, body: '', headers: { 'retry-after': at } };
  const { retry } = await signIn();
  assert.ok(retry.kind === 'wait' && retry.milliseconds > 30_000 && retry.milliseconds <= 90_000);
});

test('a token endpoint that nobody answers at is said to be that', async () => {
  const sound = tokenPort;
  tokenPort = 1;
  assert.equal((await signIn()).code, 'network_refused');
  tokenPort = sound;
});

test('a token endpoint without encryption gets no secret', async () => {
  let asked = 0;
  const plain = createPlainServer((_request, response) => {
    asked++;
    response.end('{}');
  });
  await new Promise<void>((resolve) => plain.listen(0, 'localhost', resolve));
  const usual = describeEndpoints();
  const { port } = plain.address() as AddressInfo;
  const { body } = usual;
  const token_endpoint = `http://localhost:${port}/t/token`;
  discovery = { ...usual, body: JSON.stringify({ ...JSON.parse(body), token_endpoint }) };
  const { code } = await signIn();
  discovery = undefined;
  plain.close();
  assert.deepEqual([asked, code], [0, 'entra_not_microsoft']);
});
