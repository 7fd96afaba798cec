import { sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';

/** Tables whose rows are written many to a statement and refer to one another. */
const tables = ['blobs', 'customers', 'tickets', 'articles', 'receipts'] as const;
type NumberedTable = (typeof tables)[number];

/** Hands out the ids of rows that are yet to be inserted, as AUTOINCREMENT would; good for one transaction. */
export type NextId = (table: NumberedTable) => number;

export async function reserveIds(tx: Tx): Promise<NextId> {
  const rows = await tx.all<{ name: string; seq: number }>(sql`SELECT name, seq FROM sqlite_sequence`);
  const last = new Map(rows.map(({ name, seq }) => [name, seq]));
  return (table) => {
    const id = (last.get(table) ?? 0) + 1;
    last.set(table, id);
    return id;
  };
}
