import { loadBlob } from '../../db/blobs.ts';
import type { Reader } from '../../db/care/open.ts';
import { findChannelFolder } from '../../db/channel-folders.ts';
import { getChannelOrHidden } from '../../db/channel-removal.ts';
import type { Channel } from '../../db/channels.ts';
import { getGroup } from '../../db/groups.ts';
import { getQuarantined, type QuarantineRow } from '../../db/quarantine.ts';
import { getReceipt, type Receipt } from '../../db/receipts.ts';
import type { Actor } from '../../domain/actor.ts';
import { roadOf } from '../../domain/mail-road.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { describeFileSource } from '../incoming/file-source.ts';
import { storeBatch } from '../incoming/store-batch.ts';
import {
  type IncomingMail,
  loadStoreContext,
  type Replaced,
  type SourceSettings,
  type StoreContext,
} from '../incoming/store-context.ts';

/** A message that waits for a decision, with what is known of where it came from. */
export interface Quarantined {
  readonly row: QuarantineRow;
  readonly receipt: Receipt;
  /** Undefined where it came from a file. */
  readonly channel: Channel | undefined;
}

/** @throws AppError not_found, conflict when it has been decided about */
export async function loadQuarantined(db: Reader, id: number): Promise<Quarantined> {
  const row = await getQuarantined(db, id);
  if (row.resolvedAt !== null) throw decidedAlready();
  const receipt = await getReceipt(db, row.receiptId);
  const channel = receipt.channelId === null ? undefined : await getChannelOrHidden(db, receipt.channelId);
  return { row, receipt, channel };
}

/** When the mailbox got it; where that is not known, when it came to us. */
export function receivedAt({ row, receipt }: Quarantined): Pick<IncomingMail, 'receivedAt' | 'isUndated'> {
  return row.receivedAt === null
    ? { receivedAt: receipt.storedAt, isUndated: true }
    : { receivedAt: row.receivedAt };
}

export type KeptMail = Pick<IncomingMail, 'sha256' | 'size' | 'receivedAt' | 'isUndated'> & { raw: Buffer };

/** @returns what is stored of the message: all of it, or its header alone */
export async function loadKept(desk: Desk, quarantined: Quarantined): Promise<KeptMail> {
  const { row, receipt } = quarantined;
  const raw = await loadBlob(desk.read, row.blobId);
  return { raw, sha256: receipt.sha256, size: receipt.size, ...receivedAt(quarantined) };
}

/** The message that takes the place of a quarantined one; what the row says of its place is added. */
type ReplacingMail = Omit<IncomingMail, 'place' | 'path' | 'replaces' | 'isRetried'>;

/**
 * Stores a message in the place of a quarantined one, by the rules of its channel.
 * @param isToSettle whether the whole message is stored now, so that it can be settled on the server as any other
 * @throws AppError conflict when it was decided about meanwhile
 */
export async function replaceQuarantined(
  desk: Desk,
  actor: Actor,
  quarantined: Quarantined,
  mail: ReplacingMail,
  isToSettle: boolean,
): Promise<void> {
  const context = { ...(await loadContextOf(desk, quarantined)), actor };
  const replacement = await replacementOf(desk, quarantined, isToSettle);
  const stored = await storeBatch(desk, context, [{ ...mail, ...replacement }]);
  if (stored.length === 0) throw decidedAlready();
}

export function decidedAlready(): AppError {
  return new AppError('conflict', 'This message is not in quarantine any more.');
}

/** What the decisions about it depend on, as at its arrival. */
async function loadContextOf(desk: Desk, { receipt, channel }: Quarantined): Promise<StoreContext> {
  const { folder, numbering, channelId, importGroupId } = receipt;
  const source = channel ?? (await describeImport(desk, receipt));
  return loadStoreContext(desk, source, { channelId, importGroupId, folder, numbering });
}

/** @returns where the message that replaces it comes from, and how its receipt and row are replaced */
async function replacementOf(desk: Desk, quarantined: Quarantined, isToSettle: boolean) {
  const { place, channelId, folder } = quarantined.receipt;
  const replaces = await describeReplaced(desk, quarantined, isToSettle);
  return { place, ...(channelId === null ? { path: folder } : {}), replaces, isRetried: true };
}

async function describeReplaced(
  desk: Desk,
  { row, receipt, channel }: Quarantined,
  isToSettle: boolean,
): Promise<Replaced> {
  const replaced = { receiptId: receipt.id, quarantineId: row.id };
  const { settledAt, settleAction } = receipt;
  // Older versions settled on the server what was still in quarantine.
  if (settleAction !== 'keep')
    return { ...replaced, settled: settledAt === null ? undefined : { settledAt, settleAction } };
  if (isToSettle && channel !== undefined && (await isCurrent(desk, channel, receipt))) return replaced;
  return { ...replaced, settled: { settledAt: desk.now(), settleAction: 'keep' } };
}

/** Whether the channel still reads the folder that the receipt's UID belongs to. */
async function isCurrent(desk: Desk, channel: Channel, { folder, numbering }: Receipt): Promise<boolean> {
  if (channel.deletedAt !== null || (channel.folder || 'INBOX') !== folder) return false;
  const known = await findChannelFolder(desk.read, channel.id, folder, roadOf(numbering));
  return known?.numbering === numbering;
}

async function describeImport(desk: Desk, { importGroupId }: Receipt): Promise<SourceSettings> {
  const { id } = await getGroup(desk.read, importGroupId ?? 0);
  return describeFileSource(id);
}
