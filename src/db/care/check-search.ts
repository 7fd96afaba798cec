import { sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import type { Reader } from './open.ts';

/** Every article can be found, and every hit leads to an article. FTS5 keeps one row of sizes for each document. */
export async function* checkSearch(db: Reader): AsyncGenerator<Finding> {
  const unindexed = await db.all<{ row: number }>(
    sql`SELECT id AS "row" FROM articles
      WHERE id NOT IN (SELECT id FROM search_index_docsize)
      AND id NOT IN (SELECT article_id FROM search_pending) LIMIT 1001`,
  );
  for (const { row } of unindexed)
    yield { table: 'articles', row, problem: 'is missing from the search index' };
  const astray = await db.all<{ row: number }>(
    sql`SELECT id AS "row" FROM search_index_docsize
      WHERE id NOT IN (SELECT id FROM articles) LIMIT 1001`,
  );
  for (const { row } of astray)
    yield { table: 'search_index', row, problem: 'leads to an article that is not there' };
}
