import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openDataFile } from '../../../src/db/care/open.ts';
import { restoreBackup } from '../../../src/db/care/restore.ts';
import { tellRestore } from '../../../src/desk/telling/tell-restore.ts';
import { createWorkplace } from '../../support/command.ts';
import { openTicketDesk } from '../../support/ticket-desk.ts';

const folder = createWorkplace();
const path = join(folder, 'postroom.db');
const backup = join(folder, 'backup.db');

async function change(...statements: string[]): Promise<void> {
  const file = await openDataFile({ path });
  await file.write(async (tx) => {
    for (const statement of statements) await tx.run(sql.raw(statement));
  });
  await file.close();
}

/** @returns the first column of each row */
async function read(query: string): Promise<unknown[]> {
  const file = await openDataFile({ path });
  const rows = await file.read.all<Record<string, unknown>>(sql.raw(query));
  await file.close();
  return rows.map((row) => Object.values(row).join(' '));
}

const token = (hash: string, revoked = 'NULL') =>
  `INSERT INTO api_tokens (user_id, name, token_hash, scopes, created_at, expires_at, revoked_at)
    VALUES (1, '${hash}', '${hash}', '[]', 1, 9e12, ${revoked})`;
const passkey = (userId: number, id: string) =>
  `INSERT INTO passkeys (user_id, credential_id, public_key, counter, name, created_at) VALUES (${userId}, '${id}', 'k', 0, 'n', 1)`;
const webhook = (name: string) =>
  `INSERT INTO webhooks (name, url, secret, kinds, shape, allows_private, cursor, created_at)
    VALUES ('${name}', 'https://${name}.example/', 's', '[]', 'postroom', 0, 0, ${name.length})`;

async function makeBackup(): Promise<void> {
  const desk = await openTicketDesk({}, {}, path);
  await desk.signIn('admin', 'ada');
  for (const name of ['bob', 'carl', 'dora']) await desk.signIn('agent', name);
  await desk.deliver('From: Eve <eve@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  await desk.close();
  await change(
    token('lost'),
    token('good'),
    passkey(1, 'stolen'),
    passkey(2, 'kept'),
    webhook('gone'),
    webhook('moved'),
    "INSERT INTO account_links (token_hash, user_id, kind, expires_at) VALUES ('link', 1, 'new_password', 9e12)",
  );
  copyFileSync(path, backup);
}

const since = [
  "UPDATE users SET is_active = 0 WHERE name LIKE 'bob%'",
  "UPDATE users SET password_hash = 'changed', email = 'c@new.example' WHERE name LIKE 'carl%'",
  "DELETE FROM group_access WHERE user_id = (SELECT id FROM users WHERE name LIKE 'dora%')",
  "UPDATE api_tokens SET revoked_at = 5 WHERE name = 'lost'",
  "DELETE FROM passkeys WHERE credential_id = 'stolen'",
  "DELETE FROM webhooks WHERE name = 'gone'",
  "UPDATE webhooks SET url = 'https://new.example/', shape = 'slack', allows_private = 1 WHERE name = 'moved'",
  `INSERT INTO settings (key, value) VALUES ('second_factor', '{"admin":true,"agent":true}')`,
  "INSERT INTO users (email, name, role, password_hash, is_active, created_at) VALUES ('new@postroom.example', 'new', 'agent', 'x', 1, 77)",
  token('fresh'),
  `INSERT INTO facts (at, kind, actor_kind, via, customer_id, data)
    VALUES (9, 'customer.erased', 'user', 'session', (SELECT id FROM customers), '{"tickets":1,"articles":1}')`,
];

test('who gets in stays as it was in the file that a restore replaces', async () => {
  await makeBackup();
  await change(...since);
  const done = await restoreBackup({ path }, backup, new Date());
  assert.deepEqual([done.isAccessKept, done.erased], [true, 1]);
  assert.deepEqual(await read('SELECT token_hash FROM sessions'), []);
  assert.deepEqual(await read('SELECT token_hash FROM account_links'), []);
  assert.deepEqual(
    await read("SELECT name FROM users WHERE is_active = 0 AND name <> ''"),
    await read("SELECT name FROM users WHERE name LIKE 'bob%'"),
  );
  assert.deepEqual(await read("SELECT email, password_hash FROM users WHERE name LIKE 'carl%'"), [
    'c@new.example changed',
  ]);
  assert.deepEqual(
    await read("SELECT 1 FROM group_access WHERE user_id = (SELECT id FROM users WHERE name LIKE 'dora%')"),
    [],
  );
  assert.deepEqual(await read('SELECT name FROM api_tokens WHERE revoked_at IS NULL ORDER BY name'), [
    'fresh',
    'good',
  ]);
  assert.deepEqual(await read('SELECT credential_id FROM passkeys'), ['kept']);
  assert.deepEqual(await read('SELECT name FROM webhooks WHERE switched_off_at IS NOT NULL'), ['gone']);
  assert.deepEqual(await read("SELECT url, shape, allows_private FROM webhooks WHERE name = 'moved'"), [
    'https://new.example/ slack 1',
  ]);
  assert.deepEqual(await read("SELECT value ->> 'admin' FROM settings WHERE key = 'second_factor'"), ['1']);
  assert.deepEqual(await read("SELECT is_active FROM users WHERE email = 'new@postroom.example'"), ['1']);
});

test('the page lists who was erased since, and the audit log says it once', async () => {
  await change("DELETE FROM settings WHERE key = 'second_factor'");
  const desk = await openTicketDesk({ address: 'second@postroom.example' }, {}, path);
  const admin = await desk.signIn('admin', 'zoe');
  await desk.door.as({ kind: 'desk', duty: 'tell' }).call(tellRestore, {});
  await desk.door.as({ kind: 'desk', duty: 'tell' }).call(tellRestore, {});
  const page = await (await admin.get('/settings/backups')).text();
  assert.match(page, /API tokens stayed as they were/);
  assert.match(page, /<a href="\/customers\/\d+">eve@customer\.example<\/a>/);
  const log = await (await admin.get('/settings/audit')).text();
  assert.equal(log.split('a backup was put in the place of the data file').length, 2);
  await desk.close();
});

test('where the file that is replaced is gone, or nobody could come in, it is as in the backup', async () => {
  for (const spoil of [
    async () => rmSync(path),
    () => change("UPDATE users SET is_active = 0 WHERE role = 'admin'"),
    () => change(`UPDATE settings SET value = '"01"' WHERE key = 'message_id_secret'`),
  ]) {
    await spoil();
    const done = await restoreBackup({ path }, backup, new Date());
    assert.equal(done.isAccessKept, false);
    assert.deepEqual(await read('SELECT token_hash FROM sessions'), []);
    assert.deepEqual(await read('SELECT name FROM users WHERE is_active = 0'), []);
  }
  const desk = await openTicketDesk({ address: 'third@postroom.example' }, {}, path);
  const page = await (await (await desk.signIn('admin', 'yan')).get('/settings/backups')).text();
  assert.match(page, /What was revoked or changed since the backup is not known/);
  await desk.close();
});

test('who was erased is still known after a second restore, with those who had been merged into him', async () => {
  await change(
    "INSERT INTO customers (email, name, created_at) VALUES ('merged@customer.example', '', 1)",
    "INSERT INTO customers (email, name, created_at) VALUES ('other@customer.example', '', 1)",
  );
  copyFileSync(path, backup);
  await change(
    `INSERT INTO facts (at, kind, actor_kind, via, customer_id, data)
      SELECT 9, 'customer.erased', 'user', 'session', eve.id, json_object('tickets', 1, 'articles', 1, 'merged', json_array(merged.id))
      FROM customers AS eve, customers AS merged WHERE eve.email LIKE 'eve@%' AND merged.email LIKE 'merged@%'`,
  );
  for (const _ of ['first', 'second']) {
    const done = await restoreBackup({ path }, backup, new Date());
    assert.deepEqual([done.isAccessKept, done.erased], [true, 2]);
  }
});

test('no group and no user gets a number that one had in a file that is gone', async () => {
  rmSync(path);
  await restoreBackup({ path }, backup, new Date());
  const given = `INSERT INTO groups (name, is_active) VALUES ('later', 1) RETURNING id`;
  await change(given);
  assert.deepEqual(await read("SELECT id > 1000 FROM groups WHERE name = 'later'"), ['1']);
  assert.deepEqual(await read("SELECT seq > 1000 FROM sqlite_sequence WHERE name = 'users'"), ['1']);
});
