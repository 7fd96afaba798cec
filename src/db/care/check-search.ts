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

/** A search for dates leaves out no message. */
export async function* checkArticleBlocks(db: Reader): AsyncGenerator<Finding> {
  const outside = await db.all<{ row: number }>(
    sql`SELECT id AS "row" FROM articles LEFT JOIN article_blocks ON block = id / 10000
      WHERE (sent_at BETWEEN earliest AND latest) IS NOT TRUE LIMIT 1001`,
  );
  for (const { row } of outside)
    yield { table: 'articles', row, problem: 'was sent at a time that no search for dates looks for it' };
}

/** Every customer can be found by what he is called now, and every hit leads to a customer. */
export async function* checkCustomerIndex(db: Reader): AsyncGenerator<Finding> {
  const unlike = await db.all<{ row: number }>(
    sql`SELECT customer_id AS "row" FROM customer_documents
      LEFT JOIN customer_index_content ON customer_index_content.id = customer_id
      WHERE CAST(c0 AS BLOB) IS NOT CAST(words AS BLOB)
      AND customer_id NOT IN (SELECT customer_id FROM customers_unindexed) LIMIT 1001`,
  );
  for (const { row } of unlike)
    yield { table: 'customers', row, problem: 'is not in the index of customers as he is called now' };
  const astray = await db.all<{ row: number }>(
    sql`SELECT id AS "row" FROM customer_index_content
      WHERE id NOT IN (SELECT id FROM customers) LIMIT 1001`,
  );
  for (const { row } of astray)
    yield { table: 'customer_index', row, problem: 'leads to a customer who is not there' };
}
