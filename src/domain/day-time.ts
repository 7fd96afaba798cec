import { toDay } from './utc-day.ts';

/** Until when a ticket can be put off, by a name. */
const snoozePresets = ['later', 'tomorrow', 'monday', 'week', 'month'] as const;
export type SnoozePreset = (typeof snoozePresets)[number];

const aMinute = 60_000;
const anHour = 60 * aMinute;
const aDay = 24 * anHour;
const morning = 8;

/** As a clock on the wall shows it. */
interface ClockTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute?: number;
}

export function isSnoozePreset(value: string): value is SnoozePreset {
  return (snoozePresets as readonly string[]).includes(value);
}

/** @returns when that is, by the clock of the time zone: in three hours, else at eight in the morning */
export function resolvePreset(preset: SnoozePreset, now: Date, timeZone: string): Date {
  if (preset === 'later') return new Date(now.getTime() + 3 * anHour);
  const { year, month, day } = partsIn(now, timeZone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const days = { tomorrow: 1, monday: (8 - weekday) % 7 || 7, week: 7, month: 0 }[preset];
  const isMonth = preset === 'month';
  // The last day of a month has none of its number in the next one.
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const date = isMonth
    ? { year, month: month + 1, day: Math.min(day, last) }
    : { year, month, day: day + days };
  return timeIn({ ...date, hour: morning }, timeZone);
}

/**
 * A clock time that comes twice (the clock is put back) is the first of the two; one that never comes (it is put forward)
 * is as much later as the clock jumps: the rule of RFC 5545, section 3.3.5.
 * @param at month from 1; days and months beyond their ends go on in the next one
 * @returns the instant of that clock time
 */
export function timeIn(at: ClockTime, timeZone: string): Date {
  const { year, month, day, hour: clock, minute = 0 } = at;
  const wanted = Date.UTC(year, month - 1, day, clock, minute);
  // A zone changes its clock once within two days at the most.
  const before = wanted - offsetAt(wanted - aDay, timeZone);
  const after = wanted - offsetAt(wanted + aDay, timeZone);
  const fitting = [before, after].filter((each) => each + offsetAt(each, timeZone) === wanted);
  return new Date(fitting.length === 0 ? before : Math.min(...fitting));
}

/** @returns whether the runtime knows the zone */
export function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value !== '';
  } catch {
    return false;
  }
}

/** A stretch of time in which a zone's clock is as far ahead of UTC, in milliseconds. */
export interface ClockStretch {
  readonly start: number;
  readonly ahead: number;
}

/** @returns the stretches from `start` until `end`, of which the first begins at `start` */
export function listStretches(start: number, end: number, timeZone: string): ClockStretch[] {
  const stretches: ClockStretch[] = [{ start, ahead: offsetAt(start, timeZone) }];
  for (let at = start, ahead = stretches[0]?.ahead; at < end; at += aDay) {
    const next = offsetAt(at + aDay, timeZone);
    if (next !== ahead) stretches.push({ start: findChange(at, at + aDay, timeZone), ahead: next });
    ahead = next;
  }
  return stretches.filter((each) => each.start < end);
}

/** @returns the minute between the two at which the clock is changed */
function findChange(before: number, after: number, timeZone: string): number {
  const former = offsetAt(before, timeZone);
  let [low, high] = [Math.floor(before / aMinute), Math.ceil(after / aMinute)];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsetAt(middle * aMinute, timeZone) === former) low = middle;
    else high = middle;
  }
  return high * aMinute;
}

/** How far the zone's clock is ahead of UTC, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const { year, month, day, hour: clock, minute, second } = partsIn(new Date(at), timeZone);
  return Date.UTC(year, month - 1, day, clock, minute, second) - Math.floor(at / 1000) * 1000;
}

/** @returns the day of that instant by the zone's clock, as 2026-03-01 */
export function dayIn(at: number, timeZone: string): string {
  return toDay(at + offsetAt(at, timeZone));
}

/** Making one takes far longer than using it, and a report asks for each of its days. */
const clocks = new Map<string, Intl.DateTimeFormat>();
/** There are 600 zones, and each can be named in capitals and small letters as one likes. */
const mostClocks = 600;

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  if (clocks.size >= mostClocks) clocks.clear();
  clocks.set(timeZone, clock);
  return clock;
}

function partsIn(at: Date, timeZone: string) {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}
