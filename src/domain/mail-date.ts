import { wordTable } from './word-table.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 5322 section 4.3, and what real mail adds to it; minutes east of Greenwich. */
const zones = wordTable({
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  gdt: 60,
  cet: 60,
  cest: 120,
  met: 60,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
});
const pattern =
  /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s,-]+(\d{2,4})\s*,?\s+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(am|pm)?\s*((?:gmt|utc?)?\s?[+-]\s?\d{1,4}(?::\d\d)?|[a-z]+ (?:standard|daylight) time|[a-z]{1,5})?/i;

/** Parses the value of a Date header. @returns undefined for what is no date between 1970 and 2100. */
export function parseMailDate(value: string): Date | undefined {
  const text = value.slice(0, 200).replace(/\([^()]*\)/g, ' ');
  const parts = pattern.exec(text);
  const date = parts === null || !hasMonth(parts) ? new Date(text) : parseParts(parts);
  if (date === undefined || (parts === null && !hasSuchDay(text))) return undefined;
  const year = date.getUTCFullYear();
  return year >= 1970 && year < 2100 ? date : undefined;
}

function hasMonth(match: RegExpExecArray): boolean {
  return months.includes(match[2]?.toLowerCase() ?? '');
}

/** Whether a date in figures is one of the calendar. */
function hasSuchDay(text: string): boolean {
  const [, year, month, day] = /^\s*(\d{4})-(\d\d?)-(\d\d?)/.exec(text) ?? [];
  if (year === undefined) return true;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
}

/** @returns undefined for a day or an hour that there is not: another one would be made up */
function parseParts(match: RegExpExecArray): Date | undefined {
  const [, day, monthName = '', yearText = '', hour, minute, second, half, zone] = match;
  const month = months.indexOf(monthName.toLowerCase());
  if (!isHour(Number(hour), half) || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  const local = Date.UTC(fullYear(yearText), month, Number(day), hours, Number(minute), Number(second ?? 0));
  // The thirty-first of a month that has thirty days; a leap second may go into the next day.
  const isDay = new Date(Date.UTC(fullYear(yearText), month, Number(day))).getUTCDate() === Number(day);
  return isDay ? new Date(local - zoneMinutes(zone) * 60_000) : undefined;
}

function isHour(hour: number, half: string | undefined): boolean {
  // `14:30 PM` is written often enough, and says what it means.
  return half?.toLowerCase() === 'am' ? hour <= 12 : hour < 24;
}

// RFC 5322 section 4.3: two digits below 50 are 20xx, three count from 1900; `0102` is 102 with a zero in front.
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return year < 1000 ? 1900 + year : year;
}

function zoneMinutes(zone = ''): number {
  const digits = /([+-])\s?(\d{1,2}):?(\d\d)?$/.exec(zone);
  if (digits === null) return zones[initials(zone.toLowerCase())] ?? 0;
  const minutes = Number(digits[2]) * 60 + Number(digits[3] ?? 0);
  return minutes >= 24 * 60 ? 0 : minutes * (digits[1] === '-' ? -1 : 1);
}

// Windows writes `Eastern Daylight Time` where EDT belongs.
function initials(zone: string): string {
  const words = zone.split(' ');
  return words.length === 1 ? zone : words.map((word) => word.charAt(0)).join('');
}
