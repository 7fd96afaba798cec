import { normalizeAddress } from './address.ts';

/** The fields of one recipient, or of the message, in a report: lower-case name, unfolded value. */
export type ReportGroup = Readonly<Record<string, string | undefined>>;

/** Reads the field groups of a machine's report (RFC 3464 section 2.1, RFC 8098 section 3.1): blank lines part them. */
export function readReports(text: string): ReportGroup[] {
  const groups: ReportGroup[] = [];
  let current: Record<string, string | undefined> | undefined;
  let last = '';
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (line.trim() === '') {
      current = undefined;
      continue;
    }
    const [, name = '', value = ''] = field.exec(line) ?? [];
    const isNew = name !== '' && !/^[ \t]/.test(line);
    if (!isNew && current === undefined) continue;
    if (current === undefined) {
      current = Object.create(null) as Record<string, string | undefined>;
      groups.push(current);
    }
    if (!isNew) {
      // Some servers break a reason without the blank that says so.
      const known = current[last] ?? '';
      if (last !== '' && known.length < longestValue) current[last] = `${known} ${line.trim()}`.trim();
      continue;
    }
    last = name.toLowerCase();
    // Some servers forget the blank line between two recipients.
    if (ofOne.has(last) && current[last] !== undefined) {
      current = Object.create(null) as Record<string, string | undefined>;
      groups.push(current);
    }
    if (current[last] !== undefined) last = '';
    else current[last] = value.trim();
  }
  return groups;
}

/**
 * RFC 3464 section 2.3.1: `rfc822; anna@example.com`; some servers write brackets. RFC 3461 section 4: `+2B` is a plus.
 * RFC 6533 section 3: `\x{F6}` is an ö.
 * @returns the address of a field, as far as it names one
 */
export function readRecipient(value = ''): string {
  const typeless = value.replace(/^[\w-]{1,40}\s{0,5};/, '');
  const plain = (/<([^<>]{3,320})>/.exec(typeless.slice(0, 1_000))?.[1] ?? typeless)
    .replace(/\+(2B|3D)/g, (_, hex: string) => (hex === '2B' ? '+' : '='))
    .replace(/\\x\{0?([0-9a-f]{2,5})\}/gi, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
  // Half of a pair that UTF-16 writes a character in is none.
  return normalizeAddress(plain.toWellFormed());
}

const ofOne: ReadonlySet<string> = new Set(['final-recipient', 'original-recipient']);
const longestValue = 4_000;
/** Anything else with a colon is a server's word at the start of a line. */
const field =
  /^((?:original-envelope-id|reporting-mta|dsn-gateway|received-from-mta|arrival-date|original-recipient|final-recipient|action|status|remote-mta|diagnostic-code|last-attempt-date|final-log-id|will-retry-until|reporting-ua|mdn-gateway|original-message-id|disposition|failure|error|warning|x-[\w-]{1,60}))[ \t]{0,5}:(.{0,4000})/i;
