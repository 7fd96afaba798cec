import { and, desc, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { matchCustomers, matchShortWords } from './customer-index.ts';
import { countVisibleTickets } from './kept-counts.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { rowBound } from './search-match.ts';
import { containsText } from './text-match.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

export interface CustomerSearch {
  /** Words of a name or address; '' lists all. */
  readonly words: string;
  /** The last customer of the page before. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

type CustomerRow = Awaited<ReturnType<typeof selectCustomers>>[number];

export interface CustomerPage {
  readonly rows: readonly CustomerRow[];
  /** Where the next page goes on. */
  readonly next: number | undefined;
  /** The index is so far behind that words find not all customers yet. */
  readonly isBehind: boolean;
}

const mostWords = 8;

/** @returns one page of the customers whose tickets the viewer may see, the newest customer first */
export async function listCustomers(
  db: Reader,
  viewer: Viewer,
  search: CustomerSearch,
  bounds = usualBounds,
): Promise<CustomerPage> {
  const { ids, isBehind } = await findCustomers(db, viewer, search, bounds);
  const rows = ids.length === 0 ? [] : await selectCustomers(db, viewer, ids.slice(0, search.limit));
  return { rows, next: ids.length > search.limit ? rows.at(-1)?.id : undefined, isBehind };
}

const ofAll = { from: sql`customers`, id: sql`customers.id` };
const ofIndexed = {
  from: sql`customer_index CROSS JOIN customers ON customers.id = customer_index.rowid`,
  id: sql`customer_index.rowid`,
};
const ofOthers = {
  from: sql`customers_unindexed CROSS JOIN customers ON customers.id = customers_unindexed.customer_id`,
  id: sql`customers_unindexed.customer_id`,
};

interface Bounds {
  /** So many customers are looked at one by one for words that are too short for the index, before it is asked which letters there are. */
  readonly near: number;
  /** Of no more tickets than these that a viewer may see their customers are looked up; else the newest of all are walked along. */
  readonly lookedUp: number;
  /** So many of the newest customers that are not in the index yet are looked at one by one. */
  readonly unindexed: number;
}

const usualBounds: Bounds = { near: 2000, lookedUp: 5000, unindexed: 20_000 };

interface FoundCustomers extends Pick<CustomerPage, 'isBehind'> {
  /** The newest first; one more than asked for where there are more. */
  readonly ids: readonly number[];
}

export async function findCustomers(
  db: Reader,
  viewer: Viewer,
  search: CustomerSearch,
  { near, lookedUp, unindexed } = usualBounds,
): Promise<FoundCustomers> {
  // A NUL would end what SQLite compares.
  const words = search.words.replaceAll('\0', ' ').split(/\s+/).filter(Boolean).slice(0, mostWords);
  const hasWords = words.map((word) => contains(word, false));
  if (await seesFewTickets(db, viewer, lookedUp))
    return ofWhole(await walk(db, search, ofAll, and(ofTickets(viewer), ...hasWords)));
  const fits = and(hasVisibleTicket(viewer), ...hasWords);
  const long = matchCustomers(words);
  if (long === undefined) {
    const found = await walk(db, search, ofAll, words.length === 0 ? fits : and(fits, isNear(search, near)));
    if (words.length === 0 || found.length > search.limit) return ofWhole(found);
  }
  const short = await matchShortWords(db, words);
  const match = [long ?? [], short ?? []].flat().join(' AND ');
  // Where words are in very many customers, and these are none of the newest, their further addresses are gone through once.
  const isOften = and(hasVisibleTicket(viewer), ...words.map((word) => contains(word, true)));
  if (match === '' && short !== null) return ofWhole(await walk(db, search, ofAll, isOften));
  const isKnown = sql`customer_index MATCH ${match}
    AND customer_index.rowid NOT IN (SELECT customer_id FROM customers_unindexed)`;
  const oldest = await findOldestLookedAt(db, unindexed);
  const isLookedAt = sql`customers_unindexed.customer_id >= ${rowBound(oldest)}`;
  // Each from the newest on: as one statement all of both would be sorted.
  const found = await Promise.all([
    short === null ? [] : walk(db, search, ofIndexed, and(isKnown, fits)),
    walk(db, search, ofOthers, and(isLookedAt, fits)),
  ]);
  const ids = found.flat().sort((left, right) => right - left);
  return { ids: ids.slice(0, search.limit + 1), isBehind: oldest > 0 };
}

/** All customers were looked at, whatever of them is in the index. */
function ofWhole(ids: readonly number[]): FoundCustomers {
  return { ids, isBehind: false };
}

/** @returns the oldest of those newest customers that the index does not hold yet; 0 where all such are looked at */
async function findOldestLookedAt(db: Reader, most: number): Promise<number> {
  const rows = await db.all<{ id: number }>(sql`
    SELECT customer_id AS id FROM customers_unindexed ORDER BY customer_id DESC LIMIT 2 OFFSET ${most - 1}`);
  return rows.length < 2 ? 0 : (rows[0]?.id ?? 0);
}

/** Whoever may read one small group alone would wait for a walk past the customers of all others. */
async function seesFewTickets(db: Reader, viewer: Viewer, most: number): Promise<boolean> {
  if (viewer.isAdmin && viewer.groupIds === undefined) return false;
  return (await countVisibleTickets(db, viewer)) <= most;
}

function ofTickets(viewer: Viewer): SQL {
  return sql`customers.id IN (SELECT ${tickets.customerId} FROM ${tickets} WHERE ${visibleTo(viewer)})`;
}

/** The condition that a customer is one of the newest of those that come into question. */
function isNear({ beforeId }: CustomerSearch, near: number): SQL {
  const place = beforeId === undefined ? sql`true` : sql`id < ${rowBound(beforeId)}`;
  return sql`customers.id > coalesce((SELECT id FROM customers WHERE ${place} ORDER BY id DESC LIMIT 1 OFFSET ${near}), 0)`;
}

async function walk(
  db: Reader,
  { beforeId, limit }: CustomerSearch,
  { from, id }: { readonly from: SQL; readonly id: SQL },
  fits: SQL | undefined,
): Promise<number[]> {
  const place = beforeId === undefined ? undefined : sql`${id} < ${rowBound(beforeId)}`;
  const rows = await db.all<{ id: number }>(sql`
    SELECT ${id} AS id FROM ${from} WHERE ${and(sql`true`, place, fits)} ORDER BY ${id} DESC LIMIT ${limit + 1}`);
  return rows.map((row) => row.id);
}

function selectCustomers(db: Reader, viewer: Viewer, ids: readonly number[]) {
  const counted = sql`SELECT count(*) FROM ${tickets} WHERE ${and(sql`${tickets.customerId} = "customers"."id"`, visibleTo(viewer))}`;
  return db
    .select({
      id: customers.id,
      name: customers.name,
      email: customers.email,
      createdAt: customers.createdAt,
      blockedAt: customers.blockedAt,
      tickets: sql<number>`(${counted})`,
    })
    .from(customers)
    .where(inArray(customers.id, [...ids]))
    .orderBy(desc(customers.id));
}

/** The condition that makes a customer one whom the viewer may know; admins know those without tickets too. */
export function hasVisibleTicket(viewer: Viewer): SQL | undefined {
  if (viewer.isAdmin && viewer.groupIds === undefined) return undefined;
  return sql`EXISTS (SELECT 1 FROM ${tickets} WHERE ${and(sql`${tickets.customerId} = "customers"."id"`, visibleTo(viewer))})`;
}

/** @param isOften asked of very many customers: then their further addresses are gone through once */
function contains(word: string, isOften: boolean): SQL | undefined {
  const has = (column: SQL) => containsText(column, word);
  return or(
    has(sql`"customers"."name"`),
    has(sql`"customers"."email"`),
    isOften
      ? sql`"customers"."id" IN (SELECT customer_id FROM ${customerAddresses} WHERE ${has(sql`address`)})`
      : sql`EXISTS (SELECT 1 FROM ${customerAddresses} WHERE customer_id = "customers"."id" AND ${has(sql`address`)})`,
  );
}
