/** PowerShell's literal string: nothing in it is expanded, a quote is doubled, and its typographic kin are quotes too. */
export function quotePowerShell(text: string): string {
  return `'${text.replace(/['\u2018-\u201B]/g, "''")}'`;
}
