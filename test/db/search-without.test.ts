import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { indexArticles } from '../../src/db/search-index.ts';
import { listTicketsWith } from '../../src/db/search-without.ts';
import { openImportDesk } from '../support/import-desk.ts';

/** Numbers of articles by ticket; those that are even say "kernel". */
const close = Array.from({ length: 40 }, (_, at) => 20_001 + 2 * at);
const tickets = {
  1: [1, 3],
  2: [5, 6],
  3: [7, 700_001],
  4: [9, 900_000],
  5: [],
  6: close,
  7: [...close.map((id) => id + 100), 20_500],
};

test('tickets that have a word are known by any of their messages, close together or far apart', async () => {
  const { desk, ...house } = await openImportDesk();
  await desk.write(async (tx) => {
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, '', 'ada@customer.example', 0)`,
    );
    for (const [ticket, ids] of Object.entries(tickets)) {
      await tx.run(sql`INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
        VALUES (${ticket}, ${10_000 + Number(ticket)}, '', 1, 1, 'open', 0, 0, 0)`);
      for (const id of ids)
        await tx.run(sql`INSERT INTO articles (id, ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject,
            in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
          VALUES (${id}, ${ticket}, 'email', 'in', '', '', '[]', '[]', '[]', '', '[]', '[]',
            ${id % 2 === 0 ? 'the kernel' : 'the shell'}, 'no', '', 0, 0, 0)`);
    }
    await indexArticles(tx, 100);
  });
  const find = async (ids: number[], tail: number[] = []) =>
    [...(await listTicketsWith(desk.read, { match: '"kernel"', tail }, ids))].sort();
  assert.deepEqual(await find([1, 2, 5]), [2]);
  assert.deepEqual(await find([1, 2, 3, 4, 5]), [2, 4]);
  assert.deepEqual(await find([4]), [4]);
  assert.deepEqual(await find([6]), []);
  assert.deepEqual(await find([6, 7, 4, 1]), [4, 7]);
  assert.deepEqual(await find([1, 3, 5]), []);
  assert.deepEqual(await find([5]), []);
  // What waits for the index is told apart from it.
  assert.deepEqual(await find([1, 3], [3]), [1]);
  await house.close();
});
