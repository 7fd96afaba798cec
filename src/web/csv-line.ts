/**
 * What tables run as a formula: at the beginning of a cell, and after whatever may be read as the end of one. In some
 * countries that is a semicolon, and then our own quotes hold nothing together (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const beginning = /(^|[;\t\r\n|])((?:[^\S\t\r\n]|")*)(?=[=+\-@＝＋－＠])/g;

/** @returns one line of a CSV file (RFC 4180). No cell begins like a formula: names come from people, and tables run them. */
export function writeCsvLine(cells: readonly string[]): string {
  const safe = cells.map((cell) => cell.replace(beginning, "$1$2'"));
  return `${safe.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`;
}
