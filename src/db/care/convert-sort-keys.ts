import type { Transaction } from '@libsql/client/sqlite3';
import { sortKeyOf } from '../../domain/name-order.ts';

const atOnce = 500;

/** Customers whose names have other letters than ASCII get what they are sorted by, within the migration's transaction. */
export async function convertSortKeys(transaction: Transaction): Promise<void> {
  for (let last = 0; ; ) {
    const { rows } = await transaction.execute({
      sql: `SELECT id, coalesce(nullif(name, ''), email) AS name FROM customers
        WHERE id > ? AND coalesce(nullif(name, ''), email) GLOB '*[^ -~]*' ORDER BY id LIMIT ?`,
      args: [last, atOnce],
    });
    if (rows.length === 0) return;
    for (const { id, name } of rows) {
      last = Number(id);
      const args = [sortKeyOf(String(name)), last];
      await transaction.execute({ sql: 'UPDATE customers SET sort_key = ? WHERE id = ?', args });
    }
  }
}
