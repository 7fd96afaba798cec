import { and, desc, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';

export interface CustomerSearch {
  /** Words of a name or address; '' lists all. */
  readonly words: string;
  /** The last customer of the page before. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}

export type CustomerRow = Awaited<ReturnType<typeof selectCustomers>>[number];

export interface CustomerPage {
  readonly rows: readonly CustomerRow[];
  /** Where the next page goes on. */
  readonly next: number | undefined;
}

const mostWords = 8;

/** @returns one page of the customers whose tickets the viewer may see, the newest customer first */
export async function listCustomers(
  db: Reader,
  viewer: Viewer,
  search: CustomerSearch,
): Promise<CustomerPage> {
  const rows = await selectCustomers(db, viewer, search);
  const shown = rows.slice(0, search.limit);
  return { rows: shown, next: rows.length > search.limit ? shown.at(-1)?.id : undefined };
}

function selectCustomers(db: Reader, viewer: Viewer, { words, beforeId, limit }: CustomerSearch) {
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
    .where(
      and(
        hasVisibleTicket(viewer),
        ...words.split(/\s+/).filter(Boolean).slice(0, mostWords).map(contains),
        beforeId === undefined ? undefined : lt(customers.id, beforeId),
      ),
    )
    .orderBy(desc(customers.id))
    .limit(limit + 1);
}

/** The condition that makes a customer one whom the viewer may know; admins know those without tickets too. */
export function hasVisibleTicket(viewer: Viewer): SQL | undefined {
  if (viewer.isAdmin && viewer.groupIds === undefined) return undefined;
  return sql`EXISTS (SELECT 1 FROM ${tickets} WHERE ${and(sql`${tickets.customerId} = "customers"."id"`, visibleTo(viewer))})`;
}

function contains(word: string): SQL | undefined {
  const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
  const has = (column: SQL) => sql`${column} LIKE ${pattern} ESCAPE '\\'`;
  return or(
    has(sql`"customers"."name"`),
    has(sql`"customers"."email"`),
    sql`EXISTS (SELECT 1 FROM ${customerAddresses} WHERE customer_id = "customers"."id" AND ${has(sql`address`)})`,
  );
}
