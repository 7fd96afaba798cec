import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { findLetter, insertAccountLetter } from '../../../src/db/account-letters.ts';
import { insertMailAccount } from '../../../src/db/mail-accounts.ts';
import { accountLetters } from '../../../src/db/schema/schema-letters.ts';
import { findUserByEmail, updateUser } from '../../../src/db/users.ts';
import { inviteUser } from '../../../src/desk/people/account-letters.ts';
import { addUser } from '../../../src/desk/people/add-user.ts';
import { changePassword, disableUser, enableUser, saveUser } from '../../../src/desk/people/change-user.ts';
import { sendAccountLetters } from '../../../src/desk/telling/send-account-letters.ts';
import { localAccount } from '../../support/mail-account.ts';
import { type PasswordSmtp, startPasswordSmtp } from '../../support/password-smtp.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../../support/ticket-desk.ts';

const hour = 3_600_000;
const chosen = 'a horse of my own';
let desk: TicketDesk;
let smtp: PasswordSmtp;
let admin: Person;
let later = 0;

before(async () => {
  smtp = await startPasswordSmtp('pass');
  desk = await openTicketDesk({}, { now: () => new Date(Date.now() + later) });
  const { id: channelId } = desk.channel;
  const account = localAccount({ channelId, userName: 'support', password: 'pass', smtpPort: smtp.port });
  await desk.desk.write((tx) => insertMailAccount(tx, account));
  admin = await desk.signIn('admin', 'Ada Admin');
});
after(async () => {
  await desk.close();
  await smtp.stop();
});

/** @returns the letters that have gone out */
async function sendDue(): Promise<string[]> {
  const before = smtp.received.length;
  await desk.door.as({ kind: 'command_line' }).call(sendAccountLetters, {});
  return smtp.received.slice(before).map((raw) => raw.replaceAll('=\r\n', '').replaceAll('=3D', '='));
}

const tokenIn = (letter: string | undefined) =>
  /new-password\?token=([\w-]{43})/.exec(letter ?? '')?.[1] ?? '';
const ask = (email: string) => desk.nobody.post('/forgotten-password', { email });
const set = (token: string, password = chosen) => desk.nobody.post('/new-password', { token, password });
const enter = (email: string) => desk.nobody.post('/login', { email, password: chosen });

test('an invited person chooses a password by a link that works once', async () => {
  const email = 'new@agents.example';
  const form = { email, name: 'Nora New', role: 'agent', password: '' };
  assert.equal((await admin.post('/settings/users', form)).status, 303);
  assert.equal((await enter(email)).status, 401);
  const [letter] = await sendDue();
  assert.match(letter ?? '', /To: new@agents\.example/);
  assert.match(letter ?? '', /Nora New/);
  const token = tokenIn(letter);
  // What scanners of mail open changes nothing.
  assert.equal((await desk.nobody.get(`/new-password?token=${token}`)).status, 200);
  assert.equal((await set(token, 'short')).status, 422);
  assert.equal((await set(token)).status, 200);
  assert.equal((await enter(email)).status, 303);
  assert.equal((await set(token)).status, 404);
  const stored = await findUserByEmail(desk.desk.read, email);
  assert.doesNotMatch(JSON.stringify(stored), /horse/);
});

test('a letter comes in the language of whoever gets it, else in the desk’s', async () => {
  const by = desk.door.as({ kind: 'command_line' });
  const reader = await desk.signIn('agent', 'Gerda German');
  const other = await desk.signIn('agent', 'Olga Other');
  await reader.post('/account/place', { language: 'de', timeZone: '' });
  const subjectOf = async (userId: number) => {
    await by.call(inviteUser, { userId });
    const [letter] = await sendDue();
    return /^Subject: (.*)$/m.exec(letter ?? '')?.[1]?.trim();
  };
  assert.equal(await subjectOf(reader.id), '[Postroom] Ihr Konto bei localhost');
  assert.equal(await subjectOf(other.id), '[Postroom] Your account at localhost');
  await admin.post('/settings/language', { language: 'de' });
  assert.equal(await subjectOf(other.id), '[Postroom] Ihr Konto bei localhost');
  await admin.post('/settings/language', { language: '' });
});

test('a link that is on its way opens nothing once the way in was changed', async () => {
  const by = desk.door.as({ kind: 'command_line' });
  const changes: readonly ((user: { userId: number; email: string; name: string }) => Promise<unknown>)[] = [
    ({ email }) => by.call(changePassword, { email, password: 'another horse of mine' }),
    async ({ email }) => {
      await by.call(disableUser, { email });
      await by.call(enableUser, { email });
    },
    ({ userId, name }) =>
      by.call(saveUser, { userId, name, email: 'moved@agents.example', role: 'agent', access: {} }),
  ];
  for (const [n, change] of changes.entries()) {
    const name = `Ivy Invited${n}`;
    const { id: userId } = await desk.signIn('agent', name);
    const email = `ivy.invited${n}@postroom.example`;
    await by.call(inviteUser, { userId });
    const [letter] = await sendDue();
    await change({ userId, email, name });
    assert.equal((await set(tokenIn(letter))).status, 404, String(change));
  }
});

test('a forgotten password is replaced, sessions end, and the link is good for an hour and only as the newest', async () => {
  const agent = await desk.signIn('agent', 'Frida Forgets');
  const email = 'frida.forgets@postroom.example';
  await ask(email);
  const [first] = await sendDue();
  await ask(email.toUpperCase());
  const [second] = await sendDue();
  assert.equal((await set(tokenIn(first))).status, 404);
  later += hour + 1000;
  assert.equal((await set(tokenIn(second))).status, 404);
  await ask(email);
  const [third] = await sendDue();
  assert.equal((await agent.get('/tickets')).status, 200);
  assert.equal((await set(tokenIn(third))).status, 200);
  assert.equal((await agent.get('/tickets')).status, 303);
  assert.equal((await enter(email)).status, 303);
});

test('an address that is nobody’s, disabled or our own is answered and stored alike, and gets no letter', async () => {
  await desk.signIn('agent', 'Known Agent');
  const loop = { email: supportAddress, name: 'Loop', role: 'agent', password: chosen } as const;
  await desk.door.as({ kind: 'command_line' }).call(addUser, loop);
  const answers = [];
  for (const email of ['known.agent@postroom.example', 'nobody@nowhere.example', supportAddress]) {
    const answer = await ask(email);
    answers.push([answer.status, (await answer.text()).length, answer.headers.get('set-cookie')]);
  }
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  const rows = await desk.desk.read.select().from(accountLetters);
  assert.equal(rows.filter(({ state }) => state === 'due').length, 3);
  assert.deepEqual(
    (await sendDue()).map((letter) => /To: (\S+)/.exec(letter)?.[1]),
    ['known.agent@postroom.example'],
  );
});

test('letters to one address are few, and so are asks of one network', async () => {
  await desk.signIn('agent', 'Often Asked');
  later += hour + 1000;
  const answers = [];
  for (let n = 0; n < 12; n += 1) answers.push((await ask('often.asked@postroom.example')).status);
  assert.ok(answers.includes(429), answers.join());
  assert.equal((await sendDue()).length, 3);
});

test('what no way takes is tried again, then given up and said to the admin', async () => {
  later += hour + 1000;
  await smtp.stop();
  const boss = await desk.signIn('admin', 'Olga Admin');
  const form = { email: 'unsent@agents.example', name: 'U', role: 'agent', password: '' };
  assert.equal((await boss.post('/settings/users', form)).status, 303);
  for (const minutes of [0, 2, 6, 16]) {
    later += minutes * 60_000;
    await sendDue();
  }
  const { id } = (await findUserByEmail(desk.desk.read, form.email)) ?? { id: 0 };
  const page = await (await admin.get(`/settings/users/${id}`)).text();
  assert.match(page, /could not be sent/);
});

test('who is given another address while his letter is made gets no link to the old one', async () => {
  const email = 'mover@agents.example';
  const user = { email, name: 'Mia Mover', role: 'agent', password: 'correct horse battery' } as const;
  const line = desk.door.as({ kind: 'command_line' });
  const { id } = await line.call(addUser, user);
  await desk.desk.write((tx) => insertAccountLetter(tx, { kind: 'new_password', email }, desk.desk.now()));
  const gate = Promise.withResolvers<void>();
  const changing = desk.desk.write(async (tx) => {
    await gate.promise;
    await updateUser(tx, id, { email: 'mia@agents.example' });
  });
  const sending = sendDue();
  // The letter is looked at, and waits for its turn to write.
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  gate.resolve();
  await changing;
  await sending;
  assert.equal(await findLetter(desk.desk.read, 'new_password', email), undefined);
});
