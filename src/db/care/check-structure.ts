import { sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import { readLong } from './long-statement.ts';
import type { LongWork } from './long-work.ts';
import type { Reader } from './open.ts';

const most = 1000;

/** Pages, rows, indexes and the rules of columns, as SQLite sees them. */
export async function* checkStructure(db: Reader, work: LongWork): AsyncGenerator<Finding> {
  const select = `SELECT integrity_check AS line FROM pragma_integrity_check(${most}, 'main')`;
  work.report({ step: 'structure', done: 0, total: 0 });
  const answers =
    work.file === undefined
      ? [await db.all<{ line: string }>(sql.raw(select))]
      : readLong<{ line: string }>(work.file, [select], work);
  for await (const rows of answers) {
    for (const { line } of rows) if (line !== 'ok') yield await describe(db, line);
  }
}

/** Every reference of one table to another finds its row. */
export async function* checkForeignKeys(db: Reader): AsyncGenerator<Finding> {
  const broken = await db.all<{ table: string; rowid: number | null; parent: string; fkid: number }>(
    sql`PRAGMA foreign_key_check`,
  );
  for (const { table, rowid, parent, fkid } of broken) {
    const [key] = await db.all<{ column: string }>(
      sql`SELECT "from" AS "column" FROM pragma_foreign_key_list(${table}) WHERE id = ${fkid}`,
    );
    yield {
      table,
      row: rowid,
      problem: `its ${key?.column ?? 'reference'} names a row of ${parent} that is not there`,
    };
  }
}

// "row 5 missing from index receipts_by_uid", "NULL value in articles.text", "wrong # of entries in index x"
async function describe(db: Reader, line: string): Promise<Finding> {
  const index = / index (\w+)$/.exec(line)?.[1];
  const row = /^row (\d+) missing/.exec(line)?.[1];
  const named = / in (\w+)\.\w+$/.exec(line)?.[1];
  const [owner] =
    index === undefined
      ? []
      : await db.all<{ table: string }>(
          sql`SELECT tbl_name AS "table" FROM sqlite_schema WHERE type = 'index' AND name = ${index}`,
        );
  return {
    table: owner?.table ?? named ?? 'file',
    row: row === undefined ? null : Number(row),
    problem: index !== undefined && row !== undefined ? `is missing from the index ${index}` : line,
  };
}
