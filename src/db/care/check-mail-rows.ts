import { type SQL, sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import type { Reader } from './open.ts';

/** Articles, their Message-IDs, attachments and deliveries agree with one another. */
export async function* checkMailRows(db: Reader): AsyncGenerator<Finding> {
  for (const { table, problem, rows } of rules) {
    for (const { row } of await db.all<{ row: number }>(sql`${rows} LIMIT 1001`))
      yield { table, row, problem };
  }
}

const rules: readonly { table: string; problem: string; rows: SQL }[] = [
  {
    table: 'articles',
    problem: 'is mail that came in, but its raw mail is gone',
    rows: sql`SELECT id AS "row" FROM articles
      WHERE kind = 'email' AND direction = 'in' AND raw_blob_id IS NULL`,
  },
  {
    table: 'message_ids',
    problem: 'names another ticket than its article does',
    rows: sql`SELECT message_ids.rowid AS "row" FROM message_ids
      JOIN articles ON articles.id = message_ids.article_id WHERE articles.ticket_id <> message_ids.ticket_id`,
  },
  {
    table: 'attachments',
    problem: 'has another size than its bytes',
    rows: sql`SELECT attachments.id AS "row" FROM attachments
      JOIN blobs ON blobs.id = attachments.blob_id WHERE attachments.size <> blobs.size`,
  },
  {
    table: 'outbox',
    problem: 'is to send an article that is no outgoing mail',
    rows: sql`SELECT outbox.id AS "row" FROM outbox JOIN articles ON articles.id = outbox.article_id
      WHERE articles.direction <> 'out' OR articles.kind <> 'email'`,
  },
];
