/**
 * @returns one line of a CSV file (RFC 4180). A cell that begins like a formula is none: names come from people, and tables run
 * them.
 */
export function writeCsvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`;
}
