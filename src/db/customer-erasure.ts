import { eq, inArray, type SQL, sql } from 'drizzle-orm';
import { eraseMessageId } from '../domain/erased-message-id.ts';
import type { Reader, Tx } from './care/open.ts';
import { facts } from './schema/schema-facts.ts';
import { customers } from './schema/schema-tickets.ts';

/** What goes when a customer is erased. */
export interface Erasure {
  readonly tickets: number;
  /** In those tickets, notes and answers among them. */
  readonly articles: number;
  /** What the customer wrote in the tickets of others. */
  readonly elsewhere: number;
  readonly attachments: number;
  readonly quarantined: number;
  /** Raw mail, attachments and sent mail. */
  readonly bytes: number;
  /** They stay, with hashes alone, so that the mail is not imported again. */
  readonly receipts: number;
}

/** @param addresses all of the customer's, lower case */
export async function countErasure(
  db: Reader,
  customerId: number,
  addresses: readonly string[],
): Promise<Erasure> {
  const { inTickets, elsewhere, quarantined, all } = select(customerId, addresses);
  const [row] = await db.all<Erasure>(sql`SELECT
    (SELECT count(*) FROM tickets WHERE customer_id = ${customerId}) AS tickets,
    (SELECT count(*) FROM articles WHERE id IN (${inTickets})) AS articles,
    (SELECT count(*) FROM articles WHERE id IN (${elsewhere})) AS elsewhere,
    (SELECT count(*) FROM attachments WHERE article_id IN (${all})) AS attachments,
    (SELECT count(*) FROM quarantine WHERE ${quarantined}) AS quarantined,
    (SELECT coalesce(sum(size), 0) FROM blobs WHERE id IN (${blobsOf(customerId, all, quarantined)})) AS bytes,
    (SELECT count(*) FROM receipts WHERE article_id IN (${all})) AS receipts`);
  return (
    row ?? { tickets: 0, articles: 0, elsewhere: 0, attachments: 0, quarantined: 0, bytes: 0, receipts: 0 }
  );
}

/** Removes everything of a customer; what is removed is overwritten in the file, as everywhere (db/care/open). */
export async function eraseCustomerRows(
  tx: Tx,
  customerId: number,
  addresses: readonly string[],
): Promise<void> {
  const { all, elsewhere, quarantined } = select(customerId, addresses);
  const blobs = await tx.all<{ id: number }>(blobsOf(customerId, all, quarantined));
  const dealtWith = sql`article_id IN (${all}) OR id IN (SELECT receipt_id FROM quarantine WHERE ${quarantined})`;
  await hashReceipts(tx, dealtWith);
  await tx.run(sql`UPDATE receipts SET outcome = 'erased' WHERE outcome <> 'duplicate' AND (${dealtWith})`);
  await tx.run(sql`DELETE FROM quarantine WHERE ${quarantined}`);
  await tx.run(sql`DELETE FROM articles WHERE id IN (${elsewhere})`);
  await deleteEmptied(tx, customerId);
  await tx.run(sql`DELETE FROM tickets WHERE customer_id = ${customerId}`);
  await tx.delete(customers).where(eq(customers.id, customerId));
  // What was noted of him holds his names.
  await tx.delete(facts).where(eq(facts.customerId, customerId));
  await removeUnused(
    tx,
    blobs.map(({ id }) => id),
  );
}

/** What was merged into a ticket that goes has nothing left: its messages go with that ticket. */
async function deleteEmptied(tx: Tx, customerId: number): Promise<void> {
  await tx.run(sql`WITH RECURSIVE merged (id) AS (
      SELECT ticket_id FROM ticket_merges JOIN tickets ON tickets.id = into_ticket_id WHERE customer_id = ${customerId}
      UNION SELECT ticket_id FROM ticket_merges JOIN merged ON into_ticket_id = merged.id
    ) DELETE FROM tickets WHERE id IN (SELECT id FROM merged)
      AND NOT EXISTS (SELECT 1 FROM articles WHERE ticket_id = tickets.id)`);
}

/**
 * Takes one step of merging the full-text index, which is how words of removed articles leave it for good.
 * @returns false when there is nothing left to merge
 */
export async function mergeSearchIndex(tx: Tx, isFirst: boolean): Promise<boolean> {
  const changes = async () => (await tx.all<{ n: number }>(sql`SELECT total_changes() AS n`))[0]?.n ?? 0;
  const before = await changes();
  // A negative number begins a merge of all there is (sqlite.org/fts5.html, section 6.8).
  await tx.run(sql`INSERT INTO search_index (search_index, rank) VALUES ('merge', ${isFirst ? -200 : 200})`);
  const after = await changes();
  return after - before >= 2;
}

function select(customerId: number, addresses: readonly string[]) {
  const isOwn = inArray(sql`lower(from_address)`, [...addresses]);
  const inTickets = sql`SELECT articles.id FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE customer_id = ${customerId}`;
  // What was answered may have gone to another group's mailbox, too, where it is mail from our own address.
  const isCopy = sql`articles.message_id IN (SELECT answers.message_id FROM articles AS answers
    JOIN tickets AS own ON own.id = answers.ticket_id WHERE own.customer_id = ${customerId} AND answers.direction = 'out')`;
  const elsewhere = sql`SELECT articles.id FROM articles JOIN tickets ON tickets.id = articles.ticket_id
    WHERE tickets.customer_id <> ${customerId} AND articles.direction = 'in' AND (${isOwn} OR ${isCopy})`;
  const names = addresses.map((address) => sql`instr(lower(quarantine.sender), ${address}) > 0`);
  return {
    inTickets,
    elsewhere,
    quarantined: sql`(${sql.join(names, sql` OR `)})`,
    all: sql`${inTickets} UNION ${elsewhere}`,
  };
}

function blobsOf(customerId: number, articles: SQL, quarantined: SQL): SQL {
  return sql`SELECT raw_blob_id AS id FROM articles WHERE raw_blob_id IS NOT NULL AND id IN (${articles})
    UNION SELECT blob_id FROM attachments WHERE article_id IN (${articles})
    UNION SELECT blob_id FROM outbox WHERE article_id IN (${articles})
    UNION SELECT blob_id FROM quarantine WHERE ${quarantined}
    UNION SELECT blob_id FROM draft_attachments WHERE draft_id IN (
      SELECT drafts.id FROM drafts JOIN tickets ON tickets.id = drafts.ticket_id WHERE customer_id = ${customerId})`;
}

// A Message-ID often names its sender.
async function hashReceipts(tx: Tx, which: SQL): Promise<void> {
  const rows = await tx.all<{ id: number; messageId: string }>(
    sql`SELECT id, message_id AS "messageId" FROM receipts WHERE message_id IS NOT NULL AND (${which})`,
  );
  for (const { id, messageId } of rows) {
    await tx.run(sql`UPDATE receipts SET message_id = ${eraseMessageId(messageId)} WHERE id = ${id}`);
  }
}

/** Bytes that another message shares stay. */
async function removeUnused(tx: Tx, ids: readonly number[]): Promise<void> {
  for (let start = 0; start < ids.length; start += 500) {
    await tx.run(sql`DELETE FROM blobs WHERE ${inArray(sql`id`, ids.slice(start, start + 500))}
      AND NOT EXISTS (SELECT 1 FROM articles WHERE raw_blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM attachments WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM quarantine WHERE blob_id = blobs.id)
      AND NOT EXISTS (SELECT 1 FROM draft_attachments WHERE blob_id = blobs.id)`);
  }
}
