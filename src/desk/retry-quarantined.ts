import { loadBlob } from '../db/blobs.ts';
import { getChannel } from '../db/channels.ts';
import { getQuarantined, type QuarantineRow, resolveQuarantined } from '../db/quarantine.ts';
import { getReceipt, updateReceipt } from '../db/receipts.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';
import { parseRaw } from './parse-raw.ts';
import { storeBatch } from './store-batch.ts';
import { loadStoreContext } from './store-context.ts';

/**
 * Reads a quarantined message once more, because the limits or the program have changed since.
 * @throws AppError not_found, conflict (resolved already, not here whole, still unreadable)
 */
export async function retryQuarantined(desk: Desk, { id }: { id: number }): Promise<void> {
  const row = await getOpen(desk, id);
  if (row.kind === 'placeholder' || row.kind === 'oversized') {
    throw new AppError('conflict', 'The message itself is not here: it is still on the server.');
  }
  const raw = await loadBlob(desk.read, row.blobId);
  const [outcome] = await parseRaw(desk, [raw]);
  if (outcome?.kind !== 'parsed') {
    const why = outcome?.kind === 'rejected' ? outcome.reason : 'reading it ended the parser process again';
    throw new AppError('conflict', `It still cannot be read: ${why}`);
  }
  const receipt = await getReceipt(desk.read, row.receiptId);
  if (receipt.channelId === null) throw new AppError('conflict', 'It did not come by a channel.');
  const channel = await getChannel(desk.read, receipt.channelId);
  const { folder, uidValidity, uid, sha256, storedAt } = receipt;
  const context = await loadStoreContext(desk, channel, { channelId: channel.id, folder, uidValidity });
  const replaces = { receiptId: receipt.id, quarantineId: id };
  await storeBatch(desk, context, [
    { uid, raw, sha256, size: raw.length, receivedAt: storedAt, outcome, replaces, isRetried: true },
  ]);
  const { settledAt, settleAction } = receipt;
  if (settledAt !== null)
    await desk.write((tx) => updateReceipt(tx, receipt.id, { settledAt, settleAction }));
}

/** Decides that a quarantined message will never be an article; it stays downloadable. @throws AppError not_found, conflict */
export async function discardQuarantined(desk: Desk, { id }: { id: number }): Promise<void> {
  const row = await getOpen(desk, id);
  await desk.write(async (tx) => {
    await resolveQuarantined(tx, id, desk.now());
    await updateReceipt(tx, row.receiptId, { outcome: 'ignored' });
  });
}

async function getOpen(desk: Desk, id: number): Promise<QuarantineRow> {
  const row = await getQuarantined(desk.read, id);
  if (row.resolvedAt !== null) throw new AppError('conflict', 'This message is not in quarantine any more.');
  return row;
}
