import { and, count, desc, eq, inArray, isNull } from 'drizzle-orm';
import type { Place } from '../domain/mail-reading.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { placeColumns, placeOf } from './receipts.ts';
import { quarantine, receipts } from './schema/schema-mail.ts';

export type QuarantineRow = typeof quarantine.$inferSelect;
export type QuarantineKind = QuarantineRow['kind'];

/** Unresolved ones, newest first. */
export async function listQuarantine(db: Reader, channelId?: number): Promise<QuarantineRow[]> {
  return db
    .select()
    .from(quarantine)
    .where(
      and(
        isNull(quarantine.resolvedAt),
        channelId === undefined ? undefined : eq(quarantine.channelId, channelId),
      ),
    )
    .orderBy(desc(quarantine.id));
}

/** @throws AppError not_found */
export async function getQuarantined(db: Reader, id: number): Promise<QuarantineRow> {
  const [row] = await db.select().from(quarantine).where(eq(quarantine.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such message in quarantine.');
  return row;
}

/** @returns those of these that still wait for a decision */
export async function listWaiting(db: Reader, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: quarantine.id })
    .from(quarantine)
    .where(and(inArray(quarantine.id, [...ids]), isNull(quarantine.resolvedAt)));
  return rows.map(({ id }) => id);
}

/** Messages whose real form the server still owes, by the place to ask for. */
export async function listPlaceholders(
  db: Reader,
  where: { channelId: number; folder: string; numbering: string },
): Promise<{ place: Place; receiptId: number; quarantineId: number }[]> {
  const rows = await db
    .select({ ...placeColumns, receiptId: receipts.id, quarantineId: quarantine.id })
    .from(quarantine)
    .innerJoin(receipts, eq(receipts.id, quarantine.receiptId))
    .where(
      and(
        eq(quarantine.channelId, where.channelId),
        inArray(quarantine.kind, ['placeholder', 'not_given_out']),
        isNull(quarantine.resolvedAt),
        eq(receipts.folder, where.folder),
        eq(receipts.numbering, where.numbering),
      ),
    );
  return rows.map(({ uid, itemId, ...ids }) => ({ ...ids, place: placeOf({ uid, itemId }) }));
}

/** Of one channel, or of all with the mail from files. */
export async function countQuarantine(db: Reader, channelId?: number): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(quarantine)
    .where(
      and(
        isNull(quarantine.resolvedAt),
        channelId === undefined ? undefined : eq(quarantine.channelId, channelId),
      ),
    );
  return row?.count ?? 0;
}

/** What another try has shown. */
export async function noteTry(
  tx: Tx,
  ids: readonly number[],
  changes: { readonly triedAt: Date } & Partial<Pick<QuarantineRow, 'kind' | 'reason'>>,
): Promise<void> {
  if (ids.length > 0)
    await tx
      .update(quarantine)
      .set(changes)
      .where(inArray(quarantine.id, [...ids]));
}

export async function insertQuarantine(tx: Tx, rows: readonly Omit<QuarantineRow, 'id'>[]): Promise<void> {
  await insertRows(tx, quarantine, rows);
}

export async function resolveQuarantined(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.update(quarantine).set({ resolvedAt: at }).where(eq(quarantine.id, id));
}

/** The one that still waits under that receipt. */
export async function resolveQuarantinedOf(tx: Tx, receiptId: number, at: Date): Promise<void> {
  await tx
    .update(quarantine)
    .set({ resolvedAt: at })
    .where(and(eq(quarantine.receiptId, receiptId), isNull(quarantine.resolvedAt)));
}
