import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { SearchFact, SearchQuery } from '../domain/search-query.ts';
import type { Reader } from './care/open.ts';
import { ticketCounts } from './schema/schema-counts.ts';
import { ticketTags } from './schema/schema-filters.ts';
import { tickets } from './schema/schema-tickets.ts';
import type { Conditions } from './search-conditions.ts';
import { inGroupsOf, type Viewer, visibleTo } from './ticket-access.ts';

/** What comes into question by facts alone. */
export interface Narrowing {
  /** On `tickets`; an index answers it. */
  readonly where: SQL;
  /** Whose messages come into question: tables and conditions, with each message in `articles`. */
  readonly messages: SQL;
  /** It is quicker to look whether each of these tickets has the words than to walk along the words. */
  readonly isFew: boolean;
}

/**
 * With a million tickets: a look into the index costs 50 microseconds for each ticket, a hit that is walked past 5, or a half
 * where all messages in question were put together before, at 6 for each ticket.
 */
const mostFew = 500;
const mostNarrow = 5000;

/** @returns undefined where too many tickets come into question */
export async function narrowDown(
  db: Reader,
  viewer: Viewer,
  query: SearchQuery,
  conditions: Conditions,
  groupId: number | undefined,
): Promise<Narrowing | undefined> {
  const wanted = query.facts.filter(({ isNegated }) => !isNegated);
  const valuesOf = (field: SearchFact['field']) =>
    wanted.filter((fact) => fact.field === field).map(({ value }) => value);
  const numbers = valuesOf('number').map(Number);
  if (numbers.length > 0) return narrowedTo(inArray(tickets.number, numbers), true);
  const tags = valuesOf('tag');
  const tagged = tags.length === 0 ? Number.POSITIVE_INFINITY : await countTagged(db, tags);
  if (tagged <= mostNarrow)
    return { where: hasTag(db, tags), messages: messagesTagged(tags), isFew: tagged <= mostFew };
  const isMine = valuesOf('owner').join() === 'me';
  const isLimited = isMine || groupId !== undefined || conditions.groupIds !== undefined || !viewer.isAdmin;
  if (!isLimited) return undefined;
  const count = await countByFacts(db, viewer, conditions, isMine, groupId);
  if (count > mostNarrow) return undefined;
  const where = ofFacts(viewer, conditions, isMine, groupId);
  return where && narrowedTo(where, count <= mostFew);
}

function narrowedTo(where: SQL, isFew: boolean): Narrowing {
  const messages = sql`tickets CROSS JOIN articles ON articles.ticket_id = tickets.id WHERE ${where}`;
  return { where, messages, isFew };
}

/** @returns the messages of all tickets in question, as JSON: listed once, as each statement of a walk would look them up again */
export async function listNarrowed(db: Reader, { messages }: Narrowing): Promise<string> {
  // As one text: thousands of rows would each become an object first.
  const [row] = await db.all<{ ids: string }>(
    sql`SELECT json_group_array(articles.id) AS ids FROM ${messages}`,
  );
  return row?.ids ?? '[]';
}

/** The tickets themselves need not be read: one look in two. */
function messagesTagged(tags: readonly string[]): SQL {
  return sql`ticket_tags CROSS JOIN articles ON articles.ticket_id = ticket_tags.ticket_id
    WHERE ${inArray(ticketTags.tag, [...tags])}`;
}

function hasTag(db: Reader, tags: readonly string[]): SQL {
  const tagged = db
    .select({ id: ticketTags.ticketId })
    .from(ticketTags)
    .where(inArray(ticketTags.tag, [...tags]));
  return inArray(tickets.id, tagged);
}

function ofFacts(
  viewer: Viewer,
  conditions: Conditions,
  isMine: boolean,
  groupId: number | undefined,
): SQL | undefined {
  const ofState = inArray(tickets.state, [...conditions.states]);
  if (isMine) return and(eq(tickets.ownerId, viewer.userId), ofState);
  const groupIds = groupId === undefined ? conditions.groupIds : [groupId];
  return and(groupIds === undefined ? visibleTo(viewer) : inArray(tickets.groupId, [...groupIds]), ofState);
}

/** Counts to the limit only. */
async function countTagged(db: Reader, tags: readonly string[]): Promise<number> {
  const tagged = db
    .select({ one: sql`1` })
    .from(ticketTags)
    .where(inArray(ticketTags.tag, [...tags]))
    .limit(mostNarrow + 1);
  const [row] = await db.all<{ count: number }>(sql`SELECT count(*) AS count FROM ${tagged}`);
  return row?.count ?? 0;
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
