import { and, eq, gt, gte, isNotNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import {
  listReportKeys,
  mondayShift,
  type Report,
  type ReportQuery,
  type ReportRow,
  type ReportSpan,
  type ReportView,
  readReportSpan,
  type Spread,
} from '../domain/report.ts';
import { toDay } from '../domain/utc-day.ts';
import { AppError } from '../errors.ts';
import type { Reader } from './care/open.ts';
import { ticketCounts, ticketTimes } from './schema/schema-counts.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';

const day = 86_400_000;
const second = 1000;

/** @returns what happened in the groups that the viewer may read. @throws AppError invalid (from, until) */
export async function loadReport(db: Reader, viewer: Viewer, query: ReportQuery): Promise<Report> {
  const span = readReportSpan(query);
  if ('fields' in span) throw new AppError('invalid', 'The days do not fit.', span);
  const { openedAt, answeredAt, closedAt } = ticketTimes;
  const read = (at: SQLiteColumn, by: ReportView | undefined) => {
    const isWithin = and(isNotNull(at), gte(at, span.start), lt(at, span.end), narrow(viewer, query));
    const division = { by, key: keyOf(at, by, span), isWithin };
    return at === openedAt ? count(db, division) : spread(db, at, division);
  };
  const [opened, answered, closed] = await Promise.all(
    [openedAt, answeredAt, closedAt].map((at) => read(at, query.by)),
  );
  const [allOpened, allAnswered, allClosed] = await Promise.all(
    [openedAt, answeredAt, closedAt].map((at) => read(at, undefined)),
  );
  const { by } = query;
  const isTimed = by === 'day' || by === 'week';
  const waiting = await countWaiting(db, viewer, query, isTimed ? undefined : by);
  const found = [opened, answered, closed].flatMap((each) => [...(each ?? new Map()).keys()]);
  const keys = isTimed
    ? listReportKeys(by, span)
    : [...new Set([...found, ...waiting.keys()])].toSorted((left, right) => Number(left) - Number(right));
  const rows = keys.map((key) => ({
    key,
    ...toRow(opened?.get(key), answered?.get(key), closed?.get(key)),
    waiting: isTimed ? null : (waiting.get(key) ?? 0),
  }));
  const total = toRow(allOpened?.get(undivided), allAnswered?.get(undivided), allClosed?.get(undivided));
  const allWaiting = [...waiting.values()].reduce((sum, each) => sum + each, 0);
  return { rows, total: { ...total, waiting: allWaiting } };
}

/** The key where nothing is divided. */
const undivided = '';
const none: Spread = { count: 0, median: null, p90: null };

function toRow(
  opened: Spread | undefined,
  firstAnswer: Spread = none,
  timeToClose: Spread = none,
): Omit<ReportRow, 'key' | 'waiting'> {
  return { opened: opened?.count ?? 0, closed: timeToClose.count, firstAnswer, timeToClose };
}

function narrow(viewer: Viewer, { groupId, ownerId }: ReportQuery): SQL | undefined {
  return and(
    inGroupsOf(viewer, ticketTimes.groupId, 'read'),
    groupId === undefined ? undefined : eq(ticketTimes.groupId, groupId),
    ownerId === undefined ? undefined : eq(ticketTimes.ownerId, ownerId ?? 0),
  );
}

/** No number: SQLite would take that for a column of the answer. */
const one = sql<number>`abs(0)`;

/** A number that names the row: SQLite divides whole numbers to whole ones. */
function keyOf(at: SQLiteColumn, by: ReportView | undefined, span: ReportSpan): SQL<number> {
  switch (by) {
    case undefined:
      return one;
    case 'day':
      return sql<number>`${clockTime(at, span)} / ${whole(day)}`;
    case 'week':
      return sql<number>`(${clockTime(at, span)} + ${whole(mondayShift)}) / ${whole(7 * day)}`;
    case 'group':
      return sql<number>`${ticketTimes.groupId}`;
    case 'owner':
      return sql<number>`${ticketTimes.ownerId}`;
  }
}

/** What the clock of the span's zone shows then, in milliseconds. */
function clockTime(at: SQLiteColumn, { clock }: ReportSpan): SQL<number> {
  const [first, ...later] = clock;
  const cases = later
    .toReversed()
    .map(({ start, ahead }) => sql`WHEN ${at} >= ${whole(start)} THEN ${whole(ahead)}`);
  const ahead = whole(first?.ahead ?? 0);
  return cases.length === 0
    ? sql`(${at} + ${ahead})`
    : sql`(${at} + CASE ${sql.join(cases, sql` `)} ELSE ${ahead} END)`;
}

/** Bound as a value it would not be a whole number to SQLite. */
function whole(number: number): SQL {
  return sql.raw(String(Math.trunc(number)));
}

function nameKey(key: number, by: ReportView | undefined): string {
  if (by === undefined) return undivided;
  if (by === 'day') return toDay(key * day);
  return by === 'week' ? toDay(key * 7 * day - mondayShift) : String(key);
}

/** What the times of a report are divided by, and which of them count. */
interface Division {
  readonly by: ReportView | undefined;
  readonly key: SQL<number>;
  readonly isWithin: SQL | undefined;
}

async function count(db: Reader, { by, key, isWithin }: Division) {
  const rows = await db
    .select({ key, count: sql<number>`count(*)` })
    .from(ticketTimes)
    .where(isWithin)
    .groupBy(key);
  return new Map(rows.map((row) => [nameKey(row.key, by), { ...none, count: row.count }]));
}

/** By nearest rank: each is a time that a ticket took. */
async function spread(db: Reader, at: SQLiteColumn, { by, key, isWithin }: Division) {
  const took = sql`${at} - ${ticketTimes.openedAt}`;
  const ranked = db
    .select({
      key: key.as('key'),
      took: sql<number>`${took}`.as('took'),
      place: sql<number>`row_number() OVER (PARTITION BY ${key} ORDER BY ${took})`.as('place'),
      count: sql<number>`count(*) OVER (PARTITION BY ${key})`.as('count'),
    })
    .from(ticketTimes)
    .where(isWithin)
    .as('ranked');
  const at50 = sql`${ranked.place} = (${ranked.count} + 1) / 2`;
  const at90 = sql`${ranked.place} = (${ranked.count} * 9 + 9) / 10`;
  const rows = await db
    .select({
      key: ranked.key,
      count: ranked.count,
      median: sql<number>`max(CASE WHEN ${at50} THEN ${ranked.took} END)`,
      p90: sql<number>`max(CASE WHEN ${at90} THEN ${ranked.took} END)`,
    })
    .from(ranked)
    .groupBy(sql`${ranked.key}`);
  return new Map(
    rows.map((row): [string, Spread] => [
      nameKey(row.key, by),
      { count: row.count, median: toSeconds(row.median), p90: toSeconds(row.p90) },
    ]),
  );
}

function toSeconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds / second));
}

/** @returns how many customers wait for an answer now, by group or owner, or all under '' */
async function countWaiting(
  db: Reader,
  viewer: Viewer,
  { groupId, ownerId }: ReportQuery,
  by: 'group' | 'owner' | undefined,
): Promise<Map<string, number>> {
  const key =
    by === undefined ? one : sql<number>`${by === 'group' ? ticketCounts.groupId : ticketCounts.ownerId}`;
  const rows = await db
    .select({ key, count: sql<number>`sum(${ticketCounts.waiting})` })
    .from(ticketCounts)
    .where(
      and(
        ne(ticketCounts.state, 'closed'),
        inGroupsOf(viewer, ticketCounts.groupId, 'read'),
        groupId === undefined ? undefined : eq(ticketCounts.groupId, groupId),
        ownerId === undefined ? undefined : eq(ticketCounts.ownerId, ownerId ?? 0),
      ),
    )
    .groupBy(key)
    .having(({ count }) => gt(count, 0));
  return new Map(rows.map((row) => [by === undefined ? undivided : String(row.key), row.count]));
}
