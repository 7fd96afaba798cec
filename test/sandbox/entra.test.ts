import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { obtainTokens } from './sign-in-support.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.stop());

test('MSAL gets tokens by the code flow with PKCE, nonce and consent', async () => {
  const result = await obtainTokens(sandbox, 'support@brightwater.example');
  const claims = decodeJwt(result.idToken);
  assert.equal(claims.aud, sandbox.app.clientId);
  assert.equal(claims.iss, `${sandbox.authority}/${sandbox.app.tenant}/v2.0`);
  assert.equal(claims.nonce, 'nonce-1');
  assert.equal(claims.tid, sandbox.app.tenant);
  assert.equal(claims.preferred_username, 'support@brightwater.example');
  assert.equal(result.uniqueId, sandbox.directory.people[0]?.oid);
  assert.deepEqual(decodeJwt(result.accessToken).scp, 'IMAP.AccessAsUser.All SMTP.Send');
});
