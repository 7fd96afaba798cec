import * as z from 'zod';
import { deleteAuditBefore, loadAuditDays, putAuditDays } from '../../db/audit.ts';
import { settingsOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { createDoor } from '../door.ts';
import { nothing } from '../input-fields.ts';
import { proven } from '../rights.ts';

const day = 86_400_000;
const atOnce = 2_000;
const fewestDays = 30;
const mostDays = 3_650;

/** Admins: notes that the log was taken away as a file, and how it was narrowed down. */
export const noteAuditExport = defineCommand({
  name: 'noteAuditExport',
  input: z.strictObject({ filter: z.record(z.string().max(20), z.string().max(100)) }),
  needs: 'admin',
  async run(act, { filter }) {
    act.record({ kind: 'audit.exported', data: { filter } });
  },
});

/** Admins: how long the log is kept from now on. @throws AppError invalid (with fields) */
export const saveAuditDays = defineCommand({
  name: 'saveAuditDays',
  input: z.strictObject({ days: z.string() }),
  about: () => settingsOf('audit log'),
  needs: proven('admin'),
  async run(act, { days: typed }) {
    const days = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0;
    if (days < fewestDays || days > mostDays) {
      const fault = `Expected a number of days from ${fewestDays} to ${mostDays}.`;
      throw new AppError('invalid', fault, { fields: { days: fault } });
    }
    const before = await loadAuditDays(act.tx);
    if (before === days) return;
    await putAuditDays(act.tx, days);
    const changes = [{ field: 'days', before, after: days }];
    act.record({ kind: 'setting.changed', data: { setting: 'audit log', changes } });
  },
});

/** The desk itself: forgets what is older than it is kept. @returns whether there may be more */
export const forgetOldAudit = defineCommand({
  name: 'forgetOldAudit',
  input: nothing,
  needs: 'operator',
  async run({ tx, now }): Promise<boolean> {
    const days = await loadAuditDays(tx);
    return deleteAuditBefore(tx, new Date(now.getTime() - days * day), atOnce);
  },
});

/** In small transactions. */
export async function keepAuditShort(desk: Desk): Promise<void> {
  const door = createDoor(desk).as({ kind: 'desk', duty: 'care' });
  while (await door.call(forgetOldAudit, {}));
}
