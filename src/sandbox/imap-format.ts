const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A quoted string where that can carry the text, a literal otherwise, NIL for nothing (RFC 9051 section 4.3). */
export function formatString(text: string | undefined): string {
  if (text === undefined) return 'NIL';
  if (/^[\x20-\x7e]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  return `{${text.length}}\r\n${text}`;
}

/** An atom where the name is one, a quoted string otherwise. */
export function formatAstring(text: string): string {
  return /^[\w&+,.\-/]+$/.test(text) ? text : formatString(text);
}

/** `"23-Nov-2026 21:55:45 +0000"`. */
export function formatDateTime(date: Date): string {
  const day = `${date.getUTCDate()}`.padStart(2, ' ');
  const time = date.toISOString().slice(11, 19);
  return `"${day}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()} ${time} +0000"`;
}

/** Reads `23-Nov-2026` and `23-Nov-2026 21:55:45 +0100`; undefined for anything else. */
export function parseDateTime(text: string): Date | undefined {
  const match =
    /^ ?(\d{1,2})-([a-z]{3})-(\d{4})(?: (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d))?$/i.exec(text) ?? undefined;
  const month = months.findIndex((name) => name.toLowerCase() === match?.[2]?.toLowerCase());
  if (!match || month < 0) return undefined;
  const [day, year, hours, minutes, seconds] = [match[1], match[3], match[4], match[5], match[6]].map(
    (part) => Number(part ?? 0),
  );
  const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * (match[7] === '-' ? -1 : 1);
  return new Date(Date.UTC(year ?? 0, month, day, hours, (minutes ?? 0) - offset, seconds));
}

/** `(\Seen $MDNSent)` */
export function formatFlags(flags: Iterable<string>): string {
  return `(${[...flags].join(' ')})`;
}
