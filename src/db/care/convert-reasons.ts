import type { InArgs, Transaction } from '@libsql/client/sqlite3';
import { readOldProblem } from '../../domain/facts/old-problems.ts';
import { readOldLinkReason } from '../../domain/facts/old-reasons.ts';

const atOnce = 500;

/** Turns the sentences of older versions into codes, within the migration's transaction. */
export async function convertReasons(transaction: Transaction): Promise<void> {
  await convertColumn(transaction, { table: 'ticket_links', column: 'reason', read: readOldLinkReason });
  await convertColumn(transaction, { table: 'bounces', column: 'reason', read: readOldProblem });
}

interface OldColumn {
  readonly table: string;
  readonly column: string;
  /** @returns what is stored as JSON from now on */
  readonly read: (words: string) => object;
}

/** Row after row in the order of the table, so that a large one never stands in memory as a whole. */
async function convertColumn(transaction: Transaction, { table, column, read }: OldColumn): Promise<void> {
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
