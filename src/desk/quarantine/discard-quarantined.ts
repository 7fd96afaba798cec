import { listWaiting, resolveQuarantined } from '../../db/quarantine.ts';
import { updateReceipt } from '../../db/receipts.ts';
import type { Desk } from '../desk.ts';
import { decidedAlready, loadQuarantined } from './quarantined.ts';

/**
 * Decides that a quarantined message will never be an article. It stays downloadable, and on the server as it is.
 * @throws AppError not_found, conflict
 */
export async function discardQuarantined(desk: Desk, { id }: { id: number }): Promise<void> {
  const { row, receipt } = await loadQuarantined(desk, id);
  await desk.write(async (tx) => {
    if ((await listWaiting(tx, [id])).length === 0) throw decidedAlready();
    await resolveQuarantined(tx, id, desk.now());
    const settledAt = receipt.settledAt ?? desk.now();
    await updateReceipt(tx, row.receiptId, { outcome: 'ignored', settledAt });
  });
  desk.log.info('quarantined message discarded', { quarantine: id });
  desk.publish({ kind: 'quarantine' });
}
