import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { searchTickets } from '../../src/db/search.ts';
import { spellOutBeginnings } from '../../src/db/search-beginnings.ts';
import { indexArticles } from '../../src/db/search-index.ts';
import { type ImportDesk, openImportDesk } from '../support/import-desk.ts';

// Letters of Latin-1 and Latin Extended-A, each at the end of a word of its own.
const letters = Array.from({ length: 0x17f - 0xc0 + 1 }, (_, at) => String.fromCodePoint(0xc0 + at)).filter(
  (letter) => /\p{L}/u.test(letter),
);
const numbered = (begin: string, count: number) =>
  Array.from({ length: count }, (_, at) => begin + at).join(' ');
const texts = [
  letters.map((letter, at) => `z${at}q${letter}`).join(' '),
  `order ordered Örder-number 77 re-order number-77 ${numbered('many', 65)} ${numbered('few', 64)}`,
  Array.from({ length: 20 }, (_, at) => numbered(`w${String.fromCharCode(97 + at)}w`, 15)).join(' '),
];
let house: ImportDesk;

before(async () => {
  house = await openImportDesk();
  await house.desk.write(async (tx) => {
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, '', 'ada@customer.example', 0)`,
    );
    for (const [at, text] of texts.entries()) await add(tx, at + 1, text);
    await addFleet(tx);
    await indexArticles(tx, 1000);
    await add(tx, 4, 'orderly');
  });
});
after(() => house.close());

async function add(tx: Parameters<typeof indexArticles>[0], id: number, text: string): Promise<void> {
  await tx.run(sql`INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
    VALUES (${id}, ${10_000 + id}, '', 1, 1, 'open', 0, 0, 0)`);
  await tx.run(sql`INSERT INTO articles (id, ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject,
      in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
    VALUES (${id}, ${id}, 'email', 'in', '', '', '[]', '[]', '[]', '', '[]', '[]', ${text}, 'no', '', 0, 0, 0)`);
}

/** More tickets than are looked at one by one, and fewer than would not narrow a search: every second says "sail", the others "sails". */
async function addFleet(tx: Parameters<typeof indexArticles>[0]): Promise<void> {
  const numbers = sql`WITH RECURSIVE fleet (id) AS (SELECT 1001 UNION ALL SELECT id + 1 FROM fleet WHERE id < 1520)`;
  await tx.run(sql`${numbers} INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
    SELECT id, 10000 + id, '', 1, 1, 'waiting', 0, 0, 0 FROM fleet`);
  await tx.run(sql`${numbers} INSERT INTO ticket_tags (ticket_id, tag) SELECT id, 'fleet' FROM fleet`);
  await tx.run(sql`${numbers} INSERT INTO articles (id, ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject,
      in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
    SELECT 5000 + id, id, 'email', 'in', '', '', '[]', '[]', '[]', '', '[]', '[]', iif(id % 2, 'sail', 'sails'), 'no', '', 0, 0, 0 FROM fleet`);
}

const spellOut = async (...asked: string[]) => {
  const words = asked.map((text) => ({ field: 'any', text, isPhrase: false, isNegated: false }) as const);
  const { longer, areAssembled } = await spellOutBeginnings(house.desk.read, words, true);
  return { ...Object.fromEntries(longer), areAssembled };
};
const find = async (input: string) => {
  const found = await searchTickets(house.desk.read, { userId: 1, isAdmin: true }, { input, limit: 50 });
  return found.kind === 'found' ? found.hits.map(({ id }) => id).sort() : found.message;
};

test('a beginning stands for the words of the index, however it is written', async () => {
  const longer = ['order', 'ordered'];
  assert.deepEqual(await spellOut('order', 'ÖRDE', 'xyz'), {
    order: longer,
    ÖRDE: longer,
    xyz: [],
    areAssembled: false,
  });
  assert.deepEqual(await spellOut('re-ord'), { ord: longer, areAssembled: false });
});

test('what stands for too many words is left to the index', async () => {
  assert.deepEqual(await spellOut('many'), { areAssembled: true });
  const { areAssembled, ...longer } = await spellOut('few', 'many');
  assert.deepEqual([Object.values(longer).flat().length, areAssembled], [64, true]);
  // So is what FTS5 might fold in another way.
  assert.deepEqual(await spellOut('дом', 'o\u0301rde'), { areAssembled: true });
});

test('letters are folded as the index folds them', async () => {
  const lost: string[] = [];
  for (const [at, letter] of letters.entries()) {
    const { areAssembled, ...longer } = await spellOut(`z${at}q${letter}`);
    if (!areAssembled && Object.values(longer).flat().length !== 1) lost.push(letter);
  }
  assert.deepEqual(lost, []);
});

test('words are found among the tickets of a tag, or of a group in a state, the newest first', async () => {
  await house.desk.write((tx) => add(tx, 5, 'sail sails'));
  for (const input of ['sail tag:fleet', `sail group:support state:waiting`]) {
    const find = async (limit: number) => {
      const found = await searchTickets(house.desk.read, { userId: 1, isAdmin: true }, { input, limit });
      return found.kind === 'found' ? found.hits.map(({ id }) => id) : [found.message];
    };
    assert.deepEqual(await find(3), [1519, 1517, 1515], input);
    const all = Array.from({ length: 520 }, (_, at) => 1520 - at);
    assert.deepEqual(await find(600), all, input);
  }
});

const searches: readonly (readonly [input: string, tickets: readonly number[]])[] = [
  // The last one is not in the index yet, which does not know its word.
  ['orde', [2, 4]],
  ['orderl', [4]],
  ['örde*', [2, 4]],
  ['re-orde', [2]],
  ['number-77', [2]],
  ['order many1', [2]],
  ['many few', [2]],
  ['subject:orde', []],
  ['customer:ada orde', [2, 4]],
  ['customer:orde', []],
  ['orde -few1', [4]],
  ['"orde"', []],
  ['zzzy', []],
  // So many words, each for fifteen.
  [Array.from({ length: 20 }, (_, at) => `w${String.fromCharCode(97 + at)}w`).join(' '), [3]],
];
for (const [input, tickets] of searches) {
  test(`${input.slice(0, 20)} finds ${tickets.length}`, async () => {
    assert.deepEqual(await find(input), tickets);
  });
}
