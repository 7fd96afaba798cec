import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findUserById, insertUser } from '../../../src/db/users.ts';
import { logIn } from '../../../src/desk/people/log-in.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const password = 'correct horse battery';
let desk: TicketDesk;
let admin: Person;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => desk.close());

const saved = (email: string) => ({ name: 'Grete', email, role: 'agent' });
const enter = (email: string) =>
  desk.door.as({ kind: 'visitor' }).call(logIn, { email, password, userAgent: 'x', address: '192.0.2.1' });

test('an admin changes the address that somebody signs in with', async () => {
  const agent = await desk.signIn('agent', 'Grete Agent');
  const path = `/settings/users/${agent.id}`;
  assert.equal((await admin.post(path, saved('Grete@New.example'))).status, 303);
  assert.equal((await findUserById(desk.desk.read, agent.id))?.email, 'grete@new.example');
  await enter('grete@new.example');
  await assert.rejects(enter('grete.agent@postroom.example'), { code: 'unauthorized' });
  for (const wrong of ['ada.admin@postroom.example', 'no address', '']) {
    assert.equal((await admin.post(path, saved(wrong))).status, 422, wrong);
  }
  assert.equal((await findUserById(desk.desk.read, agent.id))?.email, 'grete@new.example');
  assert.match(await (await admin.get('/settings/audit?subject=people')).text(), /grete@new\.example/);
});

test('whom an admin has invited is marked until he has been here', async () => {
  const invited = { name: 'Ivo Invited', email: 'ivo@postroom.example', role: 'agent' } as const;
  await desk.desk.write((tx) =>
    insertUser(tx, { ...invited, passwordHash: '', isActive: true, createdAt: new Date() }),
  );
  const page = await (await admin.get('/settings/users')).text();
  assert.match(page, /Ivo Invited<\/a>\s*<span class="badge attention">invited, not here yet/);
  assert.equal(page.match(/not here yet/g)?.length, 1);
});

test('a form that is refused leads back to its page, and one of nobody does not', async () => {
  const refused = await admin.post(`/settings/groups/1/deactivation`, {});
  assert.equal(refused.status, 409);
  const page = await refused.text();
  assert.match(page, /<a class="button" href="\/settings\/groups\/1">Back to where you were/);
  const gone = await admin.post('/settings/groups/999/deactivation', {});
  assert.equal(gone.status, 404);
  assert.doesNotMatch(await gone.text(), /Back to where you were/);
});

test('an admin signs somebody out everywhere, at once', async () => {
  const agent = await desk.signIn('agent', 'Olaf Agent');
  const page = await (await admin.get(`/settings/users/${agent.id}`)).text();
  assert.match(page, /End all sessions/);
  assert.equal((await agent.get('/tickets')).status, 200);
  assert.equal((await admin.post(`/settings/users/${agent.id}/ended-sessions`, {})).status, 303);
  assert.equal((await agent.get('/tickets')).status, 303);
  assert.match(await (await admin.get('/settings/audit')).text(), /signed out everywhere: 1 session/);
});

test('at most ten sessions of one person are kept, and the oldest goes', async () => {
  const agent = await desk.signIn('agent', 'Many Agent');
  for (let n = 0; n < 10; n += 1) await enter('many.agent@postroom.example');
  assert.equal((await agent.get('/tickets')).status, 303);
});
