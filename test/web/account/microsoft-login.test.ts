import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { deskGroups } from '../../../src/sandbox/directory.ts';
import { createBrowser } from '../../sandbox/sign-in-support.ts';
import type { Visitor } from '../../support/app.ts';
import { type ConnectedApp, pathOf, saveApp, startBesideSandbox } from '../../support/microsoft.ts';
import { createSoftPasskey } from '../../support/soft-passkey.ts';
import { createAppCode } from '../../support/totp.ts';

const password = 'correct horse battery';
const lena = 'lena.hart@brightwater.example';
const ada = 'admin@brightwater.example';
const support = 'support@brightwater.example';
let connected: ConnectedApp;

before(async () => {
  connected = await startBesideSandbox();
  await saveApp(connected);
});
after(() => connected.stop());
beforeEach(() => save({}));

/** The sign-in settings, with people of the tenant let in. */
async function save(changes: Record<string, string>): Promise<void> {
  const { tenantId } = connected.sandbox.directory;
  const usual = { microsoft: 'optional', tenantId, adminGroup: '', agentGroup: '', localAdminId: '0' };
  const answer = await connected.admin.post('/settings/sign-in', { ...usual, ...changes });
  assert.equal(answer.status, 303, await answer.text());
}

async function addPerson(email: string, role: 'admin' | 'agent' = 'agent'): Promise<void> {
  const line = connected.postroom.app.desk.as({ kind: 'command_line' });
  await line.call('addUser', { email, name: email, role, password });
}

/** @returns the address that Microsoft sends the browser back to */
async function goThere(
  visitor: Visitor,
  upn: string,
  start = '/login/microsoft?to=/customers',
): Promise<string> {
  const begun = await visitor.get(start);
  assert.equal(begun.status, 302);
  const person = connected.sandbox.directory.people.find((each) => each.upn === upn);
  const url = begun.headers.get('location') ?? '';
  return pathOf(await createBrowser(connected.sandbox).signIn(url, upn, person?.password ?? ''));
}

async function enter(visitor: Visitor, upn: string): Promise<Response> {
  return visitor.get(await goThere(visitor, upn));
}

const proof = '/account/proof/microsoft?to=/account/tokens';

/** Types the password at Microsoft again. */
async function prove(visitor: Visitor, upn: string): Promise<Response> {
  return visitor.get(await goThere(visitor, upn, proof));
}

async function execute(sql: string): Promise<void> {
  const client = createClient({ url: `file:${connected.postroom.dataPath}`, concurrency: 1, timeout: 5000 });
  await client.execute(sql);
  client.close();
}

test('a known address lets in, and from then on the account counts and not the address', async () => {
  const visitor = connected.postroom.visitor();
  assert.equal((await enter(visitor, lena)).status, 401, 'nobody of that name is here');
  await addPerson(lena);
  const entered = await enter(visitor, lena);
  assert.equal(entered.headers.get('location'), '/customers');
  assert.equal((await visitor.get('/tickets')).status, 200);
  // The address goes to somebody else at Microsoft: that is another person.
  const person = connected.sandbox.directory.people.find(({ upn }) => upn === lena);
  assert.ok(person);
  const own = person.oid;
  person.oid = '5e0a9c3b-6d1f-4b7e-8c21-0000000000aa';
  assert.equal((await enter(connected.postroom.visitor(), lena)).status, 401);
  person.oid = own;
  // And under another address here it is the same one.
  await execute(`UPDATE users SET email = 'lena@elsewhere.example' WHERE email = '${lena}'`);
  assert.equal((await enter(connected.postroom.visitor(), lena)).status, 303);
  const log = await (await connected.admin.get('/settings/audit?subject=people')).text();
  assert.match(log, /signs in with the Microsoft account lena\.hart/);
  assert.match(log, /another Microsoft account has this user/);
});

test('an answer that another browser began, or that comes twice, opens nothing', async () => {
  await addPerson(support);
  const [mine, other] = [connected.postroom.visitor(), connected.postroom.visitor()];
  await other.get('/login/microsoft');
  const back = await goThere(mine, support);
  assert.equal((await other.get(back)).status, 401);
  assert.equal((await other.get('/tickets')).status, 303);
  // It is spent by that.
  assert.notEqual((await mine.get(back)).headers.get('location'), '/customers');
  assert.equal((await mine.get('/tickets')).status, 303);
  const nobody = connected.postroom.visitor();
  assert.equal(
    (await nobody.get(await goThere(mine, support))).headers.get('location')?.startsWith('/login'),
    true,
  );
  for (const query of ['error=access_denied&error_description=<b>x</b>&state=', 'code=x&state=y', '']) {
    const answer = await mine.get(`/oauth/microsoft/callback?${query}`);
    assert.ok(answer.status < 500);
    assert.doesNotMatch(await answer.text(), /<b>x/);
  }
});

test('another directory is not let in, whatever its people are called', async () => {
  await save({ tenantId: '2f64a8be-0c17-4d95-8a0e-51c3de7b9f02' });
  const visitor = connected.postroom.visitor();
  const begun = await visitor.get('/login/microsoft');
  const url = begun.headers.get('location') ?? '';
  // The one directory is asked, and it does not know her.
  assert.match(url, /2f64a8be-0c17-4d95-8a0e-51c3de7b9f02/);
});

test('members of a group become users of its role, and lose it with the group', async () => {
  await save({ adminGroup: deskGroups.admins, agentGroup: deskGroups.agents });
  const visitor = connected.postroom.visitor();
  assert.equal((await enter(visitor, ada)).status, 303);
  assert.equal((await visitor.get('/settings/users')).status, 200);
  const person = connected.sandbox.directory.people.find(({ upn }) => upn === ada);
  assert.ok(person);
  person.groups = [deskGroups.agents];
  assert.equal((await enter(visitor, ada)).status, 303);
  assert.equal((await visitor.get('/settings/users')).status, 403);
  person.groups = [];
  assert.equal((await visitor.get('/tickets')).status, 200);
  assert.equal((await enter(connected.postroom.visitor(), ada)).status, 401);
  assert.equal((await visitor.get('/tickets')).status, 303, 'nor does an earlier session go on');
});

/** Whoever keeps it stays an admin, whatever his groups say. */
async function keepLocalWay(boss: Visitor, only: Record<string, string>): Promise<void> {
  const line = connected.postroom.app.desk.as({ kind: 'command_line' });
  const known = (await line.call('listUsers', {})).find(({ email }) => email === ada);
  const person = connected.sandbox.directory.people.find(({ upn }) => upn === ada);
  assert.ok(known && person);
  await line.call('changePassword', { email: ada, password });
  await execute(`UPDATE users SET role = 'admin' WHERE id = ${known.id}`);
  const groups = { adminGroup: deskGroups.admins, agentGroup: deskGroups.agents };
  const settings = { ...only, ...groups, localAdminId: String(known.id) };
  assert.equal((await boss.post('/settings/sign-in', settings)).status, 303);
  person.groups = [deskGroups.agents];
  const entered = connected.postroom.visitor();
  assert.equal((await enter(entered, ada)).status, 303);
  assert.equal((await entered.get('/settings/users')).status, 200, 'who keeps the local way stays an admin');
  assert.equal((await boss.post('/settings/sign-in', only)).status, 303);
}

test('what was opened at Microsoft ends with that way, and where another directory is let in', async () => {
  const closings = [{ microsoft: 'off' }, { tenantId: '2f64a8be-0c17-4d95-8a0e-51c3de7b9f02' }];
  for (const closing of closings) {
    await save({});
    const visitor = connected.postroom.visitor();
    assert.equal((await enter(visitor, lena)).status, 303);
    assert.equal((await visitor.get('/tickets')).status, 200);
    await save(closing);
    assert.match(
      (await visitor.get('/tickets')).headers.get('location') ?? '',
      /^\/login/,
      JSON.stringify(closing),
    );
    // Who signs in here, goes on.
    assert.equal((await connected.admin.get('/tickets')).status, 200);
  }
});

test('as the only way it closes passwords but for one admin, and nobody shuts himself out by it', async () => {
  const users = await connected.postroom.app.desk.as({ kind: 'command_line' }).call('listUsers', {});
  const localAdminId = String(users.find(({ email }) => email === 'admin@postroom.example')?.id);
  const { tenantId } = connected.sandbox.directory;
  const only = { microsoft: 'only', tenantId, adminGroup: '', agentGroup: '', localAdminId };
  const early = await connected.admin.post('/settings/sign-in', only);
  assert.equal(early.status, 422);
  assert.match(await early.text(), /Sign in with Microsoft yourself first/);
  await addPerson('omar.diaz@brightwater.example', 'admin');
  const boss = connected.postroom.visitor();
  assert.equal((await enter(boss, 'omar.diaz@brightwater.example')).status, 303);
  assert.equal((await prove(boss, 'omar.diaz@brightwater.example')).status, 303);
  assert.equal((await boss.post('/settings/sign-in', { ...only, localAdminId: '0' })).status, 422);
  const guest = connected.postroom.visitor();
  assert.equal((await enter(guest, lena)).status, 303);
  assert.equal((await prove(guest, lena)).status, 303);
  const passkeys = '/account/second-factor/passkeys';
  const offered = (await (await guest.post(`${passkeys}/options`, {})).json()) as { challenge: string };
  const answer = createSoftPasskey(connected.postroom.url).create(offered);
  assert.equal((await guest.post(passkeys, { name: 'Key', answer })).status, 200);
  // What was begun here before ends with it: a session, and a sign-in that waits for its second step.
  const omar = { email: 'omar.diaz@brightwater.example', password };
  const opened = connected.postroom.visitor();
  assert.equal((await opened.post('/login', omar)).status, 303);
  assert.equal((await opened.get('/tickets')).status, 200);
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  const ofOmar = `(SELECT id FROM users WHERE email = '${omar.email}')`;
  await execute(
    `INSERT INTO totp_factors (user_id, secret, last_step, created_at) VALUES (${ofOmar}, '${secret}', 0, 0)`,
  );
  const halfway = connected.postroom.visitor();
  const step =
    /name="step" value="([^"]+)"/.exec(await (await halfway.post('/login', omar)).text())?.[1] ?? '';
  assert.notEqual(step, '');
  assert.equal((await boss.post('/settings/sign-in', only)).status, 303);
  assert.equal((await opened.get('/tickets')).status, 303, 'the session has ended');
  assert.equal((await boss.get('/tickets')).status, 200);
  assert.equal(
    (await guest.get('/tickets')).status,
    200,
    'it was opened at Microsoft, whatever was added in it',
  );
  const second = await halfway.post('/login/factor', { step, code: createAppCode(secret) });
  assert.equal(second.status, 401);
  await execute(`DELETE FROM totp_factors WHERE user_id = ${ofOmar}`);
  const login = (email: string) => connected.postroom.visitor().post('/login', { email, password });
  assert.equal((await login('omar.diaz@brightwater.example')).status, 401);
  assert.equal((await login('admin@postroom.example')).status, 303);
  assert.doesNotMatch(await (await connected.postroom.visitor().get('/login')).text(), /forgotten/);
  const disabled = await boss.post(`/settings/users/${localAdminId}/deactivation`, {});
  assert.equal(disabled.status, 422, 'the local way in would be gone');
  await keepLocalWay(boss, only);
  // What takes proof is proved there again, by the same person only.
  await execute('UPDATE sessions SET proved_at = proved_at - 900000');
  const token = { name: 'x', days: '3', scopes: 'tickets:read' };
  const asked = await boss.post('/account/tokens', token);
  assert.equal(asked.status, 403);
  assert.match(await asked.text(), /Confirm with Microsoft/);
  assert.equal((await prove(boss, support)).status, 401);
  assert.equal((await boss.post('/account/tokens', token)).status, 403);
  assert.equal((await prove(boss, 'omar.diaz@brightwater.example')).status, 303);
  assert.equal((await boss.post('/account/tokens', token)).status, 200);
  assert.equal((await boss.post('/settings/sign-in', { ...only, microsoft: 'optional' })).status, 303);
  await execute("UPDATE users SET password_hash = ''");
  const off = await boss.post('/settings/sign-in', { ...only, microsoft: 'off' });
  assert.equal(off.status, 422);
  assert.match(await off.text(), /this would shut everybody out/);
  await execute('UPDATE sessions SET proved_at = proved_at + 900000');
});
