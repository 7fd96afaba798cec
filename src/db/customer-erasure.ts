import { eq, or, type SQL, sql } from 'drizzle-orm';
import { namesAddress } from '../domain/address.ts';
import { eraseMessageId } from '../domain/erased-message-id.ts';
import { deleteBlobs } from './blobs.ts';
import type { Reader, Tx } from './care/open.ts';
import { copiesOf, selectMail } from './customer-mail.ts';
import { describeReturned, listMixedMerges, type MixedMerge } from './erasure-merges.ts';
import { deleteDeliveries, eraseTraces, forgetTold, listDraftsTo } from './erasure-traces.ts';
import { quarantine } from './schema/schema-mail.ts';
import { customers } from './schema/schema-tickets.ts';
import { containsText } from './text-match.ts';
import { deleteMerge, moveArticles } from './ticket-merges.ts';
import { updateTicket } from './tickets.ts';
import { listTouched, type TouchedTicket } from './touched-tickets.ts';

/** What goes when a customer is erased. */
export interface Erasure {
  readonly tickets: number;
  /** In those tickets, notes and answers among them. */
  readonly articles: number;
  /** What the customer wrote in the tickets of others. */
  readonly elsewhere: number;
  /** What others wrote and were written in tickets of their own that were merged into these: it stays, in those. */
  readonly returned: number;
  /** The numbers of those tickets. */
  readonly returnedTo: readonly number[];
  readonly attachments: number;
  readonly quarantined: number;
  /** Mail to him that agents have begun. */
  readonly drafts: number;
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
  const merges = await listMixedMerges(db, customerId);
  const { inTickets, elsewhere } = selectMail(customerId, addresses, merges);
  const quarantined = await findQuarantined(db, addresses);
  const gone = sql`SELECT id FROM gone`;
  const drafts = (await listDraftsTo(db, addresses)).length;
  const [row] = await db.all<Omit<Erasure, 'returned' | 'returnedTo' | 'drafts'>>(sql`
    WITH in_tickets (id) AS MATERIALIZED (${inTickets}), elsewhere (id) AS MATERIALIZED (${elsewhere}),
      gone (id) AS MATERIALIZED (SELECT id FROM in_tickets UNION SELECT id FROM elsewhere)
    SELECT
    (SELECT count(*) FROM tickets WHERE customer_id = ${customerId}) AS tickets,
    (SELECT count(*) FROM in_tickets) AS articles,
    (SELECT count(*) FROM elsewhere) AS elsewhere,
    (SELECT count(*) FROM attachments WHERE article_id IN (${gone})) AS attachments,
    (SELECT count(*) FROM quarantine WHERE ${quarantined}) AS quarantined,
    (SELECT coalesce(sum(size), 0) FROM blobs WHERE id IN (${blobsOf(gone, quarantined, draftsOf(customerId))})) AS bytes,
    (SELECT count(*) FROM receipts WHERE article_id IN (${gone})) AS receipts`);
  return { ...(row ?? nothing), drafts, ...describeReturned(merges) };
}

const nothing = {
  tickets: 0,
  articles: 0,
  elsewhere: 0,
  attachments: 0,
  quarantined: 0,
  bytes: 0,
  receipts: 0,
};

/**
 * Puts back what merges have mixed, before a customer goes: others keep what they wrote and were written in tickets of their
 * own, as if these had not been merged, and what was his in the tickets of others goes.
 * @returns what was undone
 */
async function undoMixedMerges(tx: Tx, customerId: number): Promise<MixedMerge[]> {
  const merges = await listMixedMerges(tx, customerId);
  for (const { ticketId, headId, headState, articleIds, isTheirs } of merges) {
    await moveArticles(tx, headId, ticketId, articleIds);
    await deleteMerge(tx, ticketId);
    if (isTheirs) await updateTicket(tx, ticketId, { state: headState });
  }
  return merges;
}

/**
 * Removes some messages of a customer's tickets, with the tickets that have none left, as far as no merge has mixed them
 * with others': what is left for `eraseCustomerRows` to do at once is little then.
 * @param most messages @returns the tickets that had any of them; none where there are no more
 */
export async function eraseSomeMessages(tx: Tx, customerId: number, most: number): Promise<TouchedTicket[]> {
  const rows = await tx.all<{ id: number; ticketId: number }>(sql`
    SELECT articles.id, ticket_id AS "ticketId" FROM tickets JOIN articles ON articles.ticket_id = tickets.id
    WHERE customer_id = ${customerId} AND NOT EXISTS (SELECT 1 FROM ticket_merges WHERE ticket_id = tickets.id)
      AND NOT EXISTS (SELECT 1 FROM ticket_merges WHERE into_ticket_id = tickets.id)
    LIMIT ${most}`);
  if (rows.length === 0) return [];
  const own = toList(rows.map(({ id }) => id));
  const touched = toList([...new Set(rows.map(({ ticketId }) => ticketId))]);
  const answers = sql`SELECT message_id FROM articles WHERE id IN (${own}) AND direction = 'out'`;
  const copies = await listIds(
    tx,
    sql`SELECT articles.id FROM articles JOIN tickets ON tickets.id = articles.ticket_id
      WHERE articles.id IN (${copiesOf(answers)}) AND tickets.customer_id <> ${customerId} AND articles.direction = 'in'`,
  );
  const all = sql`${own} UNION ${copies}`;
  const tickets = await listTouched(tx, all, touched);
  await deleteDeliveries(tx, sql`ticket_id IN (${touched})`);
  await forgetTold(tx, copies);
  const drafted = sql`SELECT id FROM drafts WHERE ticket_id IN (${touched})`;
  const blobs = await tx.all<{ id: number }>(blobsOf(all, sql`0`, drafted));
  await anonymizeReceipts(tx, sql`article_id IN (${all})`);
  await tx.run(sql`DELETE FROM articles WHERE id IN (${all})`);
  await tx.run(sql`DELETE FROM tickets WHERE id IN (${touched})
    AND NOT EXISTS (SELECT 1 FROM articles WHERE ticket_id = tickets.id)`);
  await deleteBlobs(
    tx,
    blobs.map(({ id }) => id),
  );
  return tickets;
}

interface ErasedRows {
  /** Of tickets of others that have their messages back. */
  readonly returned: readonly MixedMerge[];
  /** All that something has gone from, or that have gone. */
  readonly touched: readonly TouchedTicket[];
  /** Ids of customers who had been merged into this one. */
  readonly merged: readonly number[];
}

/** Removes everything of a customer; what is removed is overwritten in the file, as everywhere (db/care/open). */
export async function eraseCustomerRows(
  tx: Tx,
  customerId: number,
  addresses: readonly string[],
): Promise<ErasedRows> {
  const merges = await undoMixedMerges(tx, customerId);
  const { inTickets, elsewhere: ofOthers } = selectMail(customerId, addresses);
  const quarantined = await findQuarantined(tx, addresses);
  // Listed before anything changes: what they are found by, their receipts' Message-IDs, goes first.
  const elsewhere = await listIds(tx, ofOthers);
  const all = sql`${await listIds(tx, inTickets)} UNION ${elsewhere}`;
  const heads = toList(merges.map(({ headId }) => headId));
  const own = sql`SELECT id FROM tickets WHERE customer_id = ${customerId} UNION ${heads}`;
  const touched = await listTouched(tx, all, own);
  const blobs = await tx.all<{ id: number }>(blobsOf(all, quarantined, draftsOf(customerId)));
  const dealtWith = sql`article_id IN (${all}) OR id IN (SELECT receipt_id FROM quarantine WHERE ${quarantined})`;
  await anonymizeReceipts(tx, dealtWith);
  await deleteDeliveries(tx, sql`ticket_id IN (SELECT id FROM tickets WHERE customer_id = ${customerId})`);
  const persons = (await tx.all<{ id: number }>(mergedInto(customerId))).map(({ id }) => id);
  await deleteDeliveries(
    tx,
    sql`fact_id IN (SELECT id FROM facts WHERE customer_id IN (${toList(persons)}))`,
  );
  await eraseTraces(tx, addresses, elsewhere);
  await tx.run(sql`DELETE FROM quarantine WHERE ${quarantined}`);
  await tx.run(sql`DELETE FROM articles WHERE id IN (${elsewhere})`);
  await deleteEmptied(tx, customerId, merges);
  await tx.run(sql`DELETE FROM tickets WHERE customer_id = ${customerId}`);
  await tx.delete(customers).where(eq(customers.id, customerId));
  // What was noted of him holds his names.
  await tx.run(sql`DELETE FROM facts WHERE customer_id IN (${toList(persons)})`);
  await deleteBlobs(
    tx,
    blobs.map(({ id }) => id),
  );
  return { returned: await listLeft(tx, merges), touched, merged: persons.filter((id) => id !== customerId) };
}

/** @returns what the statement finds now, to be asked for again */
async function listIds(tx: Tx, found: SQL): Promise<SQL> {
  const rows = await tx.all<{ id: number }>(found);
  return toList(rows.map(({ id }) => id));
}

function toList(ids: readonly number[]): SQL {
  return sql`SELECT value AS id FROM json_each(${JSON.stringify(ids)})`;
}

async function listLeft(tx: Tx, merges: readonly MixedMerge[]): Promise<MixedMerge[]> {
  const ids = JSON.stringify(merges.map(({ ticketId }) => ticketId));
  const left = await tx.all<{ id: number }>(
    sql`SELECT id FROM tickets WHERE id IN (SELECT value FROM json_each(${ids}))`,
  );
  return merges.filter(({ ticketId }) => left.some(({ id }) => id === ticketId));
}

/** A ticket of others that held nothing but what goes: what was merged into one that goes, or came out of it. */
async function deleteEmptied(tx: Tx, customerId: number, merges: readonly MixedMerge[]): Promise<void> {
  const undone = JSON.stringify(merges.map(({ ticketId }) => ticketId));
  await tx.run(sql`DELETE FROM tickets WHERE id IN (SELECT value FROM json_each(${undone}))
    AND customer_id <> ${customerId} AND NOT EXISTS (SELECT 1 FROM articles WHERE ticket_id = tickets.id)`);
  await tx.run(sql`WITH RECURSIVE merged (id) AS (
      SELECT ticket_id FROM ticket_merges JOIN tickets ON tickets.id = into_ticket_id WHERE customer_id = ${customerId}
      UNION SELECT ticket_id FROM ticket_merges JOIN merged ON into_ticket_id = merged.id
    ) DELETE FROM tickets WHERE id IN (SELECT id FROM merged)
      AND NOT EXISTS (SELECT 1 FROM articles WHERE ticket_id = tickets.id)`);
}

/** @returns the condition that a row of the quarantine is from one of the addresses; its sender may be the field as it came */
async function findQuarantined(db: Reader, addresses: readonly string[]): Promise<SQL> {
  const mayBe = addresses.map((address) => containsText(quarantine.sender, address));
  const { id, sender } = quarantine;
  const rows = await db
    .select({ id, sender })
    .from(quarantine)
    .where(or(...mayBe));
  const own = rows.filter((row) => addresses.some((address) => namesAddress(row.sender, address)));
  return sql`quarantine.id IN (${toList(own.map((row) => row.id))})`;
}

/** @returns the customer, and those who were merged into him and are no more: facts about them go by their own ids */
function mergedInto(customerId: number): SQL {
  return sql`WITH RECURSIVE one (id) AS (
      SELECT ${customerId} UNION SELECT customer_id FROM facts JOIN one ON data ->> 'into' = one.id
      WHERE kind = 'customer.merged' AND ticket_id IS NULL
    ) SELECT id FROM one`;
}

function draftsOf(customerId: number): SQL {
  return sql`SELECT drafts.id FROM drafts JOIN tickets ON tickets.id = drafts.ticket_id WHERE customer_id = ${customerId}`;
}

function blobsOf(articles: SQL, quarantined: SQL, drafted: SQL): SQL {
  return sql`SELECT raw_blob_id AS id FROM articles WHERE raw_blob_id IS NOT NULL AND id IN (${articles})
    UNION SELECT blob_id FROM attachments WHERE article_id IN (${articles})
    UNION SELECT blob_id FROM outbox WHERE article_id IN (${articles})
    UNION SELECT blob_id FROM quarantine WHERE ${quarantined}
    UNION SELECT blob_id FROM draft_attachments WHERE draft_id IN (${drafted})`;
}

/** They stay, so that the mail is not imported again, and say nothing of whose it was. */
async function anonymizeReceipts(tx: Tx, which: SQL): Promise<void> {
  await hashReceipts(tx, which);
  await tx.run(sql`UPDATE receipts SET outcome = 'erased' WHERE outcome <> 'duplicate' AND (${which})`);
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
