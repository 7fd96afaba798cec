import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { TOTP } from 'otpauth';
import { askRunningInstance } from '../../../src/commands/control-socket.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

const password = 'correct horse battery';
const admin = { email: 'admin@postroom.example', password };
const agent = { email: 'agent@postroom.example', password };

let running: TestApp;
beforeEach(async () => {
  running = await startStaffedApp();
  await running.signIn('admin');
});
afterEach(() => running.stop());

/** As an authenticator app shows it, `steps` half minutes from now. */
function codeOf(key: string, steps = 0): string {
  const app = new TOTP({ secret: key, algorithm: 'SHA1', digits: 6, period: 30 });
  return app.generate({ timestamp: Date.now() + steps * 30_000 });
}

async function readKey(visitor: Visitor): Promise<string> {
  const page = await (await visitor.get('/account/second-factor')).text();
  return (/<code class="totp-key">([^<]*)</.exec(page)?.[1] ?? '').replaceAll(' ', '');
}

/** @returns the key and the recovery codes */
async function setUp(visitor: Visitor): Promise<{ key: string; codes: string[] }> {
  const key = await readKey(visitor);
  const enter = () => visitor.post('/account/second-factor', { code: codeOf(key, -1), password });
  let answer = await enter();
  // A half minute has ended between making the code and reading it.
  if (answer.status === 422) answer = await enter();
  assert.equal(answer.status, 200);
  const codes = [...(await answer.text()).matchAll(/<li><code>([a-z2-7-]+)<\/code>/g)].map(
    ([, code = '']) => code,
  );
  assert.equal(new Set(codes).size, 10);
  return { key, codes };
}

/** The first step. @returns a browser and what its second step is known by */
async function begin(who: { email: string; password: string }) {
  const visitor = running.visitor();
  const answer = await visitor.post('/login', who);
  const page = await answer.text();
  return { visitor, answer, step: /name="step" value="([^"]*)"/.exec(page)?.[1] ?? '' };
}

test('with an app set up the password alone opens nothing, and a code opens the desk', async () => {
  const { key } = await setUp(await running.signIn('agent'));
  const { visitor, answer, step } = await begin(agent);
  assert.equal(answer.status, 200);
  assert.equal(visitor.cookie, '');
  const wrong = await visitor.post('/login/factor', { step, code: '000000' });
  assert.equal(wrong.status, 401);
  // A clock that is wrong is found out by nothing else.
  assert.match(await wrong.text(), /for this server it is 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
  assert.equal((await visitor.get('/tickets')).status, 303);
  const right = await visitor.post('/login/factor', { step, code: codeOf(key), to: '/customers' });
  assert.equal(right.headers.get('location'), '/customers');
  assert.equal((await visitor.get('/tickets')).status, 200);
});

test('a code works once, and so does the step', async () => {
  const { key } = await setUp(await running.signIn('agent'));
  const code = codeOf(key);
  const first = await begin(agent);
  assert.equal((await first.visitor.post('/login/factor', { step: first.step, code })).status, 303);
  const second = await begin(agent);
  assert.equal((await second.visitor.post('/login/factor', { step: second.step, code })).status, 401);
  // Not one from before either, nor one that is too far ahead.
  for (const steps of [-1, -2, 3]) {
    const answer = await second.visitor.post('/login/factor', {
      step: second.step,
      code: codeOf(key, steps),
    });
    assert.equal(answer.status, 401);
  }
  const again = await first.visitor.post('/login/factor', { step: first.step, code: codeOf(key, 1) });
  assert.equal(again.status, 401);
  assert.match(await again.text(), /begin it again/);
});

test('a recovery code lets in once, however it is typed', async () => {
  const { codes } = await setUp(await running.signIn('agent'));
  const [code = ''] = codes;
  const one = await begin(agent);
  const typed = code.toUpperCase().replaceAll('-', ' ');
  assert.equal((await one.visitor.post('/login/factor', { step: one.step, code: typed })).status, 303);
  const two = await begin(agent);
  assert.equal((await two.visitor.post('/login/factor', { step: two.step, code })).status, 401);
  assert.match(await (await one.visitor.get('/account/second-factor')).text(), /9 of 10 recovery\s+codes/);
});

test('codes cannot be guessed: many at the same moment are counted before they are looked at', async () => {
  await setUp(await running.signIn('agent'));
  const { visitor, step } = await begin(agent);
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => visitor.post('/login/factor', { step, code: String(100_000 + n) })),
  );
  assert.equal(answers.filter(({ status }) => status === 401).length, 10);
  assert.equal(answers.filter(({ status }) => status === 429).length, 50);
});

test('setting up takes the password and a code of the app, and ends the other sessions', async () => {
  const here = await running.signIn('agent');
  const elsewhere = await running.signIn('agent');
  const key = await readKey(here);
  assert.equal(await readKey(here), key);
  assert.notEqual(await readKey(elsewhere), key, 'who sits elsewhere must not know it');
  const wrong = [
    { code: codeOf(key), password: 'not it at all' },
    { code: '123456', password },
    { code: '', password },
  ];
  for (const fields of wrong) assert.equal((await here.post('/account/second-factor', fields)).status, 422);
  assert.equal((await elsewhere.get('/tickets')).status, 200);
  await setUp(here);
  assert.equal((await here.get('/tickets')).status, 200);
  assert.equal((await elsewhere.get('/tickets')).status, 303);
});

test('where one is demanded, whoever has none sets it up first and does nothing else before', async () => {
  const boss = await running.signIn('admin');
  const person = await running.signIn('agent');
  const early = await boss.post('/settings/users/second-factor', { admin: 'on' });
  assert.equal(early.status, 409, 'it would shut out the admin himself');
  assert.equal((await boss.post('/settings/users/second-factor', { agent: 'on' })).status, 303);
  for (const path of ['/tickets', '/account', '/events', '/notifications/bell']) {
    assert.equal((await person.get(path)).headers.get('location'), '/account/second-factor', path);
  }
  // A stream that is refused would open the page anew, under the hand of who types the code.
  const asked = await (await person.get('/account/second-factor')).text();
  assert.match(asked, /An admin demands a second factor/);
  assert.doesNotMatch(asked, /hx-sse:connect/);
  assert.match(await (await boss.get('/account/second-factor')).text(), /hx-sse:connect/);
  const change = await person.post('/account/ended-sessions', { session: 'others' });
  assert.equal(change.headers.get('location'), '/account/second-factor');
  // Not by the desk's own door either.
  const [user] = (await running.app.desk.as({ kind: 'command_line' }).call('listUsers', {})).filter(
    ({ email }) => email === agent.email,
  );
  const { hashToken } = await import('../../../src/domain/token.ts');
  const sid = /sid=([^;]+)/.exec(person.cookie)?.[1] ?? '';
  const actor = { kind: 'user', userId: user?.id ?? 0, sessionHash: hashToken(sid) } as const;
  await assert.rejects(running.app.desk.as(actor).call('endOwnSessions', { key: 'others' }), {
    code: 'unauthorized',
  });
  await setUp(person);
  assert.equal((await person.get('/tickets')).status, 200);
  const removal = await person.post('/account/second-factor/removal', { password });
  assert.equal(removal.status, 422);
});

test('an admin takes a lost one away, nobody his own by that way, and so does the command line', async () => {
  const boss = await running.signIn('admin');
  const person = await running.signIn('agent');
  await setUp(person);
  const id = /\/settings\/users\/(\d+)">The agent/.exec(
    await (await boss.get('/settings/users')).text(),
  )?.[1];
  assert.equal((await person.post(`/settings/users/${id}/second-factor-removal`, {})).status, 403);
  assert.equal((await boss.post(`/settings/users/${id}/second-factor-removal`, {})).status, 303);
  assert.equal((await person.get('/tickets')).status, 303);
  assert.equal((await begin(agent)).answer.status, 303);
  await setUp(await running.signIn('agent'));
  await askRunningInstance(running.dataPath, 'resetSecondFactor', { email: agent.email });
  assert.equal((await begin(agent)).answer.status, 303);
  await setUp(boss);
  const own = /\/settings\/users\/(\d+)">The admin/.exec(
    await (await boss.get('/settings/users')).text(),
  )?.[1];
  assert.equal((await boss.post(`/settings/users/${own}/second-factor-removal`, {})).status, 422);
  assert.equal((await begin(admin)).step === '', false);
});

test('who goes back to the password alone says it', async () => {
  const person = await running.signIn('agent');
  await setUp(person);
  assert.equal((await person.post('/account/second-factor/removal', { password: 'not it' })).status, 422);
  assert.equal((await person.post('/account/second-factor/removal', { password })).status, 303);
  assert.equal((await begin(agent)).answer.status, 303);
});
