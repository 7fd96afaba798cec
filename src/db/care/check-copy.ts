import type { Client } from '@libsql/client/sqlite3';
import type { DataFileOptions } from './connect.ts';
import type { FileFacts } from './file-facts.ts';
import { readLong } from './long-statement.ts';
import type { LongWork } from './long-work.ts';

/**
 * Looks at the pages, rows and entries of all tables of a copy, one table after the other. The words of full-text indexes are not
 * gone through, which took three times as long as all else: a copy has the rows that hold them, and `check` does it.
 * @returns what SQLite says of the first thing that is not sound; undefined where nothing is
 */
export async function findTornTable(
  options: DataFileOptions,
  client: Client,
  { rows }: FileFacts,
  work: LongWork,
): Promise<string | undefined> {
  const names = await listStored(client);
  const sizeOf = (name: string) => rows.get(name) ?? 0;
  const total = names.reduce((sum, name) => sum + sizeOf(name), 0);
  const selects = names.map(
    (name) => `SELECT quick_check AS line FROM pragma_quick_check('${name.replaceAll("'", "''")}', 'main')`,
  );
  let [next, done] = [0, 0];
  work.report({ step: 'structure', done, total });
  for await (const lines of readLong<{ line: string }>(options, selects, work)) {
    const [{ line } = { line: 'no answer' }] = lines;
    if (line !== 'ok') return line;
    done += sizeOf(names[next] ?? '');
    next += 1;
    work.report({ step: 'structure', done, total });
  }
  return undefined;
}

/** @returns all that has pages of its own, also what a full-text index is stored in, and SQLite's own tables */
async function listStored(client: Client): Promise<string[]> {
  const listed = await client.execute(
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')",
  );
  return listed.rows.map((row) => String(row[0]));
}
