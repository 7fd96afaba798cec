import { currentLanguage, currentTimeZone } from './words.ts';

/**
 * An instant, by the clock that the reader has chosen, else in UTC until the browser shows it in its own zone; "2 hours ago"
 * when relative. When it is due, it is "in 2 hours", or "now" from then on: what is late is not in the past.
 */
export function Time({ at, isRelative, isDue, isUntil }: TimeProps) {
  const format = isDue ? 'due' : isRelative ? 'relative' : isUntil ? 'until' : undefined;
  return (
    <time datetime={at.toISOString()} data-format={format}>
      {writeTime(at)}
    </time>
  );
}

interface TimeProps {
  readonly at: Date;
  readonly isRelative?: boolean;
  readonly isDue?: boolean;
  /** Of a day to come; what is less than a day ahead has its hour. */
  readonly isUntil?: boolean;
}

/** @returns an instant by the clock that the reader has chosen, else in UTC */
export function writeTime(at: Date): string {
  const timeZone = currentTimeZone();
  return timeZone === '' ? writeUtc(at) : formatOf('time', timeZone).format(at);
}

/** @returns an instant in UTC; in English, whose readers write days in several ways, as `2026-11-28 10:05 UTC` */
export function writeUtc(at: Date): string {
  const isEnglish = currentLanguage() === 'en';
  const time = isEnglish
    ? at.toISOString().slice(0, 16).replace('T', ' ')
    : formatOf('time', 'UTC').format(at);
  return `${time} UTC`;
}

/** @param at its midnight in UTC @returns a day; in English as `2026-11-28` */
export function writeDay(at: Date): string {
  return currentLanguage() === 'en' ? at.toISOString().slice(0, 10) : formatOf('day', 'UTC').format(at);
}

const styles = { time: { dateStyle: 'medium', timeStyle: 'short' }, day: { dateStyle: 'medium' } } as const;
/** Making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();
/** Of a zone as of a language people use a few; its name is good in capitals and small letters as one likes. */
const mostFormats = 1_000;

function formatOf(style: keyof typeof styles, timeZone: string): Intl.DateTimeFormat {
  const language = currentLanguage();
  const key = `${language} ${style} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(language, { ...styles[style], timeZone });
  if (formats.size >= mostFormats) formats.clear();
  formats.set(key, format);
  return format;
}
