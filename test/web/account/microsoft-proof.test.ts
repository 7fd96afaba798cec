import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createBrowser } from '../../sandbox/sign-in-support.ts';
import type { Visitor } from '../../support/app.ts';
import { type ConnectedApp, pathOf, saveApp, startBesideSandbox } from '../../support/microsoft.ts';

const lena = 'lena.hart@brightwater.example';
const proof = '/account/proof/microsoft?to=/account/tokens';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox();
  await saveApp(connected);
  const { tenantId } = connected.sandbox.directory;
  const settings = { microsoft: 'optional', tenantId, adminGroup: '', agentGroup: '', localAdminId: '0' };
  assert.equal((await connected.admin.post('/settings/sign-in', settings)).status, 303);
  const person = { email: lena, name: 'Lena', role: 'agent', password: 'correct horse battery' } as const;
  await connected.postroom.app.desk.as({ kind: 'command_line' }).call('addUser', person);
});
after(() => connected.stop());

/** Goes to Microsoft and back. @param without parameters of Microsoft's address that whoever sits there takes out */
async function goBy(visitor: Visitor, start: string, without: readonly string[] = []): Promise<Response> {
  const url = new URL((await visitor.get(start)).headers.get('location') ?? '');
  for (const name of without) url.searchParams.delete(name);
  const person = connected.sandbox.directory.people.find(({ upn }) => upn === lena);
  const browser = createBrowser(connected.sandbox);
  return visitor.get(pathOf(await browser.signIn(url.href, lena, person?.password ?? '')));
}

test('a browser that is still signed in at Microsoft shows nothing of who sits there', async () => {
  const visitor = connected.postroom.visitor();
  assert.equal((await goBy(visitor, '/login/microsoft')).status, 303);
  const token = { name: 'x', days: '3', scopes: 'tickets:read' };
  const make = async () => (await visitor.post('/account/tokens', token)).status;
  assert.equal(await make(), 403, 'the account was only chosen');
  assert.equal((await goBy(visitor, proof, ['max_age'])).status, 303, 'a directory that tells no time');
  assert.equal(await make(), 200);
});

test('a directory that has told once when somebody signed in is expected to', async () => {
  const visitor = connected.postroom.visitor();
  assert.equal((await goBy(visitor, '/login/microsoft')).status, 303);
  const token = { name: 'x', days: '3', scopes: 'tickets:read' };
  const make = async () => (await visitor.post('/account/tokens', token)).status;
  assert.equal((await goBy(visitor, proof)).status, 303);
  assert.equal(await make(), 200);
  assert.equal((await goBy(visitor, '/login/microsoft')).status, 303);
  assert.equal(await make(), 403, 'a new session');
  // The demand for a password goes through the browser.
  const refused = await goBy(visitor, proof, ['prompt', 'max_age']);
  assert.equal(refused.status, 401);
  assert.match(await refused.text(), /does not say that you have signed in there just now/);
  assert.equal(await make(), 403);
  const { faults, app } = connected.sandbox;
  faults.set(app.clientId, { kind: 'token-early-sign-in', command: 'token', times: 1 });
  assert.equal((await goBy(visitor, proof, ['prompt'])).status, 401);
  assert.equal(await make(), 403);
  assert.equal((await goBy(visitor, proof)).status, 303);
  assert.equal(await make(), 200);
});
