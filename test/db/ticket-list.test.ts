import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openDataFile } from '../../src/db/care/open.ts';
import { listTickets, type TicketCursor } from '../../src/db/ticket-list.ts';
import { ticketViews } from '../../src/domain/ticket-view.ts';
import { createWorkplace } from '../support/command.ts';
import { recordStatements } from '../support/recorded-statements.ts';

const folder = createWorkplace();
const viewer = { userId: 1, isAdmin: true };
const limit = 50;

test('the pages of a list of several states hold each ticket once, in order, each read by one statement', async () => {
  const file = await openDataFile({ path: join(folder, 'lists.db') });
  await file.write(async (tx) => {
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, 'Ada', 'ada@x.example', 0)`,
    );
    await tx.run(sql`INSERT OR IGNORE INTO groups (id, name, is_active) VALUES (1, 'Support', 1)`);
    // Of the same moment three each, of all states.
    await tx.run(sql`WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 400)
      INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
      SELECT n, 10000 + n, '', 1, 1, CASE n * 7919 % 5 WHEN 0 THEN 'new' WHEN 1 THEN 'open' WHEN 2 THEN 'waiting' ELSE 'closed' END,
        0, 0, (n * 104729 % 400) / 3 FROM numbers`);
  });
  for (const view of ticketViews.filter(({ name }) => name !== 'mine')) {
    const wanted = await file.read.all<{ id: number }>(sql`SELECT id FROM tickets
      WHERE state IN ${view.states} ORDER BY last_article_at DESC, id DESC`);
    const listed: number[] = [];
    const recording = await recordStatements();
    for (
      let after: TicketCursor | undefined, isFirst = true;
      isFirst || after !== undefined;
      isFirst = false
    ) {
      const page = await listTickets(file.read, viewer, { view, after, limit });
      listed.push(...page.rows.map(({ id }) => id));
      after = page.next;
    }
    recording.stop();
    assert.deepEqual(
      listed,
      wanted.map(({ id }) => id),
      view.name,
    );
    assert.equal(recording.runs(), Math.ceil(wanted.length / limit), view.name);
  }
  await file.close();
});
