import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { SearchFact, SearchQuery } from '../domain/search-query.ts';
import type { Reader } from './care/open.ts';
import { ticketCounts } from './schema/schema-counts.ts';
import { ticketTags } from './schema/schema-filters.ts';
import { tickets } from './schema/schema-tickets.ts';
import type { Conditions } from './search-conditions.ts';
import { inGroupsOf, type Viewer, visibleTo } from './ticket-access.ts';

/**
 * A walk along the hits of a word costs three microseconds for each, a look into the index fifty for each ticket: with a
 * million tickets the two meet at about so many.
 */
const mostNarrow = 1500;

/**
 * @returns a condition on `tickets` that an index answers and that so few fulfil that it is quicker to look whether each
 * of them has the words; undefined where many come into question
 */
export async function narrowDown(
  db: Reader,
  viewer: Viewer,
  query: SearchQuery,
  conditions: Conditions,
  groupId: number | undefined,
): Promise<SQL | undefined> {
  const wanted = query.facts.filter(({ isNegated }) => !isNegated);
  const valuesOf = (field: SearchFact['field']) =>
    wanted.filter((fact) => fact.field === field).map(({ value }) => value);
  const numbers = valuesOf('number').map(Number);
  if (numbers.length > 0) return inArray(tickets.number, numbers);
  const tags = valuesOf('tag');
  if (tags.length > 0 && (await countTagged(db, tags)) <= mostNarrow) {
    return inArray(
      tickets.id,
      db.select({ id: ticketTags.ticketId }).from(ticketTags).where(inArray(ticketTags.tag, tags)),
    );
  }
  const isMine = valuesOf('owner').join() === 'me';
  const isLimited = isMine || groupId !== undefined || conditions.groupIds !== undefined || !viewer.isAdmin;
  if (!isLimited || (await countByFacts(db, viewer, conditions, isMine, groupId)) > mostNarrow)
    return undefined;
  const ofState = inArray(tickets.state, [...conditions.states]);
  if (isMine) return and(eq(tickets.ownerId, viewer.userId), ofState);
  const groupIds = groupId === undefined ? conditions.groupIds : [groupId];
  return and(groupIds === undefined ? visibleTo(viewer) : inArray(tickets.groupId, [...groupIds]), ofState);
}

/** Counts to the limit only. */
async function countTagged(db: Reader, tags: readonly string[]): Promise<number> {
  const rows = await db
    .select({ one: sql`1` })
    .from(ticketTags)
    .where(inArray(ticketTags.tag, [...tags]))
    .limit(mostNarrow + 1);
  return rows.length;
}

async function countByFacts(
  db: Reader,
  viewer: Viewer,
  { states, groupIds }: Conditions,
  isMine: boolean,
  groupId: number | undefined,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`coalesce(sum(${ticketCounts.tickets}), 0)` })
    .from(ticketCounts)
    .where(
      and(
        gt(ticketCounts.tickets, 0),
        inArray(ticketCounts.state, [...states]),
        inGroupsOf(viewer, ticketCounts.groupId, 'read'),
        groupIds === undefined ? undefined : inArray(ticketCounts.groupId, [...groupIds]),
        groupId === undefined ? undefined : eq(ticketCounts.groupId, groupId),
        isMine ? eq(ticketCounts.ownerId, viewer.userId) : undefined,
      ),
    );
  return row?.count ?? 0;
}
