import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';

/** What very many rows may have in common, as a sender makes it. */
interface Shared {
  /** Of each value. */
  readonly values: readonly (string | number)[];
  /** The rows with one of them: the table and a condition, in which `wanted.value` is the value. */
  readonly rows: SQL;
  /** Names a row. */
  readonly id: SQL;
  /** The oldest has the lowest; an index has the rows of one value in this order. */
  readonly order: SQL;
  /** So many of the oldest, and as many of the newest. */
  readonly most: number;
}

/**
 * Who sends mail decides how many rows have one Message-ID, one sender or one ticket. So that no message costs more than
 * another, the oldest and the newest of them stand for all.
 * @returns the ids of these rows, of all values together
 */
export async function listEndsOfEach(
  db: Reader,
  { values, rows, id, order, most }: Shared,
): Promise<number[]> {
  const found = await db.all<{ oldest: string; newest: string }>(sql`SELECT
    (SELECT json_group_array(id) FROM (SELECT ${id} AS id FROM ${rows} ORDER BY ${order} LIMIT ${most})) AS oldest,
    (SELECT json_group_array(id) FROM (SELECT ${id} AS id FROM ${rows} ORDER BY ${order} DESC LIMIT ${most})) AS newest
    FROM json_each(${JSON.stringify(values)}) AS wanted`);
  const ids = found.flatMap(({ oldest, newest }): number[] => [...JSON.parse(oldest), ...JSON.parse(newest)]);
  return [...new Set(ids)];
}

/** @returns how many rows so many values have together at most, unless one of them has very many */
export function usualRows(values: readonly unknown[]): number {
  return 500 + values.length * 3;
}
