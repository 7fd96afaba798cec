import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { entraCodes } from '../../src/sandbox/entra-errors.ts';
import type { AppRegistration } from '../../src/sandbox/entra-state.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import {
  callback,
  createBrowser,
  createMsal,
  createPkce,
  mailScopes,
  obtainTokens,
  postToken,
} from './sign-in-support.ts';

const support = 'support@brightwater.example';
const pkce = createPkce();
let sandbox: Sandbox;
let usual: AppRegistration;
before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  usual = structuredClone(sandbox.registration);
});
after(() => sandbox.stop());
afterEach(() => {
  sandbox.faults.clear();
  Object.assign(sandbox.registration, structuredClone(usual));
});

interface Change {
  tenant?: string;
  form?: Record<string, string | undefined>;
  /** Done after the sign-in, before the code is sent. */
  prepare?: () => void;
}

const atToken: [code: number, error: string, change: Change][] = [
  [54005, 'invalid_grant', { form: { code: 'used' } }],
  [70000, 'invalid_grant', { form: { code: 'never-given' } }],
  [50011, 'invalid_request', { form: { redirect_uri: 'http://localhost:8025/elsewhere' } }],
  [501481, 'invalid_grant', { form: { code_verifier: 'another' } }],
  [7000215, 'invalid_client', { form: { client_secret: 'wrong' } }],
  [7000218, 'invalid_client', { form: { client_secret: undefined } }],
  [7000222, 'invalid_client', { prepare: () => expireSecret() }],
  [700025, 'invalid_client', { prepare: () => change({ isPublic: true }) }],
  [700016, 'unauthorized_client', { form: { client_id: '00000000-1111-2222-3333-444444444444' } }],
  [70001, 'unauthorized_client', { prepare: () => change({ isEnabled: false }) }],
  [50105, 'access_denied', { prepare: () => change({ requiresAssignment: true }) }],
  [90002, 'invalid_request', { tenant: '00000000-1111-2222-3333-444444444444' }],
  [90002, 'invalid_request', { tenant: 'unknown.example' }],
  [900023, 'invalid_request', { tenant: 'not a tenant' }],
  [50194, 'invalid_request', { tenant: 'common' }],
  [900144, 'invalid_request', { form: { code: undefined } }],
  [70003, 'unsupported_grant_type', { form: { grant_type: 'password' } }],
  [
    28000,
    'invalid_request',
    { form: { scope: `${mailScopes.join(' ')} https://graph.microsoft.com/Mail.Send` } },
  ],
  [65001, 'invalid_grant', { form: { scope: 'https://graph.microsoft.com/Mail.Send' } }],
];

for (const [code, error, { tenant, form, prepare }] of atToken) {
  test(`token endpoint: AADSTS${code} for ${JSON.stringify({ tenant, ...form })}`, async () => {
    const { clientId, clientSecret } = sandbox.app;
    const good = await obtainCode();
    const base = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'authorization_code',
      code: good,
      redirect_uri: callback,
      code_verifier: pkce.verifier,
      scope: mailScopes.join(' '),
    };
    if (form?.code === 'used') await postToken(sandbox, base);
    prepare?.();
    const asked = { ...base, ...form, ...(form?.code === 'used' ? { code: good } : {}) };
    const sent = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const { status, body } = await postToken(
      sandbox,
      Object.fromEntries(sent),
      encodeURIComponent(tenant ?? sandbox.app.tenant),
    );
    assert.deepEqual([body.error_codes, body.error], [[code], error]);
    assert.equal(status, error === 'invalid_client' ? 401 : 400);
    assertErrorBody(body, code);
  });
}

test('the Secret ID given as secret is refused with 7000215', async () => {
  const { clientId, secretId } = sandbox.app;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secretId };
  const { body } = await postToken(sandbox, { ...form, scope: 'https://graph.microsoft.com/.default' });
  assert.deepEqual(body.error_codes, [7000215]);
  assert.match(String(body.error_description), /not the client secret ID/);
});

test('every code comes on demand, once, where Microsoft gives it', async () => {
  const msal = createMsal(sandbox);
  await obtainTokens(sandbox, support, msal);
  for (const { code, place, error } of entraCodes) {
    const kind = `entra-${code}` as const;
    sandbox.faults.set(sandbox.app.clientId, { kind, times: 1 });
    if (place === 'token') {
      const { body } = await postToken(sandbox, clientCredentials());
      assert.deepEqual([body.error_codes, body.error], [[code], error]);
    } else {
      const page = await createBrowser(sandbox).open(await authorizeUrl());
      const said = place === 'page' ? page.html : page.callback?.searchParams.get('error_description');
      assert.match(said ?? '', new RegExp(`AADSTS${code}: `), `${code}`);
      if (place === 'redirect') assert.equal(page.callback?.searchParams.get('error'), error);
    }
    assert.equal((await postToken(sandbox, clientCredentials())).status, 200, `after ${code}`);
  }
});

test('a code can be asked for one person, at the other endpoint', async () => {
  sandbox.faults.set(support, { kind: 'entra-53003', command: 'authorize' });
  const page = await createBrowser(sandbox).signIn(await authorizeUrl(), support, 'Paddle-1');
  assert.match(page.html, /AADSTS53003/);
  const other = await createBrowser(sandbox).signIn(
    await authorizeUrl(),
    'lena.hart@brightwater.example',
    'Paddle-3',
  );
  assert.ok(other.callback?.searchParams.has('code'));
});

test('an outage and a throttle of the token endpoint come on demand', async () => {
  sandbox.faults.set('*', { kind: 'throttle', command: 'token', times: 1, value: 12_000 });
  await assert.rejects(postToken(sandbox, clientCredentials()), SyntaxError);
  sandbox.faults.set('*', { kind: 'server-unavailable' });
  assert.equal((await postToken(sandbox, clientCredentials())).status, 200);
});

function clientCredentials(): Record<string, string> {
  const { clientId, clientSecret } = sandbox.app;
  const scope = 'https://outlook.office365.com/.default';
  return { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
}

function authorizeUrl(): Promise<string> {
  return createMsal(sandbox).getAuthCodeUrl({
    scopes: mailScopes,
    redirectUri: callback,
    codeChallenge: pkce.challenge,
    codeChallengeMethod: 'S256',
    prompt: 'select_account',
  });
}

async function obtainCode(): Promise<string> {
  const page = await createBrowser(sandbox).signIn(await authorizeUrl(), support, 'Paddle-1');
  return page.callback?.searchParams.get('code') ?? assert.fail(page.html);
}

function change(changes: Partial<AppRegistration>): void {
  Object.assign(sandbox.registration, changes);
}

function expireSecret(): void {
  for (const secret of sandbox.registration.secrets) secret.expiresAt = 0;
}

function assertErrorBody(body: Record<string, unknown>, code: number): void {
  const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  assert.match(String(body.timestamp), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
  assert.match(String(body.trace_id), guid);
  assert.match(String(body.correlation_id), guid);
  assert.match(
    String(body.error_description),
    new RegExp(`^AADSTS${code}: .+ Trace ID: .+ Correlation ID: .+ Timestamp: `),
  );
  assert.doesNotMatch(String(body.error_description), /''|\(\)|\{\w+\}/);
}
