import type { Client, InValue, Transaction } from '@libsql/client/sqlite3';

/** By column. */
export type TableRow = Readonly<Record<string, InValue>>;

/** A table of a file of any schema. */
export interface TableRows {
  readonly name: string;
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly TableRow[];
}

type Queries = Pick<Client | Transaction, 'execute'>;

/** @returns the rows and columns of those of the tables that the file has; for tables that are never large */
export async function readTables(
  file: Queries,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableRows>> {
  const tables = new Map<string, TableRows>();
  for (const name of names) {
    const { columns, rows } = await file.execute(`SELECT * FROM pragma_table_info('${name}')`);
    const at = columns.indexOf('name');
    if (rows.length === 0) continue;
    const stored = await file.execute(`SELECT * FROM ${name}`);
    tables.set(name, {
      name,
      columns: new Set(rows.map((row) => String(row[at]))),
      rows: stored.rows.map((row) =>
        Object.fromEntries(stored.columns.map((column, index) => [column, row[index] ?? null])),
      ),
    });
  }
  return tables;
}

/** Adds a row of another file's table; columns that this one has not are left out. @param without columns that get their usual value */
export async function insertRow(
  tx: Queries,
  { name, columns }: TableRows,
  row: TableRow,
  without: readonly string[] = [],
): Promise<void> {
  const given = Object.keys(row).filter((column) => columns.has(column) && !without.includes(column));
  const marks = given.map(() => '?').join(', ');
  const args = given.map((column) => row[column] ?? null);
  await tx.execute({ sql: `INSERT INTO ${name} (${given.join(', ')}) VALUES (${marks})`, args });
}

/** Takes over some columns, as far as both files have them. */
export async function updateRow(
  tx: Queries,
  { name, columns }: TableRows,
  id: InValue | undefined,
  row: TableRow,
  taken: readonly string[],
): Promise<void> {
  const given = taken.filter((column) => columns.has(column) && row[column] !== undefined);
  if (given.length === 0) return;
  const sets = given.map((column) => `${column} = ?`).join(', ');
  const args = [...given.map((column) => row[column] ?? null), id ?? null];
  await tx.execute({ sql: `UPDATE ${name} SET ${sets} WHERE id = ?`, args });
}
