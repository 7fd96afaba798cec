import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../../support/app.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

let running: TestApp;
before(async () => {
  running = await startStaffedApp();
});
after(() => running.stop());

const isSignedIn = async (visitor: Visitor) => (await visitor.get('/account')).status === 200;
const password = 'correct horse battery';

test('people see where they are signed in, and end one session or all others', async () => {
  const [first, second, third] = [
    await running.signIn('agent'),
    await running.signIn('agent'),
    await running.signIn('agent'),
  ];
  const page = await (await first.get('/account')).text();
  const keys = [...page.matchAll(/name="session" value="([^"]+)"/g)].map((match) => match[1] ?? '');
  assert.equal(keys.length, 3, 'two sessions and all others');
  assert.equal(keys.includes('others'), true);
  assert.doesNotMatch(page, /[0-9a-f]{64}/, 'no hash of a session');
  await first.post('/account/ended-sessions', { session: keys[0] ?? '' });
  assert.deepEqual([await isSignedIn(second), await isSignedIn(third)].sort(), [false, true]);
  await first.post('/account/ended-sessions', { session: 'others' });
  assert.deepEqual(await Promise.all([first, second, third].map(isSignedIn)), [true, false, false]);
});

test('a session is named by its browser and system, to its user and to an admin', async () => {
  const [agent, admin] = [
    await running.signIn('agent', 'phone@postroom.example'),
    await running.signIn('admin'),
  ];
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const login = { email: 'phone@postroom.example', password };
  await running.visitor().post('/login', login, { 'user-agent': firefox });
  assert.match(await (await agent.get('/account')).text(), />Firefox on Windows</);
  const users = await running.app.desk.as({ kind: 'command_line' }).call('listUsers', {});
  const id = users.find(({ email }) => email === login.email)?.id;
  assert.match(await (await admin.get(`/settings/users/${id}`)).text(), />Firefox on Windows</);
});

test('a session of somebody else cannot be ended', async () => {
  const [agent, admin] = [await running.signIn('agent'), await running.signIn('admin')];
  await running.signIn('admin');
  const page = await (await admin.get('/account')).text();
  const key = /name="session" value="([0-9a-f]+)"/.exec(page)?.[1] ?? '';
  assert.notEqual(key, '');
  await agent.post('/account/ended-sessions', { session: key });
  assert.match(await (await admin.get('/account')).text(), new RegExp(`value="${key}"`));
});

test('a new password needs the current one, keeps this session and ends the others', async () => {
  const email = 'changes@postroom.example';
  const [here, there] = [await running.signIn('agent', email), await running.signIn('agent', email)];
  const wrong = await here.post('/account/password', { current: 'guess', password: 'a new long one' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /not your current password/);
  assert.equal((await here.post('/account/password', { current: password, password: 'short' })).status, 422);
  assert.equal(await isSignedIn(there), true);
  const right = await here.post('/account/password', { current: password, password: 'a new long one' });
  assert.equal(right.status, 303);
  assert.deepEqual([await isSignedIn(here), await isSignedIn(there)], [true, false]);
  const again = running.visitor();
  await again.post('/login', { email, password });
  assert.equal(await isSignedIn(again), false);
  await again.post('/login', { email, password: 'a new long one' });
  assert.equal(await isSignedIn(again), true);
});

test('an admin sets a password and disables: sessions end at once, and stay ended when he enables again', async () => {
  const admin = await running.signIn('admin');
  const email = 'target@postroom.example';
  const target = await running.signIn('agent', email);
  const id = (await running.app.desk.as({ kind: 'command_line' }).call('listUsers', {})).find(
    (user) => user.email === email,
  )?.id;
  await admin.post(`/settings/users/${id}/password`, { password: 'set by the admin' });
  assert.equal(await isSignedIn(target), false);
  const signIn = () => target.post('/login', { email, password: 'set by the admin' });
  await signIn();
  assert.equal(await isSignedIn(target), true);
  await admin.post(`/settings/users/${id}/deactivation`, {});
  assert.equal(await isSignedIn(target), false);
  assert.equal((await signIn()).status, 401);
  await admin.post(`/settings/users/${id}/activation`, {});
  assert.equal(await isSignedIn(target), false);
  await signIn();
  assert.equal(await isSignedIn(target), true);
});
