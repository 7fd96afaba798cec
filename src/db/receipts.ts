import { and, between, eq, gt, isNull, sql } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { receipts } from './schema/schema-mail.ts';
import { articles, tickets } from './schema/schema-tickets.ts';

export type Receipt = typeof receipts.$inferSelect;

/** Where mail came from: one of the two is null. */
export type MailSource = Pick<Receipt, 'channelId' | 'importGroupId'>;
export type SettleAction = NonNullable<Receipt['settleAction']>;

/** A folder as it was when its UIDs were given out. */
export interface FolderKey {
  readonly channelId: number;
  readonly folder: string;
  readonly uidValidity: string;
}

/** What tells whether a message has been here before. */
export interface KnownReceipt extends MailSource, Pick<Receipt, 'id' | 'outcome' | 'folder' | 'uidValidity'> {
  readonly messageId: string | null;
  readonly sha256: string;
  readonly digest: string | null;
  readonly articleId: number | null;
  /** The group of its ticket. */
  readonly groupId: number | null;
}

/** @throws AppError not_found */
export async function getReceipt(db: Reader, id: number): Promise<Receipt> {
  const [row] = await db.select().from(receipts).where(eq(receipts.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such receipt.');
  return row;
}

export async function insertReceipts(tx: Tx, rows: readonly Receipt[]): Promise<void> {
  await insertRows(tx, receipts, rows);
}

export async function listReceiptedUids(
  db: Reader,
  key: FolderKey,
  first: number,
  last: number,
): Promise<number[]> {
  const rows = await db
    .select({ uid: receipts.uid })
    .from(receipts)
    .where(and(inFolder(key), between(receipts.uid, first, last)));
  return rows.map(({ uid }) => uid);
}

/** In any channel: whether it counts is for the caller to say. */
export async function listReceiptsByMessageId(db: Reader, ids: readonly string[]): Promise<KnownReceipt[]> {
  if (ids.length === 0) return [];
  return selectKnown(db).where(isOneOf(receipts.messageId, ids));
}

/** Of a channel's messages without a Message-ID. */
export async function listReceiptsByHash(
  db: Reader,
  channelId: number | null,
  hashes: readonly string[],
): Promise<KnownReceipt[]> {
  if (hashes.length === 0 || channelId === null) return [];
  return selectKnown(db).where(
    and(eq(receipts.channelId, channelId), isNull(receipts.messageId), isOneOf(receipts.sha256, hashes)),
  );
}

/** Stored, and the server has not been told yet; by id, after that one. Placeholders wait with the action `keep`. */
export async function listUnsettled(
  db: Reader,
  key: FolderKey,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ id: number; uid: number }[]> {
  return db
    .select({ id: receipts.id, uid: receipts.uid })
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, key.channelId),
        isNull(receipts.settledAt),
        isNull(receipts.settleAction),
        gt(receipts.id, after),
        // The plus keeps SQLite from walking all receipts of the folder instead of the few unsettled ones.
        sql`+${receipts.folder} = ${key.folder} AND +${receipts.uidValidity} = ${key.uidValidity}`,
      ),
    )
    .orderBy(receipts.id)
    .limit(limit);
}

export async function markSettled(
  tx: Tx,
  ids: readonly number[],
  settled: { at: Date; action: SettleAction },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(receipts)
    .set({ settledAt: settled.at, settleAction: settled.action, settleError: null })
    .where(isOneOf(receipts.id, ids));
}

export async function noteSettleError(tx: Tx, ids: readonly number[], error: string): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(receipts).set({ settleError: error }).where(isOneOf(receipts.id, ids));
}

/** The UIDs of an earlier UIDVALIDITY name nothing any more: what was unsettled there can never be. */
export async function markGoneElsewhere(tx: Tx, key: FolderKey, at: Date): Promise<void> {
  const { channelId, folder, uidValidity } = key;
  await tx
    .update(receipts)
    .set({ settledAt: at, settleAction: 'gone' })
    .where(
      and(
        eq(receipts.channelId, channelId),
        isNull(receipts.settledAt),
        eq(receipts.folder, folder),
        sql`${receipts.uidValidity} <> ${uidValidity}`,
      ),
    );
}

export async function updateReceipt(
  tx: Tx,
  id: number,
  changes: Partial<Omit<Receipt, 'id'>>,
): Promise<void> {
  await tx.update(receipts).set(changes).where(eq(receipts.id, id));
}

function inFolder({ channelId, folder, uidValidity }: FolderKey) {
  return and(
    eq(receipts.channelId, channelId),
    eq(receipts.folder, folder),
    eq(receipts.uidValidity, uidValidity),
  );
}

function selectKnown(db: Reader) {
  const { id, channelId, importGroupId, folder, uidValidity, outcome } = receipts;
  const { messageId, sha256, digest, articleId } = receipts;
  return db
    .select({
      ...{ id, channelId, importGroupId, folder, uidValidity, outcome },
      ...{ messageId, sha256, digest, articleId, groupId: tickets.groupId },
    })
    .from(receipts)
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .leftJoin(tickets, eq(tickets.id, articles.ticketId));
}
