import * as z from 'zod';
import { getQuarantined } from '../../db/quarantine.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Admins: notes that a quarantined message was handed out as it came. @throws AppError not_found */
export const noteRawQuarantined = defineCommand({
  name: 'noteRawQuarantined',
  input: z.strictObject({ id }),
  needs: 'admin',
  async run(act, input) {
    const { receiptId } = await getQuarantined(act.tx, input.id);
    act.record({ kind: 'mail.raw_opened', data: { receiptId } });
  },
});
