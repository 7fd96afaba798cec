import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { checkCustomerIndex } from '../../src/db/care/check-search.ts';
import type { Finding } from '../../src/db/care/finding.ts';
import type { Reader } from '../../src/db/care/open.ts';
import { hasUnindexedCustomers, indexCustomers } from '../../src/db/customer-index.ts';
import { listCustomers } from '../../src/db/customer-list.ts';
import { openImportDesk } from '../support/import-desk.ts';
import { createRandom } from '../support/random.ts';

const admin = { userId: 1, isAdmin: true };
const [names, shops] = [
  ['Ada Lovelace', 'Ångström', 'JÖRG Müller', 'zoë', 'Ng', 'Ann "Ace" O’Hara', '100%_sure', ''],
  ['shop.example', 'müller.example', 'xn--mller-kva.example'],
];
const asked = [
  'ada',
  'ADA love',
  'ngs',
  'müll',
  'jörg',
  'ng',
  'o’h',
  '"ace"',
  '%_s',
  'shop',
  'p.e',
  'ada shop',
];
asked.push(
  '\ud800shop',
  'NEAR(',
  '"shop',
  '😀😀😀',
  String.fromCodePoint(...Array.from({ length: 900 }, (_, at) => 0x4e00 + at)),
);
asked.push('', 'zz', 'qqq', 'number1', 'number12 shop', 'sho ll', 'further', 'AND', 'a*', 'mül ler', 'nga');
asked.push(
  'a',
  'Ng',
  'Ö',
  'ö',
  'ÖR',
  'ü',
  '%',
  '_s',
  'er 1',
  'e',
  'oë',
  'Å',
  '’',
  '😀',
  'ad a',
  '9',
  'zz shop',
  'le ö',
  'MÜLL',
  'ÅNGst',
  'ZOË',
  'ë[*',
);

test('customers are found by letters of their words, whatever of them is indexed, page by page', async () => {
  const { desk, close } = await openImportDesk();
  const random = createRandom(5);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  for (let round = 0; round < 8; round++) {
    await desk.write(async (tx) => {
      for (let step = 0; step < 25; step++) {
        const id = Math.floor(random() * 60) + 1;
        const email = `number${id}@${pick(shops)}`;
        const at = 1_700_000_000_000;
        const address = sql`SELECT ${`further${id}-${step}-${round}@old.example`}, id, ${at} FROM customers WHERE id = ${id}`;
        const doings = [
          sql`INSERT INTO customers (id, name, email, created_at) VALUES (${id}, ${pick(names)}, ${email}, ${at}) ON CONFLICT DO NOTHING`,
          sql`UPDATE customers SET name = ${pick(names)} WHERE id = ${id}`,
          sql`INSERT INTO customer_addresses (address, customer_id, created_at) ${address}`,
          sql`DELETE FROM customer_addresses WHERE customer_id = ${id}`,
          sql`UPDATE customer_addresses SET customer_id = (SELECT max(id) FROM customers) WHERE customer_id = ${id}`,
          sql`DELETE FROM customers WHERE id = ${id} AND id % 3 = 0`,
        ];
        await tx.run(random() < 0.5 ? (doings[0] ?? pick(doings)) : pick(doings));
      }
      await indexCustomers(tx, Math.floor(random() * 40));
    });
    for (const words of asked)
      assert.deepEqual(await listAll(desk.read, words), await look(desk.read, words), words);
    assert.deepEqual(await listFindings(desk.read), []);
  }
  while ((await desk.write((tx) => indexCustomers(tx, 7))) > 0);
  assert.equal(await hasUnindexedCustomers(desk.read), false);
  await desk.write((tx) =>
    tx.run(sql`INSERT INTO customer_index (customer_index, rank) VALUES ('integrity-check', 1)`),
  );
  for (const words of asked)
    assert.deepEqual(await listAll(desk.read, words), await look(desk.read, words), words);
  assert.deepEqual(await listAll(desk.read, 'shop\0ada'), await listAll(desk.read, 'shop ada'));
  await close();
});

test('the check names customers whom the index knows otherwise, and rows of nobody', async () => {
  const { desk, close } = await openImportDesk();
  await desk.write(async (tx) => {
    for (const id of [1, 2, 3])
      await tx.run(
        sql`INSERT INTO customers (id, name, email, created_at) VALUES (${id}, 'Ada', ${`${id}@x.example`}, 0)`,
      );
    await indexCustomers(tx, 10);
    await tx.run(sql`UPDATE customer_index SET words = 'Eve' WHERE rowid = 2`);
    await tx.run(sql`INSERT INTO customer_index (rowid, words) VALUES (9, 'Eve')`);
  });
  const found = await listFindings(desk.read);
  assert.deepEqual(
    found.map(({ table, row }) => [table, row]),
    [
      ['customers', 2],
      ['customer_index', 9],
    ],
  );
  await close();
});

test('whoever may read few tickets finds their customers, as whoever reads many', async () => {
  const { desk, close } = await openImportDesk();
  await desk.write(async (tx) => {
    await tx.run(sql`INSERT INTO groups (id, name, is_active) VALUES (8, 'Eight', 1), (9, 'Nine', 1)`);
    await tx.run(sql`INSERT INTO users (id, email, name, role, password_hash, is_active, created_at)
      VALUES (8, 'eve@x.example', 'Eve', 'agent', '', 1, 0)`);
    await tx.run(sql`INSERT INTO group_access VALUES (8, 9, 'read')`);
    for (const [id, group] of [8, 9, 9, 8, 9].entries()) {
      await tx.run(
        sql`INSERT INTO customers (id, name, email, created_at) VALUES (${id + 1}, 'Ada', ${`${id}@x.example`}, 0)`,
      );
      await tx.run(sql`INSERT INTO tickets (number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
        VALUES (${id + 1}, '', ${group}, ${id + 1}, 'open', 0, 0, 0)`);
    }
    await indexCustomers(tx, 3);
  });
  const agent = { userId: 8, isAdmin: false };
  for (const lookedUp of [0, 100])
    for (const words of ['', 'a', 'ada', 'zz']) {
      const asked = [agent, { ...admin, groupIds: [9] }].map((viewer) =>
        listCustomers(
          desk.read,
          viewer,
          { words, beforeId: 5, limit: 3 },
          { near: 2, lookedUp, unindexed: 10 },
        ),
      );
      const found = (await Promise.all(asked)).map(({ rows }) => rows.map(({ id }) => id));
      const expected = words === 'zz' ? [] : [3, 2];
      assert.deepEqual(found, [expected, expected], `${words} ${lookedUp}`);
    }
  await close();
});

async function listFindings(db: Reader): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of checkCustomerIndex(db)) findings.push(finding);
  return findings;
}

/** Over all pages of three. */
async function listAll(db: Reader, words: string): Promise<number[]> {
  const ids: number[] = [];
  for (let beforeId: number | undefined, more = true; more; ) {
    // Short words are looked for in the five newest, then by the index.
    const page = await listCustomers(
      db,
      admin,
      { words, beforeId, limit: 3 },
      { near: 5, lookedUp: 0, unindexed: 60 },
    );
    ids.push(...page.rows.map(({ id }) => id));
    beforeId = page.next;
    more = beforeId !== undefined;
  }
  return ids;
}

/** What looking at each of them finds. */
async function look(db: Reader, words: string): Promise<number[]> {
  const rows = await db.all<{ id: number; name: string; email: string; further: string }>(
    sql`SELECT id, name, email, (SELECT coalesce(group_concat(address, ' '), '') FROM customer_addresses WHERE customer_id = customers.id) AS further FROM customers`,
  );
  return rows
    .filter(({ name, email, further }) =>
      words
        .split(/\s+/)
        .filter(Boolean)
        .every((word) =>
          [name, email, further].some((text) => text.toLowerCase().includes(word.toLowerCase())),
        ),
    )
    .map(({ id }) => id)
    .sort((left, right) => right - left);
}

test('while the index is far behind, words find the newest of the others, and the page says that', async () => {
  const { desk, close } = await openImportDesk();
  await desk.write(async (tx) => {
    for (let id = 1; id <= 8; id++)
      await tx.run(
        sql`INSERT INTO customers (id, name, email, created_at) VALUES (${id}, 'Ada', ${`${id}@x.example`}, 0)`,
      );
    await indexCustomers(tx, 2);
  });
  const find = async (words: string, unindexed: number, beforeId?: number) => {
    const bounds = { near: 0, lookedUp: 0, unindexed };
    const { rows, isBehind } = await listCustomers(desk.read, admin, { words, beforeId, limit: 9 }, bounds);
    return [...rows.map(({ id }) => id), isBehind];
  };
  assert.deepEqual(await find('ada', 3), [8, 7, 6, 2, 1, true]);
  assert.deepEqual(await find('ada', 3, 7), [6, 2, 1, true]);
  assert.deepEqual(await find('ada', 6), [8, 7, 6, 5, 4, 3, 2, 1, false]);
  assert.deepEqual(await find('ada', 5), [8, 7, 6, 5, 4, 2, 1, true]);
  // Nor is it where few tickets come into question.
  const few = { near: 0, lookedUp: 1, unindexed: 3 };
  const ofOne = await listCustomers(desk.read, { ...admin, groupIds: [1] }, { words: 'ada', limit: 9 }, few);
  assert.equal(ofOne.isBehind, false);
  // Nor where the newest of all fill the page, whatever of them is in the index.
  const near = { near: 9, lookedUp: 0, unindexed: 3 };
  const short = await listCustomers(desk.read, admin, { words: 'a', limit: 2 }, near);
  assert.deepEqual([short.rows.map(({ id }) => id), short.isBehind], [[8, 7], false]);
  // Without words no index is asked.
  assert.deepEqual(await find('', 3), [8, 7, 6, 5, 4, 3, 2, 1, false]);
  await desk.write((tx) => indexCustomers(tx, 10));
  assert.deepEqual(await find('ada', 3), [8, 7, 6, 5, 4, 3, 2, 1, false]);
  await close();
});
