import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setSessionProof } from '../../../src/db/sessions.ts';
import { findUserByEmail } from '../../../src/db/users.ts';
import { hashToken } from '../../../src/domain/token.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

const password = 'correct horse battery';
let desk: TicketDesk;
let admin: Person;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(() => desk.close());

async function letTimePass(person: Person, minutes = 11): Promise<void> {
  const at = new Date(Date.now() - minutes * 60_000);
  await desk.desk.write((tx) => setSessionProof(tx, hashToken(person.token), at));
}

const form = (email: string) => ({ email, name: 'New', role: 'agent', password: 'a-secret-of-mine' });
const sealedIn = (page: string) => /name="sealed" value="([^"]*)"/.exec(page)?.[1] ?? '';

test('a user is added only with the password again after ten minutes, and what was typed is kept', async () => {
  await letTimePass(admin, 9);
  assert.equal((await admin.post('/settings/users', form('nine@postroom.example'))).status, 303);
  await letTimePass(admin);
  const asked = await admin.post('/settings/users', form('late@postroom.example'));
  assert.equal(asked.status, 403);
  const page = await asked.text();
  assert.match(page, /Confirm that it is you/);
  assert.doesNotMatch(page, /a-secret-of-mine/);
  assert.equal(await findUserByEmail(desk.desk.read, 'late@postroom.example'), undefined);
  const sealed = sealedIn(page);
  const wrong = await admin.post('/settings/users', { sealed, proof: 'not my password' });
  assert.equal(wrong.status, 422);
  assert.equal(sealedIn(await wrong.text()), sealed);
  assert.equal(await findUserByEmail(desk.desk.read, 'late@postroom.example'), undefined);
  const right = await admin.post('/settings/users', { sealed, proof: password });
  assert.equal(right.status, 303);
  assert.equal((await findUserByEmail(desk.desk.read, 'late@postroom.example'))?.name, 'New');
  assert.equal((await admin.post('/settings/users', form('after@postroom.example'))).status, 303);
});

test('a sealed form is of one session and one address', async () => {
  await letTimePass(admin);
  const asked = await admin.post('/settings/users', form('sealed@postroom.example'));
  const sealed = sealedIn(await asked.text());
  const other = await desk.signIn('admin', 'Olga Admin');
  assert.equal((await other.post('/settings/users', { sealed, proof: password })).status, 409);
  assert.equal((await admin.post('/account/tokens', { sealed, proof: password })).status, 409);
  assert.equal(await findUserByEmail(desk.desk.read, 'sealed@postroom.example'), undefined);
});

test('group access takes proof, and what changes nothing of it does not', async () => {
  const agent = await desk.signIn('agent', 'Grete Agent', {});
  await letTimePass(admin);
  const group = {
    name: 'Users',
    emailAddressId: '',
    signature: 'Bye',
    followUp: 'reopen',
    nameFormat: 'group',
  };
  assert.equal((await admin.post('/settings/groups/1', group)).status, 303);
  assert.equal(
    (await admin.post('/settings/groups/1', { ...group, [`access-${agent.id}`]: 'read' })).status,
    403,
  );
});

test('wrong proofs are few', async () => {
  const person = await desk.signIn('agent', 'Paul Guess');
  await letTimePass(person);
  const asked = await person.post('/account/tokens', { name: 'x', days: '3', scopes: 'tickets:read' });
  assert.equal(asked.status, 403);
  const sealed = sealedIn(await asked.text());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      person.post('/account/tokens', { sealed, proof: `guess number ${n}` }),
    ),
  );
  assert.ok(answers.filter(({ status }) => status === 429).length >= 10);
  assert.ok(answers.every(({ status }) => status !== 200));
});
