import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { queryTickets, type TicketFilter, ticketOrders } from '../../src/db/ticket-query.ts';
import { type ImportDesk, openImportDesk } from '../support/import-desk.ts';
import { createRandom } from '../support/random.ts';

interface Row {
  readonly id: number;
  readonly group: number;
  readonly state: string;
  readonly owner: number | null;
  readonly customer: number;
  readonly at: number;
  readonly tags: readonly string[];
}

const admin = { userId: 1, isAdmin: true };
/** Sees group 1 alone. */
const agent = { userId: 2, isAdmin: false };
const filters: readonly Omit<TicketFilter, 'order' | 'limit'>[] = [
  {},
  { state: 'open' },
  { groupId: 2 },
  { groupId: 1, state: 'closed' },
  { ownerId: null },
  { ownerId: 2, state: 'open' },
  { ownerId: 2, groupId: 1 },
  { customerId: 1 },
  { customerId: 2, state: 'closed' },
  { tag: 'often' },
  { tag: 'once', state: 'closed' },
  { tag: 'never' },
  { tag: 'often', groupId: 1, ownerId: null },
];

let house: ImportDesk;
let rows: Row[];
before(async () => {
  house = await openImportDesk();
  const random = createRandom(11);
  const one = <Item>(...items: Item[]) => items[Math.floor(random() * items.length)] as Item;
  rows = Array.from({ length: 60 }, (_, at) => ({
    id: at + 1,
    group: one(1, 2),
    state: one('open', 'closed', 'closed'),
    owner: one(null, 2),
    customer: one(1, 2),
    // Some at the same moment.
    at: Math.floor(random() * 30) * 1000,
    tags: at === 7 ? ['often', 'once'] : at % 3 === 0 ? ['often'] : [],
  }));
  await house.desk.write(async (tx) => {
    await tx.run(
      sql`INSERT INTO users (id, email, name, role, password_hash, is_active, created_at)
      VALUES (1, 'a@x.example', 'A', 'admin', '', 1, 0), (2, 'b@x.example', 'B', 'agent', '', 1, 0)`,
    );
    await tx.run(sql`INSERT INTO groups (id, name, is_active) VALUES (2, 'Second', 1)`);
    await tx.run(sql`INSERT INTO group_access (user_id, group_id, level) VALUES (2, 1, 'read')`);
    await tx.run(
      sql`INSERT INTO customers (id, name, email, created_at) VALUES (1, '', 'c@x.example', 0), (2, '', 'd@x.example', 0)`,
    );
    for (const { id, group, state, owner, customer, at, tags } of rows) {
      await tx.run(sql`INSERT INTO tickets (id, number, subject, group_id, customer_id, owner_id, state, created_at, updated_at, last_article_at)
        VALUES (${id}, ${10_000 + id}, '', ${group}, ${customer}, ${owner}, ${state}, 0, 0, ${at})`);
      for (const tag of tags)
        await tx.run(sql`INSERT INTO ticket_tags (ticket_id, tag) VALUES (${id}, ${tag})`);
    }
  });
});
after(() => house.close());

test('a program gets the same tickets, page by page, whichever way they are looked up', async () => {
  await compareAll('few');
  // As if there were so many that they are walked past in their order.
  await house.desk.write((tx) => tx.run(sql`UPDATE ticket_counts SET tickets = tickets + 1000000`));
  await compareAll('very many');
});

async function compareAll(about: string): Promise<void> {
  for (const viewer of [admin, agent])
    for (const order of ticketOrders)
      for (const filter of filters) {
        const expected = expect(filter, order).filter(({ group }) => viewer.isAdmin || group === 1);
        const found = await listAll(viewer, { ...filter, order, limit: 7 });
        const what = `${about}, ${viewer.isAdmin ? 'admin' : 'agent'}, ${order}, ${JSON.stringify(filter)}`;
        assert.deepEqual(
          found,
          expected.map(({ id }) => id),
          what,
        );
      }
}

function expect(filter: Omit<TicketFilter, 'order' | 'limit'>, order: TicketFilter['order']): Row[] {
  const { groupId, state, ownerId, customerId, tag } = filter;
  const isAsked = <Value>(wanted: Value | undefined, value: Value) =>
    wanted === undefined || wanted === value;
  const sign = order === 'activity' || order === 'newest' ? -1 : 1;
  const byActivity = order === 'activity' || order === 'oldest_activity';
  return rows
    .filter((row) => isAsked(groupId, row.group) && isAsked<string>(state, row.state))
    .filter((row) => isAsked(ownerId, row.owner) && isAsked(customerId, row.customer))
    .filter((row) => tag === undefined || row.tags.includes(tag))
    .sort((left, right) => sign * ((byActivity ? left.at - right.at : 0) || left.id - right.id));
}

async function listAll(viewer: typeof admin, filter: TicketFilter): Promise<number[]> {
  const ids: number[] = [];
  for (let place: TicketFilter['after']; ; ) {
    const found = await queryTickets(house.desk.read, viewer, { ...filter, after: place });
    const page = found.slice(0, filter.limit);
    ids.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (found.length <= filter.limit || last === undefined) return ids;
    place = { at: last.lastArticleAt.getTime(), id: last.id };
  }
}
