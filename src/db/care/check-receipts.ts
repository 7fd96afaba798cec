import { type SQL, sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import type { Reader } from './open.ts';

/** Every message that was dealt with has what its receipt says, and every mail of a channel has a receipt. */
export async function* checkReceipts(db: Reader): AsyncGenerator<Finding> {
  for (const { table, problem, rows } of rules) {
    for (const { row } of await db.all<{ row: number }>(sql`${rows} LIMIT 1001`))
      yield { table, row, problem };
  }
}

const rules: readonly { table: string; problem: string; rows: SQL }[] = [
  {
    table: 'receipts',
    problem: 'its article is gone',
    rows: sql`SELECT id AS "row" FROM receipts
      WHERE outcome IN ('opened', 'appended', 'archived') AND article_id IS NULL`,
  },
  {
    table: 'receipts',
    problem: 'has a hash that is not the one of its article’s raw mail',
    rows: sql`SELECT receipts.id AS "row" FROM receipts
      JOIN articles ON articles.id = receipts.article_id JOIN blobs ON blobs.id = articles.raw_blob_id
      WHERE receipts.outcome IN ('opened', 'appended', 'archived') AND receipts.sha256 <> blobs.sha256`,
  },
  {
    table: 'receipts',
    problem: 'says quarantined, but there is no such row in quarantine',
    rows: sql`SELECT id AS "row" FROM receipts
      WHERE outcome = 'quarantined' AND id NOT IN (SELECT receipt_id FROM quarantine)`,
  },
  {
    table: 'quarantine',
    problem: 'waits for a decision, but its receipt does not say quarantined',
    rows: sql`SELECT quarantine.id AS "row" FROM quarantine JOIN receipts ON receipts.id = quarantine.receipt_id
      WHERE quarantine.resolved_at IS NULL AND receipts.outcome <> 'quarantined'`,
  },
  {
    table: 'quarantine',
    problem: 'waits for a decision, but its raw mail is not the one of its receipt',
    rows: sql`SELECT quarantine.id AS "row" FROM quarantine JOIN receipts ON receipts.id = quarantine.receipt_id
      JOIN blobs ON blobs.id = quarantine.blob_id
      WHERE quarantine.resolved_at IS NULL AND blobs.sha256 <> receipts.sha256`,
  },
  {
    table: 'articles',
    problem: 'came by a channel, but no receipt names it',
    rows: sql`SELECT id AS "row" FROM articles WHERE kind = 'email' AND direction = 'in' AND channel_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM receipts WHERE article_id = articles.id)`,
  },
];
