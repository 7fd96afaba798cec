import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { channels, groups, users } from '../../../src/db/schema/schema.ts';
import { nameChoice } from '../../../views/facts/value-words.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { startStaffedApp } from '../../support/staffed-app.ts';

let running: TestApp;
let admin: Visitor;
before(async () => {
  running = await startStaffedApp();
  admin = await running.signIn('admin');
  const agent = await running.signIn('agent');
  await admin.post('/settings/groups', { name: '=HYPERLINK("http://evil.example")', followUp: 'reopen' });
  await running.visitor().post('/login', { email: 'nobody@evil.example', password: 'a guess of his' });
  await agent.post('/logout', {});
});
after(() => running.stop());

async function read(query = ''): Promise<string> {
  const answer = await admin.get(`/settings/audit${query}`);
  assert.equal(answer.status, 200);
  return answer.text();
}

test('the log says who did what, from where and through what, refusals too', async () => {
  const page = await read();
  assert.match(page, /The agent[\s\S]*signed out/);
  assert.match(page, /sign-in of nobody@evil\.example refused: nobody has this address/);
  assert.match(page, /(?:127\.0\.0\.1|::1)/);
  assert.match(page, /the command line[\s\S]*added agent@postroom\.example as agent/);
  assert.doesNotMatch(page, /a guess of his|correct horse/);
});

test('it can be narrowed down by subject, person and day', async () => {
  assert.doesNotMatch(await read('?subject=settings'), /signed out/);
  assert.match(await read('?subject=people'), /signed out/);
  const id = /<option value="(\d+)"[^>]*>The agent/.exec(await read())?.[1];
  const own = await read(`?user=${id}`);
  assert.match(own, /signed out/);
  assert.doesNotMatch(own, /nobody@evil/);
  assert.match(await read('?from=2999-01-01'), /Nothing of that happened/);
  assert.match(await read('?until=2001-01-01'), /Nothing of that happened/);
  assert.match(await read(`?from=2001-01-01&until=${new Date().toISOString().slice(0, 10)}`), /signed out/);
  // What is no filter is none.
  assert.match(await read('?subject=constructor&user=x&from=yesterday&before=-1'), /signed out/);
});

test('the file holds the same, and no cell of it is a formula', async () => {
  const answer = await admin.get('/settings/audit/file?subject=settings');
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="audit\.csv"$/);
  const lines = (await answer.text()).split('\r\n');
  assert.equal(lines[0], '"id","at","who","what","about","through","from","kind","data"');
  assert.ok(lines.some((line) => line.includes('group.added')));
  for (const line of lines) assert.doesNotMatch(line, /(?:^|,)"[=+@-]/, line);
});

test('it says from where what was done on a page, and what was changed from what to what', async () => {
  await admin.post('/settings/sending', {
    connections: '2',
    messagesPerMinute: '30',
    recipientsPerDay: '9000',
    mostMegabytes: '25',
    undoSeconds: '30',
  });
  const page = await read('?subject=settings');
  assert.match(page, /connections[^<]*3 → 2|connections: 3 → 2/);
  const address = /data-label="From">([^<]+)</.exec(page)?.[1] ?? '';
  assert.match(address, /127\.0\.0\.1|::1/);
  assert.match(await read(`?subject=settings&origin=${encodeURIComponent(address)}`), /3 → 2/);
  assert.match(await read('?origin=192.0.2.99'), /Nothing of that happened/);
});

test('what was chosen is called as on its page, and things by their names, not by their numbers', async () => {
  const names = running.app.read.select({ id: groups.id, name: groups.name }).from(groups);
  const group = (await names).find(({ name }) => name.startsWith('='));
  assert.ok(group);
  await admin.post(`/settings/groups/${group.id}`, { name: 'Boats', followUp: 'new', nameFormat: 'agent' });
  const hook = { name: 'Hook', url: 'http://127.0.0.1:9/hook', shape: 'standard', kinds: 'ticket.*' };
  await admin.post('/settings/webhooks', { ...hook, allowsPrivate: 'on' });
  await admin.post('/settings/webhooks/1', {
    ...hook,
    allowsPrivate: 'on',
    shape: 'slack',
    groups: String(group.id),
  });
  const page = (await read('?subject=settings')).replace(/^[\s\S]*<tbody>/, '');
  assert.match(page, /follow up reopens it → opens a new ticket that is linked to it/);
  assert.match(page, /name format the group’s → the agent’s/);
  assert.match(page, /shape Programs \(Standard Webhooks\) → Slack/);
  assert.match(page, /groups none → Boats/);
  assert.match(await (await admin.get('/settings/audit/file')).text(), /groups none → Boats/);
});

test('no choice that the data file knows is told by its name in there', () => {
  const columns = {
    followUp: groups.followUp,
    onBounce: groups.onBounce,
    nameFormat: groups.nameFormat,
    afterImport: channels.afterImport,
    archiveState: channels.archiveState,
    role: users.role,
  };
  for (const [field, { enumValues }] of Object.entries(columns)) {
    for (const value of enumValues) assert.ok(nameChoice(field, value), `${field} ${value}`);
  }
});

test('taking the log away is in the log', async () => {
  await admin.get('/settings/audit/file?subject=customers');
  assert.match(await read('?subject=audit'), /audit log downloaded: subject customers/);
});

test('it is kept as long as is set, and not longer', async () => {
  for (const days of ['29', '3651', 'many']) {
    const refused = await admin.post('/settings/audit/retention', { days });
    assert.equal(refused.status, 422);
    // What was typed stays.
    assert.match(await refused.text(), new RegExp(`<input[^>]*name="days"[^>]*value="${days}"`));
  }
  assert.equal((await admin.post('/settings/audit/retention', { days: '30' })).status, 303);
  const client = createClient({ url: `file:${running.dataPath}`, concurrency: 1, timeout: 5000 });
  const old = Date.now() - 31 * 86_400_000;
  await client.execute(`UPDATE facts SET at = ${old} WHERE kind = 'user.signed_out'`);
  const forget = () => running.app.desk.as({ kind: 'command_line' }).call('forgetOldAudit', {});
  await forget();
  client.close();
  const page = await read();
  assert.doesNotMatch(page, /signed out/);
  assert.match(page, /signed in/);
});

test('it is for admins', async () => {
  const agent = await running.signIn('agent');
  for (const path of ['/settings/audit', '/settings/audit/file'])
    assert.equal((await agent.get(path)).status, 403);
});

test('who tries too often is in the log, once and not a hundred times', async () => {
  const guess = { email: 'nobody@evil.example', password: 'one more guess' };
  await Promise.all(Array.from({ length: 40 }, () => running.visitor().post('/login', guess)));
  const page = await read('?subject=people');
  assert.equal(page.match(/refused: too many tries/g)?.length, 1);
});
