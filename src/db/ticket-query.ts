import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { compareNames } from '../domain/name-order.ts';
import type { TicketState } from '../domain/ticket.ts';
import type { Reader } from './care/open.ts';
import { prepareOnce } from './care/prepare-once.ts';
import { isOneOfGiven } from './one-of.ts';
import { groups, users } from './schema/schema.ts';
import { ticketCounts } from './schema/schema-counts.ts';
import { ticketTags } from './schema/schema-filters.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { inGroupsOf, nameViewer, type Viewer, visibleTo } from './ticket-access.ts';
import { waitsUntil } from './ticket-waits.ts';

// Tickets for programs: by any of their properties, each order walking along an index.

export const ticketOrders = ['activity', 'oldest_activity', 'newest', 'oldest'] as const;
type TicketOrder = (typeof ticketOrders)[number];

export interface TicketFilter {
  readonly groupId?: number | undefined;
  readonly state?: TicketState | undefined;
  /** Null: nobody's. */
  readonly ownerId?: number | null | undefined;
  readonly customerId?: number | undefined;
  readonly tag?: string | undefined;
  readonly order: TicketOrder;
  /** The last ticket of the page before. */
  readonly after?: { readonly at: number; readonly id: number } | undefined;
  readonly limit: number;
}

export type TicketRecord = Awaited<ReturnType<typeof select>>[number] & { readonly tags: readonly string[] };

/** So many are looked up and sorted; more are walked past in their order. */
const mostSorted = 5000;

/** @returns one more than `limit` where there are more */
export async function queryTickets(
  db: Reader,
  viewer: Viewer,
  filter: TicketFilter,
): Promise<TicketRecord[]> {
  const { order, after, limit } = filter;
  const isDescending = order === 'activity' || order === 'newest';
  const byActivity = order === 'activity' || order === 'oldest_activity';
  const compare = isDescending ? sql`<` : sql`>`;
  const direction = isDescending ? desc : asc;
  const place =
    after === undefined
      ? undefined
      : byActivity
        ? sql`(${tickets.lastArticleAt}, ${tickets.id}) ${compare} (${after.at}, ${after.id})`
        : sql`${tickets.id} ${compare} ${after.id}`;
  const sorted = byActivity
    ? [direction(tickets.lastArticleAt), direction(tickets.id)]
    : [direction(tickets.id)];
  // What has to be sorted is no more than it is sorted by; the rest is read for those that are shown.
  const ids = db
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(...(await chooseWay(db, viewer, filter, byActivity)), place))
    .orderBy(...sorted)
    .limit(limit + 1);
  return withTags(db, await select(db, inArray(tickets.id, ids), sorted, limit + 1));
}

/**
 * Says the conditions so that SQLite, which has no numbers to choose by, takes the shorter way: a plus keeps it from looking
 * something up by the column, and so from sorting all that it would find.
 */
async function chooseWay(
  db: Reader,
  viewer: Viewer,
  filter: TicketFilter,
  byActivity: boolean,
): Promise<(SQL | undefined)[]> {
  const { tag, state, customerId } = filter;
  const [tagged, count] = await Promise.all([
    tag === undefined ? undefined : countTagged(db, tag),
    countKept(db, viewer, filter),
  ]);
  const isRare = tagged !== undefined && tagged <= mostSorted;
  // A customer's, and those of a state, have indexes in the order of activity.
  const hasIndex = customerId !== undefined || (byActivity && state !== undefined);
  const isWalked = isRare || (!hasIndex && count > mostSorted);
  const own = isWalked ? (column: SQLiteColumn) => sql`+${column}` : (column: SQLiteColumn) => sql`${column}`;
  return [
    inGroupsOf(viewer, own(tickets.groupId), 'read'),
    ...conditions(filter, own),
    tag === undefined ? undefined : hasTag(tag, isRare),
  ];
}

function hasTag(tag: string, isRare: boolean): SQL {
  return isRare
    ? sql`${tickets.id} IN (SELECT ${ticketTags.ticketId} FROM ${ticketTags} WHERE ${ticketTags.tag} = ${tag})`
    : sql`EXISTS (SELECT 1 FROM ${ticketTags} WHERE ${ticketTags.ticketId} = ${tickets.id} AND ${ticketTags.tag} = ${tag})`;
}

/** Counts to the limit only. */
async function countTagged(db: Reader, tag: string): Promise<number> {
  const [row] = await db.all<{ n: number }>(sql`
    SELECT count(*) AS n FROM (SELECT 1 FROM ${ticketTags} WHERE ${ticketTags.tag} = ${tag} LIMIT ${mostSorted + 1})`);
  return row?.n ?? 0;
}

/** How many there are by group, state and owner, as triggers keep it. */
async function countKept(
  db: Reader,
  viewer: Viewer,
  { groupId, state, ownerId }: TicketFilter,
): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`coalesce(sum(${ticketCounts.tickets}), 0)` })
    .from(ticketCounts)
    .where(
      and(
        inGroupsOf(viewer, ticketCounts.groupId, 'read'),
        groupId === undefined ? undefined : eq(ticketCounts.groupId, groupId),
        state === undefined ? undefined : eq(ticketCounts.state, state),
        ownerId === undefined ? undefined : eq(ticketCounts.ownerId, ownerId ?? 0),
      ),
    );
  return row?.n ?? 0;
}

/** @param ids in the order that is wanted. @returns those of them that the viewer may see */
export async function listTicketsById(
  db: Reader,
  viewer: Viewer,
  ids: readonly number[],
): Promise<TicketRecord[]> {
  if (ids.length === 0) return [];
  const rows = await select(db, and(visibleTo(viewer), inArray(tickets.id, [...ids])), [], ids.length);
  const byId = new Map((await withTags(db, rows)).map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** By the number that people know it by. @returns undefined for one that the viewer may not see, too */
export async function findTicketByNumber(
  db: Reader,
  viewer: Viewer,
  number: number,
): Promise<TicketRecord | undefined> {
  const query = prepareOnce(db, `ticket ${nameViewer(viewer)}`, () =>
    select(db, and(visibleTo(viewer), eq(tickets.number, sql.placeholder('number'))), [], 1).prepare(),
  );
  return (await withTags(db, await query.all({ number })))[0];
}

function conditions(
  { groupId, state, ownerId, customerId }: TicketFilter,
  own: (column: SQLiteColumn) => SQL,
): (SQL | undefined)[] {
  const owner = own(tickets.ownerId);
  return [
    groupId === undefined ? undefined : eq(own(tickets.groupId), groupId),
    state === undefined ? undefined : eq(own(tickets.state), state),
    ownerId === undefined ? undefined : ownerId === null ? isNull(owner) : eq(owner, ownerId),
    customerId === undefined ? undefined : eq(own(tickets.customerId), customerId),
  ];
}

function select(db: Reader, where: SQL | undefined, order: SQL[], limit: number) {
  return db
    .select({
      id: tickets.id,
      number: tickets.number,
      subject: tickets.subject,
      state: tickets.state,
      priority: tickets.priority,
      groupId: tickets.groupId,
      groupName: groups.name,
      customerId: tickets.customerId,
      customerName: customers.name,
      customerEmail: customers.email,
      ownerId: tickets.ownerId,
      ownerName: users.name,
      createdAt: tickets.createdAt,
      updatedAt: tickets.updatedAt,
      lastArticleAt: tickets.lastArticleAt,
      waitsUntil,
    })
    .from(tickets)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .leftJoin(users, eq(users.id, tickets.ownerId))
    .where(where)
    .orderBy(...order)
    .limit(limit);
}

async function withTags(db: Reader, rows: Awaited<ReturnType<typeof select>>): Promise<TicketRecord[]> {
  const ids = rows.map(({ id }) => id);
  const query = prepareOnce(db, 'tags', () =>
    db.select().from(ticketTags).where(isOneOfGiven(ticketTags.ticketId, 'ids')).prepare(),
  );
  const found = ids.length === 0 ? [] : await query.all({ ids: JSON.stringify(ids) });
  const tags = Map.groupBy(found, ({ ticketId }) => ticketId);
  return rows.map((row) => ({
    ...row,
    tags: (tags.get(row.id) ?? []).map(({ tag }) => tag).sort(compareNames),
  }));
}
