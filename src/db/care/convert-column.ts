import type { InArgs, Transaction } from '@libsql/client/sqlite3';

const atOnce = 500;

/** A column in which older versions wrote sentences. */
interface OldColumn {
  readonly table: string;
  readonly column: string;
  /** @returns what is stored as JSON from now on */
  readonly read: (words: string) => object;
}

/** Turns sentences into codes, row after row in the order of the table, so that a large one never stands in memory as a whole. */
export async function convertColumn(
  transaction: Transaction,
  { table, column, read }: OldColumn,
): Promise<void> {
  for (let last = 0; ; ) {
    const { rows } = await transaction.execute({
      sql: `SELECT rowid AS id, ${column} AS words FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`,
      args: [last, atOnce],
    });
    if (rows.length === 0) return;
    const sql = `UPDATE ${table} SET ${column} = ? WHERE rowid = ?`;
    for (const { id, words } of rows) {
      last = Number(id);
      const text = String(words);
      const args: InArgs = [JSON.stringify(read(text)), last];
      if (!text.startsWith('{')) await transaction.execute({ sql, args });
    }
  }
}
