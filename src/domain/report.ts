import { type ClockStretch, dayIn, listStretches, timeIn } from './day-time.ts';
import { readDay, toDay } from './utc-day.ts';

// What a team got done, and how long customers waited.

export const reportViews = ['day', 'week', 'group', 'owner'] as const;
export type ReportView = (typeof reportViews)[number];

export interface ReportQuery {
  /** From the beginning of this day, as 2026-03-01. */
  readonly from: string;
  /** To the end of this one. */
  readonly until: string;
  /** By whose clock days begin (`isTimeZone`); UTC where it is left out. */
  readonly timeZone?: string | undefined;
  readonly by: ReportView;
  readonly groupId?: number | undefined;
  /** null: of nobody. */
  readonly ownerId?: number | null | undefined;
}

/** How long half, and nine of ten, took at most, in seconds; null where there is none. */
export interface Spread {
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
}

export interface ReportRow {
  /** The day, the Monday of the week (2026-03-02), or the id of a group or an owner; '0': nobody. */
  readonly key: string;
  readonly opened: number;
  readonly closed: number;
  /** From its opening, by when the answer was written. */
  readonly firstAnswer: Spread;
  /** From its opening, by when it was closed. */
  readonly timeToClose: Spread;
  /** Customers who wait for an answer now; null for days and weeks. */
  readonly waiting: number | null;
}

export interface Report {
  /** Days and weeks in their order, those without anything too; groups and owners by their ids. */
  readonly rows: readonly ReportRow[];
  readonly total: Omit<ReportRow, 'key' | 'waiting'> & { readonly waiting: number };
}

const day = 86_400_000;
const mostReportDays = 366;
const usualReportDays = 30;

/** The days of a report, and when they are. */
export interface ReportSpan {
  /** The first and the last day, as their midnights in UTC: their place in the calendar. */
  readonly first: number;
  readonly last: number;
  /** The milliseconds at which the first day begins and the last one ends. */
  readonly start: number;
  readonly end: number;
  readonly clock: readonly ClockStretch[];
}

/** @returns the last thirty days, today among them */
export function usualReportSpan(
  now: Date,
  timeZone: string,
): { readonly from: string; readonly until: string } {
  const until = dayIn(now.getTime(), timeZone);
  const last = readDay(until)?.getTime() ?? 0;
  return { from: toDay(last - (usualReportDays - 1) * day), until };
}

/** @returns when its days are, or what is wrong with which field */
export function readReportSpan({
  from,
  until,
  timeZone = 'UTC',
}: Pick<ReportQuery, 'from' | 'until' | 'timeZone'>):
  | ReportSpan
  | { readonly fields: Readonly<Record<string, string>> } {
  const first = readDay(from)?.getTime();
  const last = readDay(until)?.getTime();
  const expected = 'Expected a day like 2026-03-01.';
  if (first === undefined) return { fields: { from: expected } };
  if (last === undefined) return { fields: { until: expected } };
  if (last < first) return { fields: { until: 'Expected a day that is not before the first one.' } };
  if ((last - first) / day >= mostReportDays) return { fields: { from: `At most ${mostReportDays} days.` } };
  const [start, end] = [startOf(first, timeZone), startOf(last + day, timeZone)];
  return { first, last, start, end, clock: listStretches(start, end, timeZone) };
}

/** @param at the midnight of a day in UTC @returns the instant at which it begins by the zone's clock */
function startOf(at: number, timeZone: string): number {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
  return timeIn({ year, month, day: date.getUTCDate(), hour: 0 }, timeZone).getTime();
}

/** @returns the keys of all days or weeks of a span, in their order */
export function listReportKeys(by: 'day' | 'week', { first, last }: ReportSpan): string[] {
  const step = by === 'day' ? day : 7 * day;
  const keys: string[] = [];
  for (let at = by === 'day' ? first : mondayOf(first); at <= last; at += step) keys.push(toDay(at));
  return keys;
}

/** The first of January 1970 was a Thursday. */
export const mondayShift = 3 * day;

function mondayOf(at: number): number {
  return Math.floor((at + mondayShift) / (7 * day)) * 7 * day - mondayShift;
}
