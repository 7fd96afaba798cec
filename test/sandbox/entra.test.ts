import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRemoteJWKSet, customFetch, decodeJwt, jwtVerify } from 'jose';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createMsal, fetchWith, mailScopes, obtainTokens, postToken } from './sign-in-support.ts';

const support = 'support@brightwater.example';
let sandbox: Sandbox;
let clock = Date.parse('2026-11-02T09:00:00Z');
before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0, now: () => clock });
});
after(() => sandbox.stop());

test('MSAL gets tokens by the code flow with PKCE, nonce and consent', async () => {
  const result = await obtainTokens(sandbox, 'omar.diaz@brightwater.example');
  const keys = createRemoteJWKSet(new URL(`${sandbox.authority}/common/discovery/v2.0/keys`), {
    [customFetch]: fetchWith(sandbox.ca),
  });
  const { payload } = await jwtVerify(result.idToken, keys, {
    audience: sandbox.app.clientId,
    issuer: `${sandbox.authority}/${sandbox.app.tenant}/v2.0`,
    currentDate: new Date(clock),
  });
  const omar = sandbox.directory.people.find(({ name }) => name === 'Omar Diaz');
  assert.deepEqual(
    {
      nonce: payload.nonce,
      tid: payload.tid,
      oid: payload.oid,
      name: payload.name,
      preferred_username: payload.preferred_username,
      email: payload.email,
      exp: payload.exp,
    },
    {
      nonce: 'nonce-1',
      tid: sandbox.app.tenant,
      oid: omar?.oid,
      name: 'Omar Diaz',
      preferred_username: 'omar.diaz@brightwater.example',
      email: 'omar@brightwater.example',
      exp: clock / 1000 + sandbox.settings.tokenLifetimeSeconds,
    },
  );
  assert.equal(result.uniqueId, omar?.oid);
  const access = decodeJwt(result.accessToken);
  assert.equal(access.scp, 'IMAP.AccessAsUser.All SMTP.Send');
  assert.equal(access.aud, 'https://outlook.office.com');
});

test('a silent refresh gives a new refresh token, and the old one is dead', async () => {
  const msal = createMsal(sandbox);
  const first = await obtainTokens(sandbox, support, msal);
  const before = readRefreshToken(msal);
  const second = await msal.acquireTokenSilent({
    account: first.account ?? assert.fail('no account'),
    scopes: mailScopes,
    forceRefresh: true,
  });
  assert.notEqual(second.accessToken, first.accessToken);
  assert.notEqual(readRefreshToken(msal), before);
  assert.deepEqual((await refresh(before)).body.error_codes, [70000]);
  assert.equal((await refresh(readRefreshToken(msal))).status, 200);
});

test('a revoked grant is refused with 50173, and its access token opens nothing', async () => {
  const msal = createMsal(sandbox);
  const { account } = await obtainTokens(sandbox, support, msal);
  sandbox.revokeGrants(support.toUpperCase());
  const silent = msal.acquireTokenSilent({
    account: account ?? assert.fail('no account'),
    scopes: mailScopes,
    forceRefresh: true,
  });
  await assert.rejects(silent, (error: unknown) => {
    assert.ok(error instanceof Error && 'errorCode' in error && 'errorNo' in error);
    assert.deepEqual([error.errorCode, Number(error.errorNo)], ['invalid_grant', 50173]);
    return error.name === 'InteractionRequiredAuthError';
  });
});

test('a refresh token that lay idle for 90 days is refused with 700082', async () => {
  const msal = createMsal(sandbox);
  await obtainTokens(sandbox, support, msal);
  clock += 90 * 24 * 3600 * 1000;
  assert.deepEqual((await refresh(readRefreshToken(msal))).body.error_codes, [700082]);
});

test('access tokens expire', async () => {
  const { accessToken } = await obtainTokens(sandbox, support);
  const url = `${sandbox.authority}/introspect?token=${accessToken}`;
  const ask = () => getJson(url);
  assert.equal((await ask()).active, true);
  clock += sandbox.settings.tokenLifetimeSeconds * 1000;
  assert.deepEqual(await ask(), { active: false });
});

test('the app signs in for itself, and that token opens no mailbox', async () => {
  const msal = createMsal(sandbox);
  const scopes = ['https://outlook.office365.com/.default'];
  const result = await msal.acquireTokenByClientCredential({ scopes });
  const token = result?.accessToken ?? assert.fail('no token');
  const url = `${sandbox.authority}/introspect/${support}?token=${token}`;
  assert.deepEqual(await getJson(url), { active: false });
});

test('discovery answers for the tenant ID, its domain and the shared names', async () => {
  for (const tenant of [sandbox.app.tenant, 'brightwater.example', 'common', 'organizations']) {
    const url = `${sandbox.authority}/${tenant}/v2.0/.well-known/openid-configuration`;
    const facts = await getJson(url);
    assert.ok(String(facts.token_endpoint).startsWith(`${sandbox.authority}/`), tenant);
    assert.ok(String(facts.authorization_endpoint).startsWith(sandbox.pageUrl), tenant);
  }
});

async function getJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetchWith(sandbox.ca)(url);
  return JSON.parse(await response.text());
}

function refresh(token: string) {
  const { clientId, clientSecret } = sandbox.app;
  return postToken(sandbox, {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: token,
    scope: mailScopes.join(' '),
  });
}

function readRefreshToken(msal: ReturnType<typeof createMsal>): string {
  const cache: { RefreshToken: Record<string, { secret: string }> } = JSON.parse(
    msal.getTokenCache().serialize(),
  );
  const [token] = Object.values(cache.RefreshToken);
  return token?.secret ?? assert.fail('no refresh token in the cache');
}
