import { wordTable } from './word-table.ts';

/** By the first letters of their names, without accents, in the languages in which programs write them. */
const months = wordTable(
  Object.fromEntries(
    [
      'jan gen ene янв яну січ led sty ιαν oca',
      'feb fev фев лют uno lut φεβ sub',
      'mar mrz mrt maa мар бер bre marz μαρ',
      'apr avr abr апр кві dub kwi απρ nis',
      'may mai mag maj mei маи мая тра kve μαι',
      'jun juin giu июн юни чер cvn cze ιουν haz',
      'jul juil lug июл юли лип cvc lip ιουλ tem',
      'aug aou ago авг сер srp sie αυγ agu',
      'sep set сен вер zar wrz σεπ eyl',
      'oct okt ott out окт жов rij paz οκτ eki',
      'nov ноя ное лис lis νοε kas',
      'dec dez dic des дек гру pro gru δεκ ara',
    ].flatMap((names, index) => names.split(' ').map((name) => [name, index])),
  ),
);
/** RFC 5322 section 4.3, and what real mail adds to it; minutes east of Greenwich. */
const zones = wordTable(
  Object.fromEntries(
    [
      '-600 hst',
      '-540 akst',
      '-480 pst akdt',
      '-420 mst pdt',
      '-360 cst mdt',
      '-300 est cdt cot pet',
      '-240 edt ast clt vet',
      '-210 nst',
      '-180 adt brt art clst uyt',
      '-150 ndt',
      '-120 brst',
      '0 ut gmt utc z wet',
      '60 west bst gdt cet met mez wat',
      '120 cest mest mesz eet cat sast',
      '180 eest msk trt idt eat',
      '210 irst',
      '240 gst samt',
      '300 pkt yekt',
      '330 ist',
      '345 npt',
      '360 omst',
      '420 novt krat ict wib',
      '480 wita irkt hkt sgt myt pht awst',
      '540 wit yakt jst kst',
      '570 acst',
      '600 vlat aest',
      '630 acdt',
      '660 magt aedt',
      '720 nzst',
      '780 nzdt',
    ].flatMap((row) => {
      const [minutes, ...names] = row.split(' ');
      return names.map((name) => [name, Number(minutes)]);
    }),
  ),
);
/** Names that stand for several zones: China and Cuba, Israel and Ireland, Bangladesh and Bougainville. */
const further = wordTable<readonly number[]>({ cst: [480, -300], ist: [120, 60], bst: [360, 660] });
/** `Mon, 2 Mar 2026 10:22:33 +0100`: a clock of three figures and a half of the day, and a zone, stand in each of these. */
const usual =
  /(\d{1,2})\.?[\s-]*(?<![^\s\d!-/:-@[-`{-~])([^\s\d!-/:-@[-`{-~]{3,12})\.?[\s,-]*(\d{2,4})(?: [гр]\.)?\s*,?\s+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(am|pm|a\.m\.|p\.m\.)?\s*"?((?:gmt|utc?)?\s?[+-]\s?\d{1,4}(?::\d\d)?|[a-z]+ (?:standard|daylight) time|[a-z]{1,5})?"?/i;
/** Of C and Unix: `Mon Mar  2 10:22:33 CET 2026`. */
const ofUnix =
  /\b([a-z]{3,12})\.?\s+(\d{1,2}),?\s+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(am|pm|a\.m\.|p\.m\.)?\s*"?((?:gmt|utc?)?\s?[+-]\s?\d{1,4}(?::\d\d)?|[a-z]+ (?:standard|daylight) time|[a-z]{1,5})?"?\s+(\d{4})\b\s*"?((?:gmt|utc?)?\s?[+-]\s?\d{1,4}(?::\d\d)?|[a-z]+ (?:standard|daylight) time|[a-z]{1,5})?"?/i;
/** `2.3.2026 10:22` is the second of March wherever it is written so; with strokes it may be either. */
const inFigures =
  /(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\s*,?\s+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(am|pm|a\.m\.|p\.m\.)?\s*"?((?:gmt|utc?)?\s?[+-]\s?\d{1,4}(?::\d\d)?|[a-z]+ (?:standard|daylight) time|[a-z]{1,5})?"?/i;
/** `2026年3月2日 午後10:22:33`, `2026년 3월 2일 오후 10:22` */
const ofEastAsia =
  /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일][^\d]{0,12}?(上午|午前|오전|下午|午後|오후)?\s?(\d{1,2})[:：时時]\s?(\d{1,2})(?:[:：分]\s?(\d{1,2}))?[^\d+-]{0,5}((?:gmt|utc?)?\s?[+-]\s?\d{1,4}(?::\d\d)?)?/i;
/** RFC 5322 section 3.3, as nine of ten dates are written: for these, nothing else is tried. */
const exact =
  /^\s?(?:[a-z]{3},\s)?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})(?: \([a-z]{1,5}\))?\s?$/i;
const isUnclear = /(?<![\d/])\d{1,2}\/\d{1,2}\/\d{2,4}/;

/**
 * Parses the value of a Date header.
 * @param receivedAt when a server had the message: it tells which zone is meant where the header names none, or one of several
 * @returns undefined for what is no date between 1970 and 2100, or may be two
 */
export function parseMailDate(value: string, receivedAt?: Date): Date | undefined {
  const parts = readExact(value);
  const date = parts === undefined ? parseLoosely(value, receivedAt) : parseParts(parts, receivedAt);
  if (date === undefined) return undefined;
  const year = date.getUTCFullYear();
  return year >= 1970 && year < 2100 ? date : undefined;
}

function readExact(value: string): DateParts | undefined {
  const [, day = '', name = '', year = '', hour, minute, second, zone] = exact.exec(value) ?? [];
  const month = findMonth(name);
  return month === undefined
    ? undefined
    : { day, month, year, time: [hour, minute, second, undefined], zone };
}

function parseLoosely(value: string, receivedAt: Date | undefined): Date | undefined {
  const plain = withoutComments(value.slice(0, 200)).replace(/(\d)\s?:\s?(?=\d)/g, '$1:');
  // März, févr., déc.
  const text = /[^\0-\x7f]/.test(plain) ? plain.normalize('NFD').replace(/\p{M}/gu, '') : plain;
  const parts = findParts(text);
  return parts === undefined ? parseOther(text, receivedAt) : parseParts(parts, receivedAt);
}

/** RFC 5322 section 3.2.2: one may stand within another. */
function withoutComments(text: string): string {
  let rest = text;
  for (let depth = 0; depth < 5 && rest.includes('('); depth++) rest = rest.replace(/\([^()]*\)/g, ' ');
  return rest;
}

interface DateParts {
  readonly day: string;
  readonly month: number;
  readonly year: string;
  readonly time: readonly (string | undefined)[];
  readonly zone: string | undefined;
}

function findParts(text: string): DateParts | undefined {
  const [, day = '', name = '', year = '', ...time] = usual.exec(text) ?? [];
  const month = findMonth(name);
  if (month !== undefined) return { day, month, year, time, zone: time[4] };
  const unix = ofUnix.exec(text) ?? [];
  const unixMonth = findMonth(unix[1] ?? '');
  if (unixMonth !== undefined) {
    return {
      day: unix[2] ?? '',
      month: unixMonth,
      year: unix[8] ?? '',
      time: unix.slice(3, 7),
      zone: unix[7] ?? unix[9],
    };
  }
  const figures = inFigures.exec(text);
  if (figures === null) return findEastAsian(text);
  const number = Number(figures[2]) - 1;
  return {
    day: figures[1] ?? '',
    month: number,
    year: figures[3] ?? '',
    time: figures.slice(4, 8),
    zone: figures[8],
  };
}

function findEastAsian(text: string): DateParts | undefined {
  // Hangul was taken apart with the accents of others.
  const found = ofEastAsia.exec(text.normalize('NFC'));
  if (found === null) return undefined;
  const [, year = '', month, day = '', half, hour, minute, second, zone] = found;
  const mark = half === undefined ? undefined : /上午|午前|오전/.test(half) ? 'am' : 'pm';
  return { day, month: Number(month) - 1, year, time: [hour, minute, second, mark], zone };
}

function findMonth(name: string): number | undefined {
  const word = name.toLowerCase();
  return months[word.slice(0, 4)] ?? months[word.slice(0, 3)];
}

/** What is left to the engine says nothing of its zone: not that of this machine, then. */
function parseOther(text: string, receivedAt: Date | undefined): Date | undefined {
  if (isUnclear.test(text) || !hasSuchDay(text)) return undefined;
  const hasZone = /[+-]\d\d:?\d\d\s*$|[a-z]\s*$/i.test(text) && !/[ap]m\s*$/i.test(text);
  if (hasZone) return new Date(text);
  const strict = new Date(`${text.trim()}Z`);
  const local = Number.isNaN(strict.getTime()) ? new Date(`${text} UTC`) : strict;
  return new Date(local.getTime() - namedMinutes('', local.getTime(), receivedAt) * 60_000);
}

/** Whether a date in figures is one of the calendar. */
function hasSuchDay(text: string): boolean {
  const [, year, month, day] = /^\s*(\d{4})-(\d\d?)-(\d\d?)/.exec(text) ?? [];
  if (year === undefined) return true;
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
}

/** @returns undefined for a day or an hour that there is not: another one would be made up */
function parseParts(
  { day, month, year: yearText, time, zone }: DateParts,
  receivedAt: Date | undefined,
): Date | undefined {
  const [hour, minute, second, half] = time;
  const mark = half?.toLowerCase().replaceAll('.', '');
  if (!isHour(Number(hour), mark) || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const hours = (Number(hour) % (mark ? 12 : 24)) + (mark === 'pm' ? 12 : 0);
  const year = fullYear(yearText);
  const local = Date.UTC(year, month, Number(day), hours, Number(minute), Number(second ?? 0));
  // The thirty-first of a month that has thirty days; a leap second may go into the next day.
  const start = new Date(Date.UTC(year, month, Number(day)));
  const isDay = start.getUTCDate() === Number(day) && start.getUTCMonth() === month;
  return isDay ? new Date(local - zoneMinutes(zone, local, receivedAt) * 60_000) : undefined;
}

function isHour(hour: number, half: string | undefined): boolean {
  // `14:30 PM` is written often enough, and says what it means.
  return half === 'am' ? hour <= 12 : hour < 24;
}

// RFC 5322 section 4.3: two digits below 50 are 20xx, three count from 1900; `0102` is 102 with a zero in front.
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return year < 1000 ? 1900 + year : year;
}

function zoneMinutes(zone = '', local: number, receivedAt: Date | undefined): number {
  const digits = /([+-])\s?(\d{1,2}):?(\d\d)?$/.exec(zone);
  if (digits === null) return namedMinutes(initials(zone.toLowerCase()), local, receivedAt);
  const minutes = Number(digits[2]) * 60 + Number(digits[3] ?? 0);
  return minutes >= 24 * 60 ? 0 : minutes * (digits[1] === '-' ? -1 : 1);
}

/** A message is received after it was sent, and mostly at once, by clocks that differ by a little; in minutes. */
const clockDifference = 10;
const soon = 20;
/** So fast the clock of a sender may be before his zone is not taken for what its name usually stands for; others are an hour off and more. */
const usualDifference = 40;
/** From the west of the Pacific to its east. */
const wholeHours = Array.from({ length: 27 }, (_, index) => (index - 12) * 60);
/** The Marquesas, Newfoundland with and without summer time, Iran, Afghanistan, India, Myanmar, Australia with and without it. */
const halfHours = [-570, -210, -150, 210, 270, 330, 390, 570, 630];

/** @param local as if the time were that of Greenwich */
function namedMinutes(name: string, local: number, receivedAt: Date | undefined): number {
  const usually = zones[name];
  const others = further[name];
  if (receivedAt === undefined || (usually !== undefined && others === undefined)) return usually ?? 0;
  const ahead = (local - receivedAt.getTime()) / 60_000;
  if (usually !== undefined) return findNearest([usually, ...(others ?? [])], ahead, usually) ?? usually;
  if (ahead < -12 * 60 - soon) return 0;
  const hour = findNearest(wholeHours, ahead);
  if (hour !== undefined && hour - ahead <= soon) return hour;
  return findNearest([...wholeHours, ...halfHours], ahead) ?? 0;
}

/** @returns by which of the zones the message was received the soonest after it was sent */
function findNearest(candidates: readonly number[], ahead: number, usually?: number): number | undefined {
  return candidates
    .filter((minutes) => minutes - ahead >= -(minutes === usually ? usualDifference : clockDifference))
    .toSorted((one, other) => one - other)[0];
}

// Windows writes `Eastern Daylight Time` where EDT belongs.
function initials(zone: string): string {
  const words = zone.split(' ');
  return words.length === 1 ? zone : words.map((word) => word.charAt(0)).join('');
}
