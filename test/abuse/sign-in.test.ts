import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createVisitor, type TestApp, type Visitor } from '../support/app.ts';
import { startStaffedApp } from '../support/staffed-app.ts';

// Guessing passwords, and shutting others out by it: S16 and S17.

const password = 'correct horse battery';
const admin = { email: 'admin@postroom.example', password };
const agent = { email: 'agent@postroom.example', password };

let running: TestApp;
async function start(env: Record<string, string> = {}): Promise<void> {
  running = await startStaffedApp(env);
  await running.signIn('admin');
  await running.signIn('agent');
}
beforeEach(() => start());
afterEach(() => running.stop());

function guess(visitor: Visitor, email: string, n: number, headers = {}): Promise<Response> {
  return visitor.post('/login', { email, password: `guess number ${n}` }, headers);
}

async function guessAtOnce(count: number, email: (n: number) => string, headers = (_: number) => ({})) {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, n) => guess(running.visitor(), email(n), n, headers(n))),
  );
  const looked = answers.filter(({ status }) => status === 401).length;
  return { answers, looked };
}

test('of 200 guesses at the same moment from one address ten are looked at', async () => {
  const { answers, looked } = await guessAtOnce(200, () => admin.email);
  assert.equal(looked, 10);
  for (const answer of answers.filter(({ status }) => status !== 401)) {
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  assert.equal((await running.visitor().get('/readyz')).status, 200);
});

test('a botnet that guesses for one account shuts its owner out of no browser that he has used', async () => {
  await running.stop();
  await start({ POSTROOM_TRUST_PROXY: 'on' });
  const from = (n: number) => ({ 'x-forwarded-for': `198.51.100.${n}` });
  const owner = running.visitor();
  assert.equal((await owner.post('/login', admin, from(250))).status, 303);
  await owner.post('/logout', {});
  const began = performance.now();
  const { looked } = await guessAtOnce(120, () => admin.email, from);
  // Each pause is twice as long as the one before: a busy machine gets some further.
  const pauses = Math.ceil(Math.log2((performance.now() - began) / 1000 + 2));
  assert.ok(looked <= 11 + pauses, `${looked} looked at, ${pauses} pauses`);
  // A new browser has to wait, the known one has not, and nobody else.
  assert.equal((await running.visitor().post('/login', admin, from(251))).status, 429);
  assert.equal((await owner.post('/login', admin, from(250))).status, 303);
  assert.equal((await running.visitor().post('/login', agent, from(252))).status, 303);
});

test('the mark of a browser is good for its own user alone', async () => {
  const mallory = running.visitor();
  await mallory.post('/login', agent);
  const { looked } = await guessAtOnce(30, () => admin.email);
  assert.equal(looked, 10);
  assert.equal((await guess(mallory, admin.email, 0)).status, 429);
});

test('behind a proxy that is not believed nobody is shut out for the day, and the log says what to set', async () => {
  const proxied = (n: number) => ({ 'x-forwarded-for': `198.51.100.${n}` });
  const known = running.visitor();
  await known.post('/login', agent, proxied(0));
  await guessAtOnce(60, (n) => `nobody${n}@postroom.example`, proxied);
  assert.equal((await known.post('/login', agent, proxied(1))).status, 303);
  const said = running.logLines.filter((line) => line.includes('POSTROOM_TRUST_PROXY'));
  assert.equal(said.length, 1);
});

test('the current password under Your account cannot be guessed either', async () => {
  const thief = await running.signIn('agent');
  const statuses = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const fields = { current: `guess number ${n}`, password: 'a new long password' };
      const answer = await thief.post('/account/password', fields);
      // What was typed is shown again where it can be sent later, and nothing that is secret.
      assert.doesNotMatch(await answer.text(), /guess number|a new long password/);
      return answer.status;
    }),
  );
  assert.equal(statuses.filter((status) => status === 422).length, 10);
  assert.equal(statuses.filter((status) => status === 429).length, 30);
});

test('an address that is nobody’s is answered like one that is, in words and in work', async () => {
  const answers = [];
  for (const email of [admin.email, 'nobody@postroom.example']) {
    const answer = await guess(running.visitor(), email, 1);
    const page = (await answer.text()).replaceAll(email, '');
    answers.push({ status: answer.status, page, headers: [...answer.headers.keys()] });
  }
  assert.deepEqual(answers[0], answers[1]);
  // Argon2 over 19 MiB takes some 20 ms of a processor; without a decoy an unknown address costs next to none.
  const cost = async (email: string) => {
    const before = process.cpuUsage();
    for (let n = 0; n < 4; n += 1) await guess(createVisitor(running.url), email, n);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  // Those who are there already have hashes that cost nothing.
  const email = 'late@postroom.example';
  await running.app.desk
    .as({ kind: 'command_line' })
    .call('addUser', { email, name: 'Late', role: 'agent', password });
  const known = await cost(email);
  const unknown = await cost('somebody@postroom.example');
  assert.ok(unknown > known / 3, `${unknown} µs for an unknown address, ${known} for a known one`);
});

test('a new sign-in ends the session that the browser had, and of eleven sessions the oldest', async () => {
  const browser = running.visitor();
  await browser.post('/login', admin);
  const earlier = running.visitor();
  earlier.cookie = browser.cookie;
  assert.equal((await earlier.get('/account')).status, 200);
  await browser.post('/login', admin);
  assert.equal((await earlier.get('/account')).status, 303);
  assert.equal((await browser.get('/account')).status, 200);
  for (let n = 0; n < 10; n += 1) {
    assert.equal((await running.visitor().post('/login', admin)).status, 303);
  }
  assert.equal((await browser.get('/account')).status, 303);
});
