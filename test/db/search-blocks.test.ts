import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkArticleBlocks } from '../../src/db/care/check-search.ts';
import { type DateRange, findStretch } from '../../src/db/search-blocks.ts';
import { addChannel, openImportDesk } from '../support/import-desk.ts';
import { storeMails } from '../support/store-mails.ts';

test('a walk for some dates leaves out the stretches that hold none of them', async () => {
  const { desk, close } = await openImportDesk();
  const add = (id: number, sentAt: number) =>
    desk.write((tx) =>
      tx.run(sql`INSERT INTO articles (id, ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject,
          in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
        VALUES (${id}, 1, 'note', 'in', '', '', '[]', '[]', '[]', '', '[]', '[]', '', 'no', '', 0, ${sentAt}, 0)`),
    );
  await desk.write(async (tx) => {
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, '', 'ada@customer.example', 0)`,
    );
    await tx.run(sql`INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
      VALUES (1, 10001, '', 1, 1, 'open', 0, 0, 0)`);
  });
  await add(1, 100);
  await add(25_000, 200);
  await add(35_000, 300);
  const find: (below: number, dates: DateRange) => ReturnType<typeof findStretch> = (below, dates) =>
    findStretch(desk.read, below, dates);
  const all = Number.MAX_SAFE_INTEGER;
  assert.deepEqual(await find(all, {}), { top: 39_999, bottom: 19_999 });
  assert.deepEqual(await find(20_000, {}), { top: 9999, bottom: -1 });
  assert.deepEqual(await find(all, { before: 200 }), { top: 9999, bottom: -1 });
  assert.deepEqual(await find(all, { after: 200, before: 300 }), { top: 29_999, bottom: 19_999 });
  assert.deepEqual(await find(25_001, { after: 200 }), { top: 25_000, bottom: 19_999 });
  assert.equal(await find(all, { after: 301 }), undefined);
  assert.equal(await find(1, {}), undefined);
  // What comes later, with an old date, is taken in.
  await add(45_000, 50);
  assert.deepEqual(await find(all, { before: 100 }), { top: 49_999, bottom: 39_999 });
  // So is a date that is changed.
  await desk.write((tx) => tx.run(sql`UPDATE articles SET sent_at = 900 WHERE id = 1`));
  assert.deepEqual(await find(all, { after: 900 }), { top: 9999, bottom: -1 });
  await close();
});

test('the check names a message that a search for dates would leave out', async () => {
  const { desk, close } = await openImportDesk();
  await storeMails(desk, await addChannel(desk), 2);
  const check = async () => {
    const rows: unknown[] = [];
    for await (const { row } of checkArticleBlocks(desk.read)) rows.push(row);
    return rows;
  };
  assert.deepEqual(await check(), []);
  await desk.write((tx) => tx.run(sql`UPDATE article_blocks SET latest = latest - 1`));
  assert.ok((await check()).length > 0);
  await desk.write((tx) => tx.run(sql`DELETE FROM article_blocks`));
  assert.deepEqual(await check(), [1, 2]);
  await close();
});
