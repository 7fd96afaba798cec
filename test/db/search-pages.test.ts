import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { type SearchPlace, searchTickets } from '../../src/db/search.ts';
import { indexArticles } from '../../src/db/search-index.ts';
import { type ImportDesk, openImportDesk } from '../support/import-desk.ts';
import { chooseSeed, createRandom } from '../support/random.ts';

// Whatever is asked and however the pages are cut, the hits are those that looking at each message gives, each ticket once.

const admin = { userId: 1, isAdmin: true };
const words = ['anchor', 'anchorage', 'boat', 'boats', 'compass', 'deck', 'engine'];
const seed = chooseSeed();
const random = createRandom(seed);
const pick = (most: number) => Math.floor(random() * most);
let house: ImportDesk;

interface Message {
  readonly id: number;
  readonly ticket: number;
  readonly words: readonly string[];
  readonly sentAt: number;
  readonly hasFile: boolean;
}
const messages: Message[] = [];
const states = ['new', 'open', 'waiting', 'closed'] as const;

before(async () => {
  house = await openImportDesk();
  await house.desk.write(async (tx) => {
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, '', 'ada@customer.example', 0)`,
    );
    await tx.run(sql`INSERT INTO blobs (id, sha256, size) VALUES (1, '', 0)`);
    for (let id = 1; id <= 120; id++) {
      await tx.run(sql`INSERT INTO tickets (id, number, subject, group_id, customer_id, state, created_at, updated_at, last_article_at)
        VALUES (${id}, ${10_000 + id}, '', 1, 1, ${states[id % 4]}, 0, 0, ${pick(1000)})`);
      if (id % 10 === 0) await tx.run(sql`INSERT INTO ticket_tags (ticket_id, tag) VALUES (${id}, 'sea')`);
    }
    for (let id = 1; id <= 900; id++) {
      const message = {
        id,
        ticket: pick(120) + 1,
        words: words.filter(() => random() < 0.2),
        sentAt: Date.UTC(2026, pick(12), 1 + pick(28)),
        hasFile: random() < 0.1,
      };
      messages.push(message);
      await tx.run(sql`INSERT INTO articles (id, ticket_id, kind, direction, from_name, from_address, reply_to, "to", cc, subject,
          in_reply_to, "references", text, automatic, because, shows_images, sent_at, created_at)
        VALUES (${id}, ${message.ticket}, 'email', 'in', '', '', '[]', '[]', '[]', '', '[]', '[]', ${message.words.join(' ')}, 'no', '', 0, ${message.sentAt}, 0)`);
      if (message.hasFile)
        await tx.run(
          sql`INSERT INTO attachments (article_id, name, type, is_inline, size, blob_id) VALUES (${id}, 'f', 't', 0, 0, 1)`,
        );
    }
  });
  // The last ones stay outside the index.
  for (let step = 0; step < 8; step++) await house.desk.write((tx) => indexArticles(tx, 100));
});
after(() => house.close());

const july = Date.UTC(2026, 6, 1);
const has = (word: string) => (message: Message) => message.words.includes(word);
const begins = (word: string) => (message: Message) => message.words.some((each) => each.startsWith(word));
const ticketHas = (word: string) => (ticket: number) =>
  messages.some((each) => each.ticket === ticket && begins(word)(each));
const searches: readonly {
  readonly input: string;
  readonly message: (message: Message) => boolean;
  readonly ticket?: (ticket: number) => boolean;
}[] = [
  { input: 'compass', message: has('compass') },
  { input: 'boat*', message: begins('boat') },
  {
    input: 'compass deck engine anchor',
    message: (each) =>
      ['compass', 'deck', 'engine'].every((word) => has(word)(each)) && begins('anchor')(each),
  },
  { input: 'compass -engine', message: has('compass'), ticket: (ticket) => !ticketHas('engine')(ticket) },
  { input: 'deck has:attachment', message: (each) => has('deck')(each) && each.hasFile },
  { input: 'has:attachment', message: (each) => each.hasFile },
  { input: 'deck after:2026-07', message: (each) => has('deck')(each) && each.sentAt >= july },
  { input: 'before:2026-07', message: (each) => each.sentAt < july },
  { input: 'after:2026-07 has:attachment', message: (each) => each.sentAt >= july && each.hasFile },
  { input: 'deck state:open', message: has('deck'), ticket: (ticket) => ticket % 4 === 1 },
  { input: 'deck -state:open', message: has('deck'), ticket: (ticket) => ticket % 4 !== 1 },
  { input: 'deck tag:sea', message: has('deck'), ticket: (ticket) => ticket % 10 === 0 },
  { input: 'tag:sea', message: () => true, ticket: (ticket) => ticket % 10 === 0 },
  {
    input: 'tag:sea after:2026-07',
    message: (each) => each.sentAt >= july,
    ticket: (ticket) => ticket % 10 === 0,
  },
  {
    input: 'state:closed state:new',
    message: () => true,
    ticket: (ticket) => ticket % 4 === 3 || ticket % 4 === 0,
  },
];

for (const { input, message, ticket = () => true } of searches) {
  test(`${input} (seed ${seed})`, async () => {
    const expected = [...new Set(messages.filter(message).map((each) => each.ticket))].filter(ticket);
    const byTicketAlone = message.toString() === '() => true';
    const wanted = byTicketAlone ? Array.from({ length: 120 }, (_, n) => n + 1).filter(ticket) : expected;
    for (const limit of [200, 7]) {
      const found = await collect(input, limit);
      assert.deepEqual(
        found.toSorted((a, b) => a - b),
        wanted.toSorted((a, b) => a - b),
        `pages of ${limit}`,
      );
    }
  });
}

test(`hits stand by their newest message that fits (seed ${seed})`, async () => {
  const newest = messages.filter(has('compass')).toReversed();
  assert.deepEqual(await collect('compass', 200), [...new Set(newest.map(({ ticket }) => ticket))]);
});

test(`longer words count where whole ones do not fill a page (seed ${seed})`, async () => {
  const ticketsOf = (fits: (message: Message) => boolean) =>
    [...new Set(messages.filter(fits).map(({ ticket }) => ticket))].toSorted((a, b) => a - b);
  assert.deepEqual(
    (await collect('boat', 200)).toSorted((a, b) => a - b),
    ticketsOf(begins('boat')),
  );
  assert.deepEqual(
    (await collect('boat', 7)).toSorted((a, b) => a - b),
    ticketsOf(has('boat')),
  );
});

/** @returns ids of tickets over all pages. */
async function collect(input: string, limit: number): Promise<number[]> {
  const found: number[] = [];
  let place: SearchPlace | undefined;
  do {
    const page = await searchTickets(house.desk.read, admin, { input, limit, after: place });
    assert.ok(page.kind === 'found');
    found.push(...page.hits.map(({ id }) => id));
    place = page.next;
  } while (place !== undefined);
  return found;
}
