import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import { sql } from 'drizzle-orm';
import { migrate } from '../../src/db/care/migrate.ts';
import { saveCannedAnswer } from '../../src/desk/composing/save-canned-answer.ts';
import { sortKeyOf } from '../../src/domain/name-order.ts';
import { createWorkplace } from '../support/command.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

let desk: TicketDesk;
before(async () => {
  desk = await openTicketDesk();
});
after(() => desk.close());

const sorted = async () =>
  (
    await desk.desk.read.all<{ name: string }>(
      sql`SELECT name FROM tickets JOIN customers ON customers.id = customer_id ORDER BY customer_key`,
    )
  ).map(({ name }) => name);

test('names are sorted where people look for them, whatever their letters', async () => {
  const names = ['Zoe', 'Özil', 'Peter', 'Øre', 'Éva', 'eve', 'Жанна', 'анна'];
  await desk.deliver(
    ...names.map((name, at) => `From: ${name} <p${at}@x.example>\r\nSubject: Hello ${at}\r\n\r\nHello\r\n`),
  );
  assert.deepEqual(await sorted(), ['Éva', 'eve', 'Øre', 'Özil', 'Peter', 'Zoe', 'анна', 'Жанна']);
  const admin = await desk.signIn('admin');
  const [{ id } = { id: 0 }] = await desk.desk.read.all<{ id: number }>(
    sql`SELECT id FROM customers WHERE name = 'Peter'`,
  );
  await admin.post(`/customers/${id}`, { name: 'Äpfel', note: '' });
  assert.equal((await sorted())[0], 'Äpfel');
  await admin.post(`/customers/${id}`, { name: 'zzz', note: '' });
  assert.equal((await sorted())[5], 'zzz');
});

test('a key is made only where lower case does not do', () => {
  assert.equal(sortKeyOf('Zoe O’Neil'), 'zoe o’neil');
  assert.equal(sortKeyOf('Zoe Smith <x>'), null);
  assert.equal(sortKeyOf('ÆRØ Straße'), 'aero strasse');
});

test('an older file gets them', async () => {
  const client = createClient({ url: `file:${join(createWorkplace(), 'old.db')}`, concurrency: 1 });
  await migrate(client, 73);
  await client.executeMultiple(`INSERT INTO customers (id, name, email, created_at) VALUES (1, 'Özil', 'o@x.example', 0), (2, 'Paul', 'p@x.example', 0);
    INSERT INTO tickets (number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
      VALUES (1, 's', 1, 1, 'open', 0, 0, 0), (2, 's', 1, 2, 'open', 0, 0, 0)`);
  await migrate(client);
  const { rows } = await client.execute('SELECT customer_key FROM tickets ORDER BY number');
  assert.deepEqual(
    rows.map((row) => row[0]),
    ['ozil', 'paul'],
  );
  client.close();
});

test('a canned answer is refused whose name is another’s in capitals', async () => {
  const { id: userId } = await desk.signIn('admin', 'Ada Admin');
  const door = desk.door.as({ kind: 'user', userId });
  const { id } = await door.call(saveCannedAnswer, { name: 'Öffnung', text: 'x', groupIds: [] });
  await assert.rejects(door.call(saveCannedAnswer, { name: 'öffnung', text: 'y', groupIds: [] }), {
    code: 'invalid',
  });
  await door.call(saveCannedAnswer, { id, name: 'öffnung', text: 'y', groupIds: [] });
});
