/** Something in the data file that is not as it must be. */
export interface Finding {
  readonly table: string;
  /** The row's id; null where the table or the file as a whole is meant. */
  readonly row: number | string | null;
  /** What is wrong, as the end of a sentence that begins with table and row. */
  readonly problem: string;
}

/** @returns one line: table, row and what is wrong. */
export function describeFinding({ table, row, problem }: Finding): string {
  return `${table}${row === null ? '' : ` row ${row}`}: ${problem}`;
}
