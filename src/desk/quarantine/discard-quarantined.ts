import * as z from 'zod';
import { listWaiting, resolveQuarantined } from '../../db/quarantine.ts';
import { updateReceipt } from '../../db/receipts.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { decidedAlready, loadQuarantined } from './quarantined.ts';

/**
 * An admin: decides that a quarantined message will never be an article. It stays downloadable, and on the server as it
 * is.
 * @throws AppError not_found, conflict
 */
export const discardQuarantined = defineCommand({
  name: 'discardQuarantined',
  input: z.strictObject({ id }),
  needs: 'admin',
  async run(act, input) {
    const { desk, tx, now } = act;
    const { row, receipt } = await loadQuarantined(tx, input.id);
    if ((await listWaiting(tx, [row.id])).length === 0) throw decidedAlready();
    await resolveQuarantined(tx, row.id, now);
    const settledAt = receipt.settledAt ?? now;
    await updateReceipt(tx, row.receiptId, { outcome: 'ignored', settledAt });
    act.record({ kind: 'quarantine.discarded', data: { receiptId: row.receiptId } });
    act.after(() => desk.log.info('quarantined message discarded', { quarantine: row.id }));
  },
});
