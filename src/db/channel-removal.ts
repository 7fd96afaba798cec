import { and, count, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { countReceipts, countTicketsOfChannel } from './kept-counts.ts';
import { retireReceipts } from './retire-receipts.ts';
import { channelProgress, channels, emailAddresses, groups } from './schema/schema.ts';
import { channelOutages, mailAccounts } from './schema/schema-accounts.ts';
import { appAccess } from './schema/schema-apps.ts';
import { facts } from './schema/schema-facts.ts';
import { channelFolders, quarantine, receipts } from './schema/schema-mail.ts';
import { channelRoads, graphSubscriptions } from './schema/schema-roads.ts';
import { junkMails, otherFolders } from './schema/schema-strays.ts';
import { articles, outbox, tickets } from './schema/schema-tickets.ts';

/** What a deletion touches, in numbers and names. */
interface RemovalEffects {
  readonly tickets: number;
  readonly openTickets: number;
  readonly receipts: number;
  readonly unsettled: number;
  readonly quarantined: number;
  /** Answers that wait to be sent. */
  readonly queued: number;
  readonly addresses: readonly string[];
  /** Groups that are left without a sending address. */
  readonly groups: readonly string[];
}

export async function countRemovalEffects(db: Reader, channelId: number): Promise<RemovalEffects> {
  const ticketCounts = await countTicketsOfChannel(db, channelId);
  const receiptCounts = await countReceipts(db, channelId);
  const [held] = await db
    .select({ count: count() })
    .from(quarantine)
    .where(and(eq(quarantine.channelId, channelId), isNull(quarantine.resolvedAt)));
  const addresses = await db
    .select({ address: emailAddresses.address, group: groups.name })
    .from(emailAddresses)
    .leftJoin(groups, eq(groups.emailAddressId, emailAddresses.id))
    .where(eq(emailAddresses.channelId, channelId));
  return {
    tickets: ticketCounts.all,
    openTickets: ticketCounts.open,
    receipts: receiptCounts.imported,
    unsettled: receiptCounts.unsettled,
    quarantined: held?.count ?? 0,
    queued: (await listQueuedOf(db, channelId)).length,
    addresses: [...new Set(addresses.map(({ address }) => address))],
    groups: addresses.flatMap(({ group }) => (group === null ? [] : [group])),
  };
}

/** Answers that wait to be sent by a channel. */
export async function listQueuedOf(db: Reader, channelId: number) {
  return (
    db
      .select({ id: outbox.id, articleId: articles.id, ticketId: tickets.id, groupId: tickets.groupId })
      .from(outbox)
      .innerJoin(articles, eq(articles.id, outbox.articleId))
      .innerJoin(tickets, eq(tickets.id, articles.ticketId))
      // The plus keeps SQLite from walking all that the channel has ever sent.
      .where(and(sql`+${outbox.channelId} = ${channelId}`, eq(outbox.state, 'queued')))
  );
}

/** Deletes a channel's addresses, tokens, passwords and choices, and hides it on all pages. Tickets, receipts and quarantine stay. */
export async function hideChannel(tx: Tx, channelId: number, at: Date): Promise<void> {
  const own = tx
    .select({ id: emailAddresses.id })
    .from(emailAddresses)
    .where(eq(emailAddresses.channelId, channelId));
  await tx.update(groups).set({ emailAddressId: null }).where(inArray(groups.emailAddressId, own));
  await tx.delete(emailAddresses).where(eq(emailAddresses.channelId, channelId));
  await tx.delete(mailAccounts).where(eq(mailAccounts.channelId, channelId));
  const ofChannel = [channelOutages, graphSubscriptions, channelProgress, channelRoads, appAccess];
  for (const table of [...ofChannel, otherFolders, junkMails]) {
    await tx.delete(table).where(eq(table.channelId, channelId));
  }
  await tx
    .update(channels)
    .set({ deletedAt: at, pausedAt: at, state: 'paused', tokenCache: null, tokenRefreshedAt: null })
    .where(eq(channels.id, channelId));
}

/** Also a deleted one: what it has left in quarantine can still be decided about. @throws AppError not_found */
export async function getChannelOrHidden(db: Reader, id: number): Promise<typeof channels.$inferSelect> {
  const [row] = await db.select().from(channels).where(eq(channels.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such channel.');
  return row;
}

/** @returns the deleted channel of a mailbox, also where the account's address has changed since */
export async function findHiddenChannel(
  db: Reader,
  { address, tenantId, objectId }: Pick<typeof channels.$inferInsert, 'address' | 'tenantId' | 'objectId'>,
): Promise<number | undefined> {
  const isSameAccount =
    tenantId == null || objectId == null
      ? undefined
      : and(eq(channels.tenantId, tenantId), eq(channels.objectId, objectId));
  const rows = await db
    .select({ id: channels.id, address: channels.address, userName: channels.userName })
    .from(channels)
    .where(and(isNotNull(channels.deletedAt), or(eq(channels.address, address), isSameAccount)));
  // A channel with another address than its account read a shared mailbox.
  const ofAccount = rows.find((row) => row.userName.toLowerCase() === row.address);
  return (rows.find((row) => row.address === address) ?? ofAccount)?.id;
}

/**
 * Makes what a deleted channel has dealt with ready for one that reads its mailbox now. Where it was of another account at
 * Microsoft its receipts are retired: an address may belong to another mailbox since.
 */
export async function reviveReceipts(
  tx: Tx,
  hidden: number,
  { tenantId, objectId }: Pick<typeof channels.$inferInsert, 'tenantId' | 'objectId'>,
  at: Date,
): Promise<void> {
  const row = await getChannelOrHidden(tx, hidden);
  const isSameAccount = row.objectId !== null && row.objectId === objectId && row.tenantId === tenantId;
  if (!isSameAccount) await retireReceipts(tx, hidden, at);
}

/** Gives what a deleted channel has dealt with to the one that reads its mailbox now, and ends it for good. */
export async function absorbHiddenChannel(tx: Tx, from: number, to: number): Promise<void> {
  for (const table of [channelFolders, receipts, quarantine, facts, tickets, articles, outbox]) {
    await tx.update(table).set({ channelId: to }).where(eq(table.channelId, from));
  }
  await tx.delete(channels).where(eq(channels.id, from));
}
