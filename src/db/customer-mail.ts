import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { listMixedMerges, type MixedMerge } from './erasure-merges.ts';
import { quoteText } from './search-match.ts';
import { isOneOfTexts } from './text-match.ts';

/** Statements that give ids of messages. */
interface MailOfCustomer {
  /** In his tickets, answers and notes among them. */
  readonly inTickets: SQL;
  /** What he wrote in the tickets of others. */
  readonly elsewhere: SQL;
}

/**
 * What of the mail is a customer's.
 * @param addresses all of his, lower case
 * @param merges that have mixed it with others' and are still to be undone: each keeps his own
 */
export function selectMail(
  customerId: number,
  addresses: readonly string[],
  merges: readonly MixedMerge[] = [],
): MailOfCustomer {
  const listed = (isTheirs: boolean) =>
    sql`SELECT value FROM json_each(${JSON.stringify(
      merges.filter((merge) => merge.isTheirs === isTheirs).flatMap(({ articleIds }) => articleIds),
    )})`;
  const isOwn = isOneOfTexts(sql`from_address`, addresses);
  // Each by an index: one condition over both tables would look at every message.
  const inTickets = sql`SELECT articles.id FROM tickets JOIN articles ON articles.ticket_id = tickets.id
      WHERE customer_id = ${customerId} AND articles.id NOT IN (${listed(true)})
    UNION SELECT id FROM articles WHERE id IN (${listed(false)}) AND id NOT IN (${listed(true)})`;
  // What was answered may have gone to another group's mailbox, too, where it is mail from our own address.
  const copies = copiesOf(sql`SELECT answers.message_id FROM tickets AS own
    JOIN articles AS answers ON answers.ticket_id = own.id
    WHERE own.customer_id = ${customerId} AND answers.direction = 'out' AND answers.id NOT IN (${listed(true)})`);
  const mayBe = sql`${copies} UNION ALL ${listNaming(addresses)}`;
  const elsewhere = sql`SELECT articles.id FROM articles JOIN tickets ON tickets.id = articles.ticket_id
    WHERE articles.id IN (${mayBe}) AND (${isOwn} OR articles.id IN (${copies}))
      AND tickets.customer_id <> ${customerId} AND articles.direction = 'in'
      AND articles.id NOT IN (${listed(false)})`;
  return { inTickets, elsewhere };
}

/** @returns the messages that name one of the addresses as their sender, and perhaps others */
export function listNaming(addresses: readonly string[]): SQL {
  // The index of words knows nothing of signs alone.
  if (!addresses.every((address) => /[\p{L}\p{N}]/u.test(address))) return sql`SELECT id FROM articles`;
  const match = addresses.map((address) => `{sender} : ${quoteText(address)}`).join(' OR ');
  return sql`SELECT search_index.rowid FROM search_index WHERE search_index MATCH ${match}
    UNION ALL SELECT article_id FROM search_pending`;
}

/** @returns the articles that the same messages are which have these Message-IDs */
export function copiesOf(messageIds: SQL): SQL {
  return sql`SELECT article_id FROM receipts WHERE article_id IS NOT NULL AND message_id IN (${messageIds})`;
}

/** What is a customer's, where that does not follow from whose ticket it stands in. */
export interface OwnMail {
  /** Messages in his tickets that are those of others: merges have brought them there. */
  readonly ofOthers: readonly number[];
  /** Messages that a merge has taken out of a ticket of his into somebody else's. */
  readonly moved: readonly { readonly ticketId: number; readonly articleIds: readonly number[] }[];
  /** What he wrote in the tickets of others. */
  readonly elsewhere: readonly number[];
}

/** @param addresses all of the customer's, lower case */
export async function findOwnMail(
  db: Reader,
  customerId: number,
  addresses: readonly string[],
): Promise<OwnMail> {
  const merges = await listMixedMerges(db, customerId);
  const { elsewhere } = selectMail(customerId, addresses, merges);
  const rows = await db.all<{ id: number }>(sql`${elsewhere} ORDER BY articles.id`);
  const theirs = merges.filter(({ isTheirs }) => isTheirs).flatMap(({ articleIds }) => articleIds);
  return {
    ofOthers: theirs,
    moved: merges
      .filter(({ isTheirs }) => !isTheirs)
      .map(({ ticketId, articleIds }) => ({ ticketId, articleIds })),
    elsewhere: rows.map(({ id }) => id),
  };
}
