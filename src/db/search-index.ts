import { sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';

// Triggers note in search_pending which articles have changed, in the same transaction: that is the cursor of the index.

/** A quarter of a second's work. */
const mostTextBytes = 4 * 1024 * 1024;

/**
 * Brings the oldest of what has changed into the full-text index.
 * @param mostBytes of text: no more articles are taken than have so much together, but one at least
 * @returns how many articles that were
 */
export async function indexArticles(tx: Tx, most: number, mostBytes = mostTextBytes): Promise<number> {
  const rows = await tx.all<{ id: number; bytes: number | null }>(
    sql`SELECT article_id AS id, octet_length(articles.text) AS bytes FROM search_pending
      LEFT JOIN articles ON articles.id = article_id ORDER BY article_id LIMIT ${most}`,
  );
  if (rows.length === 0) return 0;
  let left = mostBytes;
  const taken = rows.filter(({ bytes }, at) => {
    left -= bytes ?? 0;
    return at === 0 || left >= 0;
  });
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(taken.map(({ id }) => id))}))`;
  await tx.run(sql`
    INSERT OR REPLACE INTO search_index (rowid, subject, body, sender, recipients, customer, files)
    SELECT article_id, subject, body, sender, recipients, customer, files
    FROM search_documents WHERE article_id IN ${ids}`);
  await tx.run(sql`DELETE FROM search_pending WHERE article_id IN ${ids}`);
  return taken.length;
}

/** How far the index is behind. @param most counts no further */
export async function countUnindexed(db: Reader, most: number): Promise<number> {
  const [row] = await db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM search_pending LIMIT ${most})`,
  );
  return row?.n ?? 0;
}

/** @returns the newest article that is not in the index yet; 0 where all are */
export async function findNewestUnindexed(db: Reader): Promise<number> {
  const [row] = await db.all<{ id: number | null }>(sql`SELECT max(article_id) AS id FROM search_pending`);
  return row?.id ?? 0;
}
