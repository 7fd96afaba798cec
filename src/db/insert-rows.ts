import { setImmediate } from 'node:timers/promises';
import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { keptMark } from './care/kept-statements.ts';
import type { Tx } from './care/open.ts';

/**
 * A transaction with so many rows takes long: behind them, and behind some dozens, this thread takes in what a server has
 * sent meanwhile, and goes on with what it hands to the parser processes.
 */
const manyRows = 20;
const mostUnbroken = 64;
/** So many rows to a statement: of few sizes, so that each stays prepared. */
const sizes = [64, 16, 4, 1] as const;
/** Characters and bytes: with more, a statement is not kept, as it would hold them until it is run again. */
const mostHeld = 1024 * 1024;

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
  for (let start = 0, unbroken = 0; start < rows.length; ) {
    const left = rows.length - start;
    const size = sizes.find((each) => each <= left) ?? 1;
    const values = toValues(rows.slice(start, start + size), columns);
    const isKept = measure(values) <= mostHeld;
    const name = `${getTableName(table)} ${size} ${conflict} ${isKept}`;
    // The very same text each time: it is what a kept statement is found by.
    const text =
      tx.texts.get(name) ?? describeInsert(table, columns, size, conflict) + (isKept ? keptMark : '');
    tx.texts.set(name, text);
    await tx.run(readyStatement(text, values));
    start += size;
    unbroken += size;
    if (unbroken < mostUnbroken && (start < rows.length || rows.length < manyRows)) continue;
    await setImmediate();
    unbroken = 0;
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

function toValues(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly [string, SQLiteColumn][],
): unknown[] {
  const values: unknown[] = [];
  for (const row of rows) for (const [name, column] of columns) values.push(toDriver(row[name], column));
  return values;
}

function measure(values: readonly unknown[]): number {
  let size = 0;
  for (const value of values) {
    if (typeof value === 'string' || value instanceof Uint8Array) size += value.length;
  }
  return size;
}

function toDriver(value: unknown, column: SQLiteColumn): unknown {
  const given = value === undefined ? column.default : value;
  return given === undefined || given === null ? null : column.mapToDriverValue(given);
}

/** A statement whose text and values are there already. */
function readyStatement(text: string, values: unknown[]): SQL {
  const statement = sql.raw(text);
  statement.toQuery = () => ({ sql: text, params: values });
  return statement;
}
