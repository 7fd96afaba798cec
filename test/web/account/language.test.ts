import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findAskedLanguage } from '../../../src/domain/page-language.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

let app: TestApp;
let admin: Visitor;
let agent: Visitor;
before(async () => {
  app = await startStaffedApp();
  admin = await app.signIn('admin');
  agent = await app.signIn('agent');
});
after(() => app.stop());

const german = { 'accept-language': 'de-CH,de;q=0.9,en;q=0.5' };
const english = { 'accept-language': 'en-US,en;q=0.9' };
const read = async (who: Visitor, path: string, headers = {}) => (await who.get(path, headers)).text();
const languageOf = (page: string) => /<html lang="([^"]*)"/.exec(page)?.[1];

const asked: readonly (readonly [header: string | undefined, language: string | undefined])[] = [
  [undefined, undefined],
  ['', undefined],
  ['*', undefined],
  ['fr, nl;q=0.8', undefined],
  ['de-CH', 'de'],
  ['DE', 'de'],
  ['en;q=0.4, de;q=0.8', 'de'],
  ['fr, en;q=0.3, de;q=0.2', 'en'],
  ['de;q=0, en', 'en'],
  ['den, end', undefined],
  [`${'x,'.repeat(10_000)}de`, undefined],
];
for (const [header, language] of asked) {
  test(`a browser that asks for ${header?.slice(0, 40)} gets ${language ?? 'what the desk has'}`, () => {
    assert.equal(findAskedLanguage(header), language);
  });
}

test('who is not signed in reads what his browser asks for', async () => {
  const page = await read(app.visitor(), '/login', german);
  assert.equal(languageOf(page), 'de');
  assert.match(page, /<h1>Anmelden<\/h1>/);
  assert.match(page, /<label for="[^"]*">Kennwort<\/label>/);
  assert.equal(languageOf(await read(app.visitor(), '/login', english)), 'en');
  const refused = await app.visitor().post('/login', { email: 'a@b.example', password: 'wrong' }, german);
  assert.match(await refused.text(), /Die Adresse oder das Kennwort ist falsch\./);
  assert.match(await read(app.visitor(), '/forgotten-password', german), /Ein neues Kennwort/);
});

test('a person chooses the language of his pages, whatever his browser asks for', async () => {
  assert.equal(languageOf(await read(agent, '/account', german)), 'de');
  assert.equal((await agent.post('/account/place', { language: 'en', timeZone: '' })).status, 303);
  assert.equal(languageOf(await read(agent, '/account', german)), 'en');
  assert.equal((await agent.post('/account/place', { language: 'de', timeZone: '' })).status, 303);
  const page = await read(agent, '/tickets', english);
  assert.equal(languageOf(page), 'de');
  assert.match(page, />Kunden</);
  // What an admin may see is refused in the same language.
  assert.match(await read(agent, '/settings/users', english), /Diese Seite ist Admins vorbehalten/);
  assert.match(await read(agent, '/nothing-here', english), /Unter dieser Adresse gibt es nichts/);
  assert.equal((await agent.post('/account/place', { language: '', timeZone: '' })).status, 303);
});

test('the desk has a language for whoever has chosen none', async () => {
  assert.equal((await agent.post('/settings/language', { language: 'de' })).status, 403);
  assert.equal((await admin.post('/settings/language', { language: 'de' })).status, 303);
  assert.equal(languageOf(await read(agent, '/tickets', english)), 'de');
  assert.equal(languageOf(await read(app.visitor(), '/login')), 'de');
  assert.equal(languageOf(await read(app.visitor(), '/login', english)), 'en');
  const settings = await read(admin, '/settings/language');
  assert.match(settings, /<option value="de" selected="">Deutsch<\/option>/);
  assert.match(await read(admin, '/settings/audit'), /language/);
  assert.equal((await admin.post('/settings/language', { language: '' })).status, 303);
  assert.equal(languageOf(await read(agent, '/tickets', english)), 'en');
});

test('a form that does not fit says so in the language of its page, and programs get English', async () => {
  const wrong = await agent.post('/account/place', { language: 'de', timeZone: 'Mars/Olympus' }, german);
  assert.match(await wrong.text(), /„Mars\/Olympus“ ist keine Zeitzone/);
  const api = await app.visitor().get('/api/v1/tickets', german);
  assert.match(await api.text(), /Send an API token/);
});
