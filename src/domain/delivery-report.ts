/** The fields of one recipient, or of the message, in a delivery report: lower-case name, unfolded value. */
export type ReportGroup = Record<string, string | undefined>;

/** Reads the field groups of a message/delivery-status part (RFC 3464 section 2.1): blank lines part them. */
export function readReports(text: string): ReportGroup[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .map(readGroup)
    .filter((group) => Object.keys(group).length > 0);
}

function readGroup(block: string): ReportGroup {
  const group: ReportGroup = Object.create(null);
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && group[name] === undefined) group[name] = line.slice(colon + 1).trim();
  }
  return group;
}
