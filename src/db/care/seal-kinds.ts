import { type SQL, sql } from 'drizzle-orm';

/**
 * What a person reads of a row, as one JSON text made by SQLite, so that writing and checking cannot differ. As bytes: libSQL
 * ends the process at a text that is no UTF-8, as a flipped bit makes it.
 */
export interface SealKind {
  readonly kind: 'article' | 'rendering' | 'ticket' | 'customer' | 'fact';
  readonly table: string;
  readonly id: string;
  /** Ends before WHERE; gives `id` and `content`. */
  readonly read: SQL;
}

export const sealKinds: readonly SealKind[] = [
  {
    kind: 'article',
    table: 'articles',
    id: 'id',
    read: sql`SELECT id, CAST(json_array(id, ticket_id, kind, direction, user_id, channel_id, from_name, from_address, reply_to,
      "to", cc, subject, message_id, in_reply_to, "references", text, calendar, automatic, automatic_because, because,
      no_auto_reply, protection, sender_check, answer, signature, receipt, has_html, shows_images, is_internal, raw_blob_id,
      sent_at, created_at,
      (SELECT json_group_array(json_array(id, name, type, content_id, is_inline, size, blob_id)) FROM
        (SELECT * FROM attachments WHERE article_id = articles.id ORDER BY id))) AS BLOB) AS content FROM articles`,
  },
  {
    kind: 'rendering',
    table: 'renderings',
    id: 'article_id',
    read: sql`SELECT article_id AS id, CAST(json_array(article_id, version, html, blocks, excerpt, ground, has_remote_images,
      is_shortened) AS BLOB) AS content FROM renderings`,
  },
  {
    kind: 'ticket',
    table: 'tickets',
    id: 'id',
    read: sql`SELECT id, CAST(json_array(id, number, subject, group_id, customer_id, owner_id, state, priority, channel_id,
      created_at, updated_at, last_article_at, undelivered_at, opened_at, waiting_since, customer_key) AS BLOB) AS content
      FROM tickets`,
  },
  {
    kind: 'customer',
    table: 'customers',
    id: 'id',
    read: sql`SELECT id, CAST(json_array(id, name, email, note, blocked_at, created_at) AS BLOB) AS content FROM customers`,
  },
  {
    kind: 'fact',
    table: 'fact_blocks',
    id: 'id',
    read: sql`SELECT id, (SELECT CAST(json_group_array(json_array(id, at, kind, actor_kind, actor_user_id, via, origin, ticket_id,
      article_id, channel_id, customer_id, group_id, user_id, data)) AS BLOB) FROM
        (SELECT * FROM facts WHERE id >= (fact_blocks.id - 1) * 64 AND id < fact_blocks.id * 64 ORDER BY id))
      AS content FROM fact_blocks`,
  },
];
