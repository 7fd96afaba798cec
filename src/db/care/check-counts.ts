import { type SQL, sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import type { Reader } from './open.ts';

/** The counts that pages show are those that counting gives. */
export async function* checkCounts(db: Reader): AsyncGenerator<Finding> {
  for (const { table, kept, counted } of comparisons) {
    // As bytes: libSQL ends the process at a text that is no UTF-8, as a flipped bit makes it.
    const rows = await db.all<{ place: ArrayBuffer; kept: number; counted: number }>(sql`
      SELECT CAST(coalesce(kept.place, counted.place, '') AS BLOB) AS place, CAST(coalesce(kept.n, 0) AS INTEGER) AS kept, CAST(coalesce(counted.n, 0) AS INTEGER) AS counted
      FROM (${kept}) AS kept FULL JOIN (${counted}) AS counted ON counted.place = kept.place
      WHERE coalesce(kept.n, 0) <> coalesce(counted.n, 0) LIMIT 1001`);
    for (const row of rows) {
      const place = Buffer.from(row.place).toString();
      yield { table, row: null, problem: `says ${row.kept} for ${place}, counted are ${row.counted}` };
    }
  }
}

const conditions = { receipts: 'true', articles: 'article_id IS NOT NULL', unsettled: 'settled_at IS NULL' };

const comparisons: readonly { table: string; kept: SQL; counted: SQL }[] = [
  {
    table: 'ticket_counts',
    kept: sql`SELECT concat_ws('/', group_id, state, owner_id) AS place, tickets AS n FROM ticket_counts`,
    counted: count('tickets', sql`concat_ws('/', group_id, state, coalesce(owner_id, 0))`),
  },
  {
    table: 'ticket_counts',
    kept: sql`SELECT concat_ws('/', group_id, state, owner_id, 'waiting') AS place, waiting AS n FROM ticket_counts`,
    counted: count(
      'tickets',
      sql`concat_ws('/', group_id, state, coalesce(owner_id, 0), 'waiting')`,
      sql`waiting_since IS NOT NULL`,
    ),
  },
  {
    table: 'channel_ticket_counts',
    kept: sql`SELECT concat_ws('/', channel_id, state) AS place, tickets AS n FROM channel_ticket_counts`,
    counted: count('tickets', sql`concat_ws('/', channel_id, state)`, sql`channel_id IS NOT NULL`),
  },
  ...(['receipts', 'articles', 'unsettled'] as const).map((column) => ({
    table: 'receipt_counts',
    kept: sql`SELECT concat_ws('/', channel_id, outcome, ${column}) AS place, ${sql.raw(column)} AS n FROM receipt_counts`,
    counted: count(
      'receipts',
      sql`concat_ws('/', coalesce(channel_id, 0), outcome, ${column})`,
      sql.raw(conditions[column]),
    ),
  })),
  {
    table: 'outbox_counts',
    kept: sql`SELECT state AS place, messages AS n FROM outbox_counts`,
    counted: count('outbox', sql`state`),
  },
];

/**
 * Rows are counted so many at a time, because SQLite sorts them in memory by what they are counted for: 75 MB for a million.
 */
function count(table: string, place: SQL, where = sql`true`): SQL {
  const [rows, size] = [sql.raw(table), sql.raw('200000')];
  return sql`SELECT key AS place, sum(value) AS n FROM (
      WITH RECURSIVE parts (first) AS
        (SELECT 0 UNION ALL SELECT first + ${size} FROM parts WHERE first + ${size} <= (SELECT max(id) FROM ${rows}))
      SELECT first FROM parts) AS parts
    CROSS JOIN json_each((SELECT json_group_object(place, n) FROM (SELECT ${place} AS place, count(*) AS n FROM ${rows}
      WHERE id >= parts.first AND id < parts.first + ${size} AND ${where} GROUP BY 1)))
    GROUP BY 1`;
}
