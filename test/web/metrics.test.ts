import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { after, before, test } from 'node:test';
import { insertGroup } from '../../src/db/groups.ts';
import { putLastBackup } from '../../src/db/last-backup.ts';
import { noteBackup } from '../../src/desk/settings/note-backup.ts';
import { openApi } from '../support/api-client.ts';
import { startStaffedApp } from '../support/staffed-app.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
before(async () => {
  desk = await openTicketDesk({ startedAt: new Date(), lastSuccessAt: new Date() });
  admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
});
after(() => desk.close());

const ask = async (token?: string) => {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { host: 'localhost', ...authorization };
  const answer = await desk.fetch(new Request('http://localhost/metrics', { headers }));
  return { status: answer.status, text: await answer.text() };
};

test('from elsewhere the metrics take a token with their scope, of an admin and for all groups', async () => {
  const { token } = await openApi(desk, admin.id, ['metrics']);
  assert.match((await ask(token)).text, /^postroom_desk_alive 1$/m);
  assert.equal((await ask()).status, 404);
  assert.equal((await ask('postroom_no')).status, 401);
  assert.equal((await ask((await openApi(desk, admin.id, ['settings'])).token)).status, 403);
  const group = await desk.desk.write((tx) => insertGroup(tx, 'Elsewhere'));
  const limited = openApi(desk, admin.id, ['metrics'], { groupIds: [group.id] });
  const status = await limited.then(
    async (client) => (await ask(client.token)).status,
    () => 403,
  );
  assert.equal(status, 403);
});

test('what a proxy on this machine passes on is nobody here, whatever the proxy says of itself', async () => {
  const running = await startStaffedApp({ POSTROOM_PUBLIC_URL: 'https://desk.example.com' }, ['admin']);
  const { port } = running.app;
  const here = `localhost:${port}`;
  const statusOf = async (headers: Record<string, string>) => {
    const asked = request({ port, path: '/metrics', headers, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  // As Prometheus on this machine asks.
  assert.equal(await statusOf({ host: here }), 200);
  assert.equal(await statusOf({ host: `127.0.0.1:${port}` }), 200);
  assert.equal(await statusOf({ host: 'desk.example.com' }), 404);
  assert.equal(await statusOf({ host: 'rebound.example' }), 404);
  for (const name of ['Via', 'Forwarded', 'X-Real-IP', 'X-Forwarded-For', 'X-Forwarded-Proto']) {
    assert.equal(await statusOf({ host: here, [name]: '198.51.100.7' }), 404, name);
  }
  await running.stop();
});

test('the last backup is named, or said to be unknown', async () => {
  const { token } = await openApi(desk, admin.id, ['metrics']);
  assert.match((await ask(token)).text, /^postroom_backup_last_seconds Nan$/m);
  const page = async () => (await admin.get('/settings/backups')).text();
  assert.match(await page(), /notice warning.*No backup is known/s);
  assert.match(
    await page(),
    /postroom backup --data &#39;\/var\/lib\/post room\/postroom\.db&#39; &#39;\/var\/lib\/post room\/&#39;backup-/,
  );
  await desk.door.as({ kind: 'command_line' }).call(noteBackup, {});
  const [, seconds] = /^postroom_backup_last_seconds ([\d.]+)$/m.exec((await ask(token)).text) ?? [];
  assert.ok(Math.abs(Date.now() / 1000 - Number(seconds)) < 60, seconds ?? 'none');
  assert.match(await page(), /notice success.*The last backup was written/s);
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  await desk.desk.write((tx) => putLastBackup(tx, hoursAgo(25)));
  assert.doesNotMatch(await page(), /older than a day/);
  await desk.desk.write((tx) => putLastBackup(tx, hoursAgo(27)));
  assert.match(await page(), /notice warning.*older than a day/s);
});

test('the guide, the rules and the dashboard name metrics that there are, and the guide names each', async () => {
  const { text } = await ask((await openApi(desk, admin.id, ['metrics'])).token);
  const known = new Set([...text.matchAll(/^# TYPE (postroom_\w+)/gm)].map(([, name]) => name));
  assert.ok(known.size >= 15, `${known.size} metrics`);
  const namesIn = async (file: string) =>
    new Set((await readFile(file, 'utf8')).match(/\bpostroom_\w+/g) ?? []);
  for (const file of ['monitoring.md', 'prometheus-rules.yml', 'grafana-dashboard.json']) {
    const unknown = [...(await namesIn(`docs/${file}`))].filter((name) => !known.has(name));
    assert.deepEqual(unknown, [], file);
  }
  // A state of which there is nothing has no line, and what no line says a range of time does not hold.
  const rules = await readFile('docs/prometheus-rules.yml', 'utf8');
  assert.doesNotMatch(rules, /postroom_\w+\{[^}]*\}\[/);
  const told = await namesIn('docs/monitoring.md');
  assert.deepEqual(
    [...known].filter((name) => !told.has(name ?? '')),
    [],
    'not in docs/monitoring.md',
  );
  const dashboard = JSON.parse(await readFile('docs/grafana-dashboard.json', 'utf8'));
  assert.ok(dashboard.panels.length > 0);
});
