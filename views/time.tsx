/** An instant, sent in UTC; the browser shows it in the reader's own zone, "2 hours ago" when relative. */
export function Time({ at, isRelative }: { at: Date; isRelative?: boolean }) {
  const utc = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return (
    <time datetime={at.toISOString()} data-format={isRelative ? 'relative' : undefined}>
      {utc}
    </time>
  );
}
