import { and, count, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import { AppError } from '../errors.ts';
import { isUniqueViolation } from './care/failure.ts';
import type { Reader, Tx } from './care/open.ts';
import { findHiddenChannel, reviveReceipts } from './channel-removal.ts';
import { channels } from './schema/schema.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';

export type Channel = typeof channels.$inferSelect;
export type NewChannel = typeof channels.$inferInsert;
export type ChannelState = Channel['state'];

/** Without deleted ones, as all reads here. */
export async function listChannels(db: Reader): Promise<Channel[]> {
  return sortByName(await db.select().from(channels).where(isNull(channels.deletedAt)).orderBy(channels.id));
}

/** Those of groups in which the viewer reads, by name. */
export async function listChannelsSeen(db: Reader, viewer: Viewer): Promise<Channel[]> {
  const rows = await db
    .select()
    .from(channels)
    .where(and(isNull(channels.deletedAt), inGroupsOf(viewer, channels.groupId, 'read')))
    .orderBy(channels.id);
  return sortByName(rows);
}

export async function findChannel(db: Reader, id: number): Promise<Channel | undefined> {
  const [row] = await db
    .select()
    .from(channels)
    .where(and(eq(channels.id, id), isNull(channels.deletedAt)));
  return row;
}

/** @throws AppError not_found */
export async function getChannel(db: Reader, id: number): Promise<Channel> {
  const channel = await findChannel(db, id);
  if (channel === undefined) throw new AppError('not_found', 'There is no such channel.');
  return channel;
}

/** @param address lower case. @returns the channels that read this mailbox: one for each folder */
export async function listChannelsOfMailbox(db: Reader, address: string): Promise<Channel[]> {
  return db
    .select()
    .from(channels)
    .where(and(eq(channels.address, address), isNull(channels.deletedAt)));
}

/** @returns the channels whose account this is; with shared mailboxes it can be several. */
export async function listChannelsOfAccount(
  db: Reader,
  tenantId: string,
  objectId: string,
): Promise<Channel[]> {
  return db
    .select()
    .from(channels)
    .where(and(eq(channels.tenantId, tenantId), eq(channels.objectId, objectId), isNull(channels.deletedAt)));
}

/**
 * Takes up the deleted channel of the same mailbox where there is one, with its receipts: nothing is imported twice.
 * @throws AppError conflict when the mailbox has a channel
 */
export async function insertChannel(tx: Tx, channel: typeof channels.$inferInsert): Promise<Channel> {
  try {
    const hidden = await findHiddenChannel(tx, channel);
    if (hidden !== undefined) await reviveReceipts(tx, hidden, channel, channel.createdAt);
    const [row] =
      hidden === undefined
        ? await tx.insert(channels).values(channel).returning()
        : await tx
            .update(channels)
            .set({ ...blankChannel, ...channel })
            .where(eq(channels.id, hidden))
            .returning();
    if (row === undefined) throw new AppError('internal', 'The channel was not stored.');
    return row;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', `The mailbox ${channel.address} has a channel already.`, { cause: error });
  }
}

/** What says what a channel is; the rest says what has become of it, and what an admin has chosen since. */
type Described =
  | 'id'
  | 'kind'
  | 'name'
  | 'address'
  | 'userName'
  | 'groupId'
  | 'folder'
  | 'afterImport'
  | 'moveTo'
  | 'onlyUnread'
  | 'archiveState'
  | 'state'
  | 'createdAt';

/** What a channel has not got before it runs: all of it, as a deleted one that is taken up again must keep nothing of its first life. */
export const blankChannel = {
  appRegistrationId: null,
  tenantId: null,
  objectId: null,
  accountAddress: null,
  tokenCache: null,
  tokenRefreshedAt: null,
  isAppOnly: false,
  deletesForGood: false,
  startedAt: null,
  archiveBefore: null,
  pausedAt: null,
  failureCode: null,
  failureText: null,
  failureCount: 0,
  lastFetchAt: null,
  lastSuccessAt: null,
  lastFailureAt: null,
  recoveredAt: null,
  retryAt: null,
  receivingSince: null,
  sendingState: 'untried',
  sendingSince: null,
  sendingCode: null,
  sendingText: null,
  sendingFailures: 0,
  sendingCheckedAt: null,
  sendingRetryAt: null,
  sendingAlertId: null,
  trustsHeaders: false,
  trustedServers: [],
  deletedAt: null,
  sentFolder: '',
  importsSentSince: null,
} satisfies Omit<Channel, Described>;

export async function updateChannel(
  tx: Tx,
  id: number,
  changes: Partial<Omit<Channel, 'id'>>,
): Promise<void> {
  await tx.update(channels).set(changes).where(eq(channels.id, id));
}

/** Stores rotated tokens unless others took their place since `before` was read. @returns whether it did */
export async function replaceTokenCache(
  tx: Tx,
  id: number,
  before: string | null,
  after: string,
  at: Date,
): Promise<boolean> {
  const rows = await tx
    .update(channels)
    .set({ tokenCache: after, tokenRefreshedAt: at })
    .where(and(eq(channels.id, id), sql`${channels.tokenCache} IS ${before}`))
    .returning({ id: channels.id });
  return rows.length === 1;
}

export async function countStartedChannels(db: Reader): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(channels)
    .where(and(isNotNull(channels.startedAt), isNull(channels.deletedAt)));
  return row?.count ?? 0;
}
