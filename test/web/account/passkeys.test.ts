import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../../support/app.ts';
import { createSoftPasskey, type SoftPasskey } from '../../support/soft-passkey.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

const password = 'correct horse battery';
const path = '/account/second-factor/passkeys';
let running: TestApp;
before(async () => {
  running = await startStaffedApp();
  await running.signIn('admin');
});
after(() => running.stop());

type Options = { challenge: string };

async function offer(visitor: Visitor): Promise<Options> {
  return (await (await visitor.post(`${path}/options`, {})).json()) as Options;
}

async function ask(visitor: Visitor): Promise<Options> {
  return (await (await visitor.post('/login/passkey/options', {})).json()) as Options;
}

async function add(visitor: Visitor): Promise<{ passkey: SoftPasskey; codes: string[] }> {
  const passkey = createSoftPasskey(running.url);
  const answer = passkey.create(await offer(visitor));
  const page = await (await visitor.post(path, { name: 'Soft', answer })).text();
  return { passkey, codes: readCodes(page) };
}

function readCodes(page: string): string[] {
  return [...page.matchAll(/<li><code>([a-z2-7-]+)<\/code>/g)].map(([, code = '']) => code);
}

test('a passkey lets in without a password, and the password alone does not any more', async () => {
  const email = 'only@postroom.example';
  const here = await running.signIn('agent', email);
  const { passkey, codes } = await add(here);
  assert.equal(codes.length, 10);
  const visitor = running.visitor();
  const answer = passkey.answer(await ask(visitor));
  const entered = await visitor.post('/login/passkey', { answer, to: '/customers' });
  assert.equal(entered.headers.get('location'), '/customers');
  assert.equal((await visitor.get('/tickets')).status, 200);
  const other = running.visitor();
  const first = await other.post('/login', { email, password });
  assert.equal(first.status, 200);
  assert.equal((await other.get('/tickets')).status, 303);
  const step = /name="step" value="([^"]*)"/.exec(await first.text())?.[1] ?? '';
  assert.equal((await other.post('/login/factor', { step, code: codes[0] ?? '' })).status, 303);
  // And then without any password.
  assert.equal((await visitor.post('/account/password/removal', {})).status, 303);
  assert.equal((await running.visitor().post('/login', { email, password })).status, 401);
  const [, id = ''] =
    /passkeys\/(\d+)\/removal/.exec(await (await visitor.get('/account/second-factor')).text()) ?? [];
  const removal = await visitor.post(`${path}/${id}/removal`, {});
  assert.equal(removal.status, 422);
  assert.match(await removal.text(), /only way in/);
  // The codes of an app, and the form that changes a password, want one that is not there.
  const factors = await (await visitor.get('/account/second-factor')).text();
  assert.doesNotMatch(factors, /name="password"/);
  const account = await (await visitor.get('/account')).text();
  assert.match(account, /Set a password/);
  assert.doesNotMatch(account, /Current password/);
  // And back again.
  const chosen = 'a walk in the park';
  assert.equal((await visitor.post('/account/password', { password: 'short' })).status, 422);
  assert.equal((await visitor.post('/account/password', { password: chosen })).status, 303);
  assert.equal((await visitor.post(`${path}/${id}/removal`, {})).status, 303);
  const back = await running.visitor().post('/login', { email, password: chosen });
  assert.equal(back.status, 303);
});

test('the first passkey ends the sessions that the password alone has opened, and a further one ends none', async () => {
  const email = 'first@postroom.example';
  const here = await running.signIn('agent', email);
  const elsewhere = await running.signIn('agent', email);
  const { passkey } = await add(here);
  assert.equal((await here.get('/tickets')).status, 200);
  assert.equal((await elsewhere.get('/tickets')).status, 303);
  const other = running.visitor();
  const answer = passkey.answer(await ask(other));
  assert.equal((await other.post('/login/passkey', { answer, to: '/' })).status, 303);
  await add(here);
  assert.equal((await other.get('/tickets')).status, 200);
});

test('whoever has passkeys alone gets new recovery codes, and the ones before open nothing any more', async () => {
  const email = 'codes@postroom.example';
  const here = await running.signIn('agent', email);
  const renewal = '/account/second-factor/recovery-codes';
  const early = await here.post(renewal, {});
  assert.equal(early.status, 422);
  assert.match(await early.text(), /Set up an app or a passkey first/);
  const { codes } = await add(here);
  const made = readCodes(await (await here.post(renewal, {})).text());
  assert.equal(made.length, 10);
  assert.match(await (await here.get('/account/second-factor')).text(), /10 of 10 recovery codes/);
  const enter = async (code = '') => {
    const visitor = running.visitor();
    const first = await (await visitor.post('/login', { email, password })).text();
    const step = /name="step" value="([^"]*)"/.exec(first)?.[1] ?? '';
    return (await visitor.post('/login/factor', { step, code })).status;
  };
  assert.deepEqual([await enter(codes[1]), await enter(made[1])], [401, 303]);
});

test('an answer that is of another site, without its person, signed by another key or used before opens nothing', async () => {
  const here = await running.signIn('agent', 'wrong@postroom.example');
  const { passkey } = await add(here);
  const visitor = running.visitor();
  const enter = async (answer: string) => (await visitor.post('/login/passkey', { answer })).status;
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  assert.equal(await enter(passkey.answer(await ask(visitor), { origin: 'https://evil.example' })), 401);
  assert.equal(await enter(passkey.answer(await ask(visitor), { isUnverified: true })), 401);
  assert.equal(await enter(passkey.answer(await ask(visitor), { key })), 401);
  const forged = Buffer.from(`${Date.now().toString(36)}.abcdefgh.${'A'.repeat(43)}`).toString('base64url');
  assert.equal(await enter(passkey.answer({ challenge: forged })), 401);
  // One that was offered for adding is not one for signing in.
  assert.equal(await enter(passkey.answer(await offer(here))), 401);
  const right = passkey.answer(await ask(visitor));
  assert.equal(await enter(right), 303);
  assert.equal(await enter(right), 401);
  for (const answer of ['{', '{"id":1}']) assert.equal(await enter(answer), 401);
});

test('one made without its person, for another site or another user is not taken', async () => {
  const here = await running.signIn('agent', 'made@postroom.example');
  const other = await running.signIn('agent', 'else@postroom.example');
  const passkey = createSoftPasskey(running.url);
  const send = async (answer: string) => (await here.post(path, { answer })).status;
  assert.equal(await send(passkey.create(await offer(here), { isUnverified: true })), 422);
  assert.equal(await send(passkey.create(await offer(here), { origin: 'https://evil.example' })), 422);
  assert.equal(await send(passkey.create(await offer(other))), 422);
  const answer = passkey.create(await offer(here));
  assert.equal(await send(answer), 200);
  assert.equal(await send(answer), 422);
});

test('where a second factor is demanded, a passkey is one', async () => {
  const boss = await running.signIn('admin');
  await add(boss);
  const person = await running.signIn('agent', 'short@postroom.example');
  assert.equal((await boss.post('/settings/users/second-factor', { agent: 'on', admin: 'on' })).status, 303);
  assert.equal((await person.get('/tickets')).headers.get('location'), '/account/second-factor');
  await add(person);
  assert.equal((await person.get('/tickets')).status, 200);
  assert.equal((await boss.get('/tickets')).status, 200);
  assert.equal((await boss.post('/settings/users/second-factor', {})).status, 303);
});
