import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ImapFlow } from 'imapflow';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { startDovecot, whyNoDovecot } from '../support/dovecot.ts';
import { obtainTokens } from './sign-in-support.ts';

const support = 'support@brightwater.example';
const skip = whyNoDovecot();
let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
});
after(() => sandbox.stop());

test('Dovecot lets a token into its own mailbox and into no other', { skip }, async () => {
  const { accessToken } = await obtainTokens(sandbox, support);
  const url = `${sandbox.authority}/introspect`;
  const dovecot = await startDovecot({ introspection: { url, caFile: sandbox.cloud.ca } });
  try {
    assert.equal(await logIn(dovecot.port, support, accessToken), 'in');
    assert.equal(await logIn(dovecot.port, 'lena.hart@brightwater.example', accessToken), 'refused');
    assert.equal(await logIn(dovecot.port, support, `${accessToken}x`), 'refused');
    sandbox.revokeGrants(support);
    assert.equal(await logIn(dovecot.port, support, accessToken), 'refused');
  } finally {
    await dovecot.stop();
  }
});

test('a delegate’s token opens a shared mailbox when the address stands in the path', { skip }, async () => {
  const { accessToken } = await obtainTokens(sandbox, support);
  const shared = 'info@brightwater.example';
  const url = `${sandbox.authority}/introspect/${shared}`;
  const dovecot = await startDovecot({ introspection: { url, caFile: sandbox.cloud.ca } });
  try {
    assert.equal(await logIn(dovecot.port, shared, accessToken), 'in');
    const other = await obtainTokens(sandbox, 'omar.diaz@brightwater.example');
    assert.equal(await logIn(dovecot.port, shared, other.accessToken), 'refused');
  } finally {
    await dovecot.stop();
  }
});

async function logIn(port: number, user: string, accessToken: string): Promise<'in' | 'refused'> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, accessToken },
    logger: false,
  });
  try {
    await client.connect();
    await client.logout();
    return 'in';
  } catch (error) {
    if (error instanceof Error && 'authenticationFailed' in error) return 'refused';
    throw error;
  }
}
