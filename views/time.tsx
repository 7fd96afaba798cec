import { t } from './words.ts';
/** An instant, sent in UTC; the browser shows it in the reader's own zone, "2 hours ago" when relative. */
export function Time({ at, isRelative, isDate }: { at: Date; isRelative?: boolean; isDate?: boolean }) {
  const utc = t('{replace} UTC', { replace: at.toISOString().slice(0, 16).replace('T', ' ') });
  return (
    <time datetime={at.toISOString()} data-format={isRelative ? 'relative' : isDate ? 'date' : undefined}>
      {utc}
    </time>
  );
}
