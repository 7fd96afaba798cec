import { currentLanguage, currentTimeZone } from './words.ts';

/**
 * An instant, by the clock that the reader has chosen, else in UTC until the browser shows it in its own zone; "2 hours ago"
 * when relative.
 */
export function Time({ at, isRelative, isDate }: { at: Date; isRelative?: boolean; isDate?: boolean }) {
  return (
    <time datetime={at.toISOString()} data-format={isRelative ? 'relative' : isDate ? 'date' : undefined}>
      {writeTime(at)}
    </time>
  );
}

/** @returns an instant by the clock that the reader has chosen, else in UTC */
export function writeTime(at: Date): string {
  const timeZone = currentTimeZone();
  if (timeZone === '') return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(currentLanguage(), style).format(at);
}
