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
    last = current[name.toLowerCase()] === undefined ? name.toLowerCase() : '';
    if (last !== '') current[last] = value.trim();
  }
  return groups;
}

const longestValue = 4_000;
/** Anything else with a colon is a server's word at the start of a line. */
const field =
  /^((?:original-envelope-id|reporting-mta|dsn-gateway|received-from-mta|arrival-date|original-recipient|final-recipient|action|status|remote-mta|diagnostic-code|last-attempt-date|final-log-id|will-retry-until|reporting-ua|mdn-gateway|original-message-id|disposition|failure|error|warning|x-[\w-]{1,60}))[ \t]{0,5}:(.{0,4000})/i;
