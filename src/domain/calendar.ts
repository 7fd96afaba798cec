import { decodePercents } from './percent-encoding.ts';
import { cleanLine } from './plain-text.ts';
import { wordTable } from './word-table.ts';

/** What a person needs to know of an appointment in a mail. Lines of text are clean and bounded. */
export interface CalendarEvent {
  /** What the sender wants: METHOD of RFC 5546. */
  readonly kind: 'invitation' | 'cancellation' | 'answer' | 'event';
  readonly summary: string;
  /** As it stands there, such as `Mon, 7 December 2026, 10:00 – 11:00 (Europe/Berlin)`; '' where it cannot be read. */
  readonly time: string;
  readonly place: string;
  readonly organizer: string;
  readonly repeats: boolean;
  /** What an answer says: `accepted`, `declined` …; '' for everything else. */
  readonly answer: string;
}

const mostEvents = 20;
const mostCharacters = 300_000;
const kinds = wordTable<CalendarEvent['kind']>({
  REQUEST: 'invitation',
  CANCEL: 'cancellation',
  REPLY: 'answer',
  COUNTER: 'answer',
});

/** @returns the appointments of all calendars of a message, each once: an invitation comes as a body and as a file */
export function readCalendars(calendars: readonly { text: string; method: string }[]): CalendarEvent[] {
  const events = calendars.flatMap(({ text, method }) => readCalendar(text, method));
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()].slice(0, mostEvents);
}

/**
 * Reads the appointments of an iCalendar object (RFC 5545); what is no appointment is left out.
 * @param sentAs the method of its Content-Type (RFC 6047 section 2.4), for an object that names none
 */
export function readCalendar(text: string, sentAs = ''): CalendarEvent[] {
  const lines = unfold(text.slice(0, mostCharacters));
  const named = lines.find(({ name }) => name === 'METHOD')?.value.trim() || sentAs;
  const kind = kinds[named.toUpperCase()] ?? 'event';
  const events: CalendarEvent[] = [];
  let current: Line[] | undefined;
  let inside = 0;
  for (const line of lines) {
    const isBegin = line.name === 'BEGIN';
    if (current === undefined) {
      if (isBegin && line.value.toUpperCase() === 'VEVENT') current = [];
    } else if (line.name === 'END' && inside === 0) {
      events.push(describe(current, kind));
      current = undefined;
    } else if (isBegin) inside++;
    else if (line.name === 'END') inside--;
    // What stands in an alarm inside says nothing about the appointment.
    else if (inside === 0) current.push(line);
    if (events.length >= mostEvents) break;
  }
  return events;
}

interface Line {
  readonly name: string;
  readonly parameters: string;
  readonly value: string;
}

// RFC 5545 section 3.1: a line that begins with a blank continues the one before.
function unfold(text: string): Line[] {
  const lines = joinSoftBreaks(text.replace(/\r\n?/g, '\n').replace(/\n[ \t]/g, '')).split('\n');
  return lines.flatMap((line) => {
    const match =
      moment.exec(line) ??
      /^([A-Za-z][\w-]{0,60})((?:;[\w-]{1,60}=(?:"[^"]*"|[^";:])*)*):(.*)$/.exec(line.slice(0, 20_000));
    const [, name = '', parameters = '', value = ''] = match ?? [];
    return match === null ? [] : [{ name: name.toUpperCase(), parameters, value }];
  });
}

/** A zone with a colon in its name, `(UTC+01:00) Berlin`, is not always in quotes. */
const moment = /^(DTSTART|DTEND)((?:;.{0,300})?):(\d{4}-?\d\d-?\d\d(?:T\d\d:?\d\d(?::?\d\d)?Z?)?)\s*$/i;

/** Of vCalendar 1.0, which old telephones and Notes still write. */
function joinSoftBreaks(text: string): string {
  return /QUOTED-PRINTABLE/i.test(text) ? text.replace(/=\n/g, '') : text;
}

function describe(lines: readonly Line[], method: CalendarEvent['kind']): CalendarEvent {
  const find = (name: string) => lines.find((line) => line.name === name);
  // Booking systems cancel with a request too (RFC 5546 section 3.2.2.1 has them use CANCEL).
  const isOff = method !== 'answer' && find('STATUS')?.value.trim().toUpperCase() === 'CANCELLED';
  const kind = isOff ? 'cancellation' : method;
  const words = (name: string) => readText(decodeLine(find(name)));
  const organizer = find('ORGANIZER');
  const answers = lines.filter((line) => line.name === 'ATTENDEE').map(readAnswer);
  return {
    kind,
    summary: words('SUMMARY'),
    time: describeTime(find('DTSTART'), find('DTEND'), find('DURATION')),
    place: words('LOCATION'),
    organizer: organizer === undefined ? '' : describePerson(organizer),
    repeats: find('RRULE') !== undefined,
    answer: kind === 'answer' ? (answers.find((each) => each !== 'needs-action') ?? answers[0] ?? '') : '',
  };
}

/** An answer may name others who are asked, too. */
function readAnswer({ parameters }: Line): string {
  return readParameter(parameters, 'PARTSTAT')?.toLowerCase() ?? 'needs-action';
}

function describePerson({ parameters, value }: Line): string {
  const address = readText(value).replace(/^mailto:/i, '');
  const name = cleanLine(readParameter(parameters, 'CN') ?? '').slice(0, 200);
  return name === '' || name === address ? address : `${name} <${address}>`;
}

function readParameter(parameters: string, name: string): string | undefined {
  const match = new RegExp(`;${name}=(?:"([^"]*)"|([^";:,]*))`, 'i').exec(parameters);
  return match?.[1] ?? match?.[2];
}

// RFC 5545 section 3.3.11.
function readText(value: string): string {
  const plain = value.replace(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? ' ' : sign));
  return cleanLine(plain).slice(0, 500);
}

function decodeLine(line: Line | undefined): string {
  const { parameters = '', value = '' } = line ?? {};
  if (!/QUOTED-PRINTABLE/i.test(parameters) || /[^\x20-\x7e]/.test(value)) return value;
  const digits = value.replace(/%/g, '%25').replace(/=(?=[\da-f]{2})/gi, '%');
  return decodePercents(digits) ?? value;
}

interface Moment {
  readonly day: string;
  /** '' for a whole day. */
  readonly clock: string;
  readonly zone: string;
  readonly at: number;
}

function describeTime(start: Line | undefined, end: Line | undefined, duration: Line | undefined): string {
  const from = start === undefined ? undefined : readMoment(start);
  if (from === undefined) return '';
  const to = end === undefined ? addDuration(from, duration?.value ?? '') : readMoment(end);
  const zone = from.zone === '' ? '' : ` (${from.zone})`;
  if (from.clock === '') {
    // The end of whole days is the day after (RFC 5545 section 3.6.1).
    const last = to === undefined ? from.day : formatDay(to.at - 24 * 3_600_000);
    return last === from.day ? `${from.day}, all day` : `${from.day} – ${last}`;
  }
  const begin = `${from.day}, ${from.clock}`;
  if (to === undefined || to.clock === '') return `${begin}${zone}`;
  const until = to.day === from.day ? to.clock : `${to.day}, ${to.clock}`;
  const otherZone = to.zone === from.zone ? zone : `${zone} (${to.zone})`;
  return `${begin} – ${until}${otherZone}`;
}

// RFC 5545 section 3.3.6.
function addDuration(from: Moment, duration: string): Moment | undefined {
  const found = /^\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?$/i.exec(
    duration.trim(),
  );
  if (found === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = found.slice(1).map((each) => Number(each ?? 0));
  const [hour = 0, minute = 0] = from.clock.split(':').map(Number);
  const total = ((weeks * 7 + days) * 24 + hours + hour) * 60 + minutes + minute;
  const end = new Date(from.at + total * 60_000);
  const at = Date.UTC(end.getUTCFullYear(), end.getUTCMonth(), end.getUTCDate());
  return {
    day: formatDay(at),
    clock: from.clock === '' ? '' : end.toISOString().slice(11, 16),
    zone: from.zone,
    at,
  };
}

function readMoment({ parameters, value }: Line): Moment | undefined {
  const digits = value.trim().replace(/[-:]/g, '');
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?$/.exec(digits);
  if (match === null) return undefined;
  const [year, month, day, hour = '', minute = ''] = match.slice(1);
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // There is no such day or hour: another one would be made up.
  if (new Date(at).getUTCDate() !== Number(day) || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const zone = match[6] === 'Z' ? 'UTC' : nameZone(readParameter(parameters, 'TZID') ?? '');
  return { day: formatDay(at), clock: hour === '' ? '' : `${hour}:${minute}`, zone, at };
}

/** Some programs name their own table of zones first: `/mozilla.org/20050126_1/Europe/Berlin`. */
function nameZone(text: string): string {
  const plain = cleanLine(text).slice(0, 200);
  return plain.replace(/^\/[^/]{1,80}\/(?:\d[^/]{0,40}\/)?(?=[A-Z][\w+-]{1,40}\/[A-Z])/, '').slice(0, 80);
}

function formatDay(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at);
}
