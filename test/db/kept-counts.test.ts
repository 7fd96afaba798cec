import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkCounts } from '../../src/db/care/check-counts.ts';
import { type DataFile, openDataFile, type Tx } from '../../src/db/care/open.ts';
import { countReceipts, countTicketsByGroup, countTicketsByOwner } from '../../src/db/kept-counts.ts';
import { chooseSeed, createRandom } from '../support/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'postroom-counts-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const admin = { userId: 1, isAdmin: true };

test('whatever is added, changed and removed, the counts are those that counting gives', async (t) => {
  const seed = chooseSeed();
  t.diagnostic(`POSTROOM_TEST_SEED=${seed}`);
  const file = await openDataFile({ path: join(folder, 'random.db') });
  const random = createRandom(seed);
  const pick = (most: number) => Math.floor(random() * most) + 1;
  await file.write(addPlaces);
  for (let round = 0; round < 30; round++) {
    await file.write(async (tx) => {
      for (let step = 0; step < 20; step++) await tx.run(changeSomething(pick));
    });
    assert.deepEqual(await listFindings(file), [], `round ${round}`);
  }
  const [row] = await file.read.all<{ n: number }>(sql`SELECT count(*) AS n FROM tickets WHERE group_id = 2`);
  const ofGroup = (await countTicketsByGroup(file.read)).find(({ groupId }) => groupId === 2);
  assert.equal(ofGroup?.all ?? 0, row?.n);
  await file.close();
});

test('the check tells of a count that is wrong', async () => {
  const file = await openDataFile({ path: join(folder, 'wrong.db') });
  await file.write(async (tx) => {
    await addPlaces(tx);
    await tx.run(addTicket(1, 'open', null, 1));
    await tx.run(sql`UPDATE ticket_counts SET tickets = 7, waiting = 1`);
    await tx.run(sql`INSERT INTO receipt_counts VALUES (9, 'opened', 0, 1, 0)`);
  });
  assert.deepEqual(await listFindings(file), [
    { table: 'ticket_counts', row: null, problem: 'says 7 for 1/open/0, counted are 1' },
    { table: 'ticket_counts', row: null, problem: 'says 1 for 1/open/0/waiting, counted are 0' },
    { table: 'receipt_counts', row: null, problem: 'says 1 for 9/opened/articles, counted are 0' },
  ]);
  await file.close();
});

test('an agent’s counts are of his groups alone', async () => {
  const file = await openDataFile({ path: join(folder, 'agent.db') });
  await file.write(async (tx) => {
    await addPlaces(tx);
    await tx.run(sql`INSERT INTO group_access VALUES (2, 2, 'read')`);
    await tx.run(addTicket(1, 'open', null, 1));
    await tx.run(addTicket(2, 'open', null, 2));
    await tx.run(addTicket(2, 'closed', 1, 2));
  });
  const agent = { userId: 2, isAdmin: false };
  assert.deepEqual(await countTicketsByOwner(file.read, agent), [
    { state: 'closed', ownerId: 1, count: 1 },
    { state: 'open', ownerId: null, count: 1 },
  ]);
  assert.equal((await countTicketsByOwner(file.read, admin, 1))[0]?.count, 1);
  assert.deepEqual(await countReceipts(file.read, 1), {
    imported: 0,
    articles: 0,
    unsettled: 0,
    quarantined: 0,
  });
  await file.close();
});

async function listFindings(file: DataFile) {
  const findings = [];
  for await (const finding of checkCounts(file.read)) findings.push(finding);
  return findings;
}

async function addPlaces(tx: Tx): Promise<void> {
  for (const id of [1, 2]) {
    await tx.run(sql`INSERT INTO users (id, email, name, role, password_hash, is_active, created_at)
      VALUES (${id}, ${`user${id}@postroom.example`}, 'User', 'agent', '', 1, 0)`);
    await tx.run(sql`INSERT OR IGNORE INTO groups (id, name, is_active) VALUES (${id}, ${`Group ${id}`}, 1)`);
    await tx.run(sql`INSERT INTO channels (id, kind, name, address, user_name, group_id, folder, after_import, move_to,
      only_unread, archive_state, state, failure_count, created_at)
      VALUES (${id}, 'email', 'c', ${`c${id}@test`}, 'c', 1, '', 'delete', '', 0, 'closed', 'watching', 0, 0)`);
  }
  await tx.run(
    sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, '', 'ada@customer.example', 0)`,
  );
}

function addTicket(group: number, state: string, owner: number | null, channel: number | null) {
  return sql`INSERT INTO tickets (number, subject, group_id, customer_id, owner_id, state, channel_id, created_at,
      updated_at, last_article_at)
    SELECT coalesce(max(number), 0) + 1, '', ${group}, 1, ${owner}, ${state}, ${channel}, 0, 0, 0 FROM tickets`;
}

/** @param pick from 1 to the number */
function changeSomething(pick: (most: number) => number) {
  const state = ['new', 'open', 'waiting', 'closed'][pick(4) - 1] ?? '';
  const outcome = ['opened', 'quarantined', 'duplicate'][pick(3) - 1] ?? '';
  const sent = ['queued', 'sent', 'failed'][pick(3) - 1] ?? '';
  const maybe = (most: number) =>
    [null, ...Array.from({ length: most }, (_, n) => n + 1)][pick(most + 1) - 1] ?? null;
  const some = (table: string) =>
    sql.raw(`(SELECT id FROM ${table} ORDER BY (id * 7919) % ${pick(97)} LIMIT 1)`);
  const article = sql.raw('(SELECT max(id) FROM articles)');
  const changes = [
    () => addTicket(pick(2), state, maybe(2), maybe(2)),
    () => addTicket(pick(2), state, maybe(2), maybe(2)),
    () => sql`UPDATE tickets SET state = ${state}, owner_id = ${maybe(2)} WHERE id = ${some('tickets')}`,
    () =>
      sql`UPDATE tickets SET group_id = ${pick(2)}, channel_id = ${maybe(2)} WHERE id = ${some('tickets')}`,
    () => sql`UPDATE tickets SET waiting_since = ${maybe(1)} WHERE id = ${some('tickets')}`,
    () => sql`UPDATE tickets SET waiting_since = ${maybe(1)}, state = ${state} WHERE id = ${some('tickets')}`,
    () => sql`DELETE FROM tickets WHERE id = ${some('tickets')}`,
    () => sql`INSERT INTO articles (ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject,
        in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
      SELECT id, 'email', 'out', '', '', '[]', '[]', '[]', '', '[]', '[]', '', 'no', '', 0, 0, 0 FROM tickets LIMIT 1`,
    () => sql`INSERT INTO receipts (channel_id, import_group_id, folder, uid_validity, uid, sha256, size, outcome,
        article_id, stored_at, settled_at)
      SELECT c, CASE WHEN c IS NULL THEN 1 END, '', '', coalesce((SELECT max(uid) FROM receipts), 0) + 1, hex(randomblob(8)), 1,
        ${outcome}, ${article}, 0, ${maybe(1)} FROM (SELECT ${maybe(2)} AS c)`,
    () => sql`UPDATE receipts SET settled_at = 5, outcome = ${outcome} WHERE id = ${some('receipts')}`,
    () =>
      sql`UPDATE receipts SET channel_id = ${pick(2)} WHERE channel_id IS NOT NULL AND id = ${some('receipts')}`,
    () => sql`DELETE FROM articles WHERE id = ${some('articles')}`,
    () => sql`DELETE FROM receipts WHERE id = ${some('receipts')}`,
    () => sql`INSERT OR IGNORE INTO blobs (id, sha256, size) VALUES (1, '', 0)`,
    () => sql`INSERT INTO outbox (channel_id, article_id, state, envelope_from, envelope_to, blob_id, attempts, created_at)
      SELECT 1, id, ${sent}, '', '[]', (SELECT id FROM blobs), 0, 0 FROM articles WHERE EXISTS (SELECT 1 FROM blobs) LIMIT 1`,
    () => sql`UPDATE outbox SET state = ${sent} WHERE id = ${some('outbox')}`,
  ];
  return changes[pick(changes.length) - 1]?.() ?? sql`SELECT 1`;
}
