import { setImmediate } from 'node:timers/promises';
import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Tx } from './care/open.ts';

/**
 * A transaction with so many rows takes long: behind each of its statements this thread takes in what a server has sent
 * meanwhile, and goes on with what it hands to the parser processes.
 */
const manyRows = 20;
/** What one statement binds at most, below SQLite's own limit of 32,766. */
const mostValues = 8_000;

type Conflict = 'ignore' | `ON CONFLICT (${string}) ${string}`;

/**
 * Inserts rows as drizzle's own builder does, where very many are inserted: that one walks a tree of objects for each
 * value, which took a quarter of the time of an import.
 * @param conflict `ignore` leaves out rows that are there already; or what SQL is to do with them
 */
export async function insertRows<Table extends SQLiteTable>(
  tx: Tx,
  table: Table,
  rows: readonly Table['$inferInsert'][],
  conflict?: Conflict,
): Promise<void> {
  const columns = Object.entries<SQLiteColumn>(getTableColumns(table));
  const step = Math.max(1, Math.floor(mostValues / columns.length));
  for (let start = 0; start < rows.length; start += step) {
    const part: readonly Record<string, unknown>[] = rows.slice(start, start + step);
    const values = part.flatMap((row) => columns.map(([name, column]) => toDriver(row[name], column)));
    await tx.run(readyStatement(describeInsert(table, columns, part.length, conflict), values));
    if (part.length >= manyRows) await setImmediate();
  }
}

function describeInsert(
  table: SQLiteTable,
  columns: readonly [string, SQLiteColumn][],
  rowCount: number,
  conflict: Conflict | undefined,
): string {
  const names = columns.map(([, { name }]) => `"${name}"`).join(', ');
  const row = `(${columns.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: rowCount }, () => row).join(', ');
  const ending = conflict === 'ignore' ? 'ON CONFLICT DO NOTHING' : (conflict ?? '');
  return `INSERT INTO "${getTableName(table)}" (${names}) VALUES ${rows} ${ending}`;
}

function toDriver(value: unknown, column: SQLiteColumn): unknown {
  const given = value === undefined ? column.default : value;
  return given === undefined || given === null ? null : column.mapToDriverValue(given);
}

/** A statement whose text and values are there already. */
function readyStatement(text: string, values: readonly unknown[]): SQL {
  const statement = sql.raw(text);
  statement.toQuery = () => ({ sql: text, params: [...values] });
  return statement;
}
