import { and, between, desc, eq, gt, isNull, type SQL, sql } from 'drizzle-orm';
import type { SettleError } from '../domain/facts/settle-error.ts';
import type { Place } from '../domain/mail-reading.ts';
import { roadOf } from '../domain/mail-road.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { listEndsOfEach, usualRows } from './ends-of-each.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { receipts } from './schema/schema-mail.ts';
import { articles, tickets } from './schema/schema-tickets.ts';

type Row = typeof receipts.$inferSelect;

export interface Receipt extends Omit<Row, 'uid' | 'itemId'> {
  readonly place: Place;
}

/** Where mail came from: one of the two is null. */
export type MailSource = Pick<Receipt, 'channelId' | 'importGroupId'>;
export type SettleAction = NonNullable<Receipt['settleAction']>;

/** A folder as it was when its places were given out. */
export interface FolderKey {
  readonly channelId: number;
  readonly folder: string;
  readonly numbering: string;
}

/** What tells whether a message has been here before. */
export interface KnownReceipt extends MailSource, Pick<Receipt, 'id' | 'outcome' | 'folder' | 'numbering'> {
  readonly messageId: string | null;
  readonly sha256: string;
  readonly digest: string | null;
  readonly articleId: number | null;
  /** Of its article: who wrote it, about what, and when by its own date. */
  readonly fromAddress: string | null;
  readonly subject: string | null;
  readonly sentAt: Date | null;
  /** The group of its ticket. */
  readonly groupId: number | null;
}

/** @throws AppError not_found */
export async function getReceipt(db: Reader, id: number): Promise<Receipt> {
  const [row] = await db.select().from(receipts).where(eq(receipts.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such receipt.');
  const { uid, itemId, ...receipt } = row;
  return { ...receipt, place: placeOf({ uid, itemId }) };
}

/** What names a message in a row. */
export const placeColumns = { uid: receipts.uid, itemId: receipts.itemId };

export function placeOf({ uid, itemId }: Pick<Row, 'uid' | 'itemId'>): Place {
  return itemId ?? String(uid);
}

export async function insertReceipts(tx: Tx, rows: readonly Receipt[]): Promise<void> {
  const named = rows.map((row): Row => {
    const isItem = roadOf(row.numbering) === 'graph';
    return { ...row, uid: isItem ? row.id : Number(row.place), itemId: isItem ? row.place : null };
  });
  await insertRows(tx, receipts, named);
}

/** @returns those of these places that have a receipt */
export async function listReceiptedPlaces(
  db: Reader,
  key: FolderKey,
  places: readonly Place[],
): Promise<Set<Place>> {
  if (places.length === 0) return new Set();
  const rows = await db
    .select(placeColumns)
    .from(receipts)
    .where(and(inFolder(key), isAtOneOf(key, places)));
  return new Set(rows.map(placeOf));
}

/** UIDs that are asked for lie close together: a walk along the index costs less than a look for each. */
function isAtOneOf({ numbering }: FolderKey, places: readonly Place[]): SQL {
  if (roadOf(numbering) === 'graph') return isOneOf(receipts.itemId, places);
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const place of places) {
    const uid = Number(place);
    if (uid < first) first = uid;
    if (uid > last) last = uid;
  }
  return between(receipts.uid, first, last);
}

/** Of one message, so many of the oldest and of the newest receipts. */
const endsOfOne = 50;

/** In any channel: whether it counts is for the caller to say. */
export async function listReceiptsByMessageId(db: Reader, ids: readonly string[]): Promise<KnownReceipt[]> {
  return listKnown(db, ids, receipts.messageId, undefined);
}

/** Of a channel's messages without a Message-ID. */
export async function listReceiptsByHash(
  db: Reader,
  channelId: number | null,
  hashes: readonly string[],
): Promise<KnownReceipt[]> {
  if (channelId === null) return [];
  return listKnown(db, hashes, receipts.sha256, namelessOf(channelId));
}

/** Of a channel's messages without a Message-ID, by what they say. */
export async function listReceiptsByDigest(
  db: Reader,
  channelId: number | null,
  digests: readonly string[],
): Promise<KnownReceipt[]> {
  if (channelId === null) return [];
  return listKnown(db, digests, receipts.digest, namelessOf(channelId));
}

function namelessOf(channelId: number): SQL | undefined {
  return and(eq(receipts.channelId, channelId), isNull(receipts.messageId));
}

/** @returns those with one of these values, the oldest first; of one that very many have, the oldest and the newest */
async function listKnown(
  db: Reader,
  values: readonly string[],
  column: typeof receipts.messageId | typeof receipts.sha256 | typeof receipts.digest,
  rule: SQL | undefined,
): Promise<KnownReceipt[]> {
  if (values.length === 0) return [];
  const most = usualRows(values);
  const rows = await selectKnown(db)
    .where(and(rule, isOneOf(column, values)))
    .limit(most + 1);
  if (rows.length <= most) return rows;
  const ends = await listEndsOfEach(db, {
    values,
    rows: sql`${receipts} WHERE ${and(rule, sql`${column} = wanted.value`)}`,
    id: sql`${receipts.id}`,
    order: sql`${receipts.id}`,
    most: endsOfOne,
  });
  return selectKnown(db).where(isOneOf(receipts.id, ends)).orderBy(receipts.id);
}

/** @returns the highest UID that a message of the folder had by IMAP; 0 where none is known */
export async function findHighestUid(db: Reader, key: FolderKey): Promise<number> {
  const [row] = await db
    .select({ highest: sql<number | null>`max(${receipts.uid})` })
    .from(receipts)
    .where(and(inFolder(key), isNull(receipts.itemId)));
  return row?.highest ?? 0;
}

/** @returns the message with the highest UID that the folder had by IMAP */
export async function findLastOfFolder(
  db: Reader,
  key: FolderKey,
): Promise<{ place: Place; messageId: string | null } | undefined> {
  const [row] = await db
    .select({ ...placeColumns, messageId: receipts.messageId })
    .from(receipts)
    .where(and(inFolder(key), isNull(receipts.itemId)))
    .orderBy(desc(receipts.uid))
    .limit(1);
  return row && { place: placeOf(row), messageId: row.messageId };
}

/** Stored, and the server has not been told yet; by id, after that one. Placeholders wait with the action `keep`. */
export async function listUnsettled(
  db: Reader,
  key: FolderKey,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ id: number; place: Place }[]> {
  const rows = await db
    .select({ id: receipts.id, ...placeColumns })
    .from(receipts)
    .where(
      and(
        eq(receipts.channelId, key.channelId),
        isNull(receipts.settledAt),
        isNull(receipts.settleAction),
        gt(receipts.id, after),
        // The plus keeps SQLite from walking all receipts of the folder instead of the few unsettled ones.
        sql`+${receipts.folder} = ${key.folder} AND +${receipts.numbering} = ${key.numbering}`,
      ),
    )
    .orderBy(receipts.id)
    .limit(limit);
  return rows.map(({ id, ...named }) => ({ id, place: placeOf(named) }));
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

export async function noteSettleError(tx: Tx, ids: readonly number[], error: SettleError): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(receipts).set({ settleError: error }).where(isOneOf(receipts.id, ids));
}

/**
 * The places of an earlier numbering name nothing any more: what was unsettled there can never be. What came by another road
 * is left alone.
 */
export async function markGoneElsewhere(tx: Tx, key: FolderKey, at: Date): Promise<void> {
  const { channelId, folder, numbering } = key;
  await tx
    .update(receipts)
    .set({ settledAt: at, settleAction: 'gone' })
    .where(
      and(
        eq(receipts.channelId, channelId),
        isNull(receipts.settledAt),
        eq(receipts.folder, folder),
        sql`${receipts.numbering} <> ${numbering}`,
        sql`(${receipts.itemId} IS NULL) = ${roadOf(numbering) === 'graph' ? 0 : 1}`,
      ),
    );
}

/**
 * What one road had stored and not come to settle, the other has stored as a duplicate and settled: nothing is left to tell.
 */
export async function settleTwins(tx: Tx, channelId: number, at: Date): Promise<void> {
  await tx.run(sql`UPDATE receipts SET settled_at = ${at.getTime()}, settle_action = 'gone', settle_error = NULL
    WHERE channel_id = ${channelId} AND settled_at IS NULL AND settle_action IS NULL AND EXISTS (
      SELECT 1 FROM receipts AS twin WHERE twin.message_id = receipts.message_id AND twin.channel_id = ${channelId}
        AND twin.settled_at IS NOT NULL AND (twin.item_id IS NULL) <> (receipts.item_id IS NULL))`);
}

export async function updateReceipt(
  tx: Tx,
  id: number,
  changes: Partial<Omit<Receipt, 'id' | 'place'>>,
): Promise<void> {
  await tx.update(receipts).set(changes).where(eq(receipts.id, id));
}

/** What stands in that folder, as it is numbered now. */
export function inFolder({ channelId, folder, numbering }: FolderKey): SQL {
  // SQL's AND is never unknown here: the three columns are never null.
  return and(
    eq(receipts.channelId, channelId),
    eq(receipts.folder, folder),
    eq(receipts.numbering, numbering),
  ) as SQL;
}

function selectKnown(db: Reader) {
  const { id, channelId, importGroupId, folder, numbering, outcome } = receipts;
  const { messageId, sha256, digest, articleId } = receipts;
  return db
    .select({
      id,
      channelId,
      importGroupId,
      folder,
      numbering,
      outcome,
      messageId,
      sha256,
      digest,
      articleId,
      groupId: tickets.groupId,
      fromAddress: articles.fromAddress,
      subject: articles.subject,
      sentAt: articles.sentAt,
    })
    .from(receipts)
    .leftJoin(articles, eq(articles.id, receipts.articleId))
    .leftJoin(tickets, eq(tickets.id, articles.ticketId));
}
