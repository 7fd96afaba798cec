import * as z from 'zod';
import { deleteDeliveriesBefore, loadDeliveryDays, putDeliveryDays } from '../../db/webhooks.ts';
import { settingsOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { createDoor } from '../door.ts';
import { nothing } from '../input-fields.ts';

const day = 86_400_000;
const atOnce = 1000;
const mostDays = 365;

/** Admins: for how long the log of webhooks is kept from now on. @throws AppError invalid (with fields) */
export const saveDeliveryDays = defineCommand({
  name: 'saveDeliveryDays',
  input: z.strictObject({ days: z.string() }),
  about: () => settingsOf('webhooks'),
  needs: 'admin',
  async run(act, { days: typed }) {
    const days = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
    if (days < 1 || days > mostDays) {
      const fault = `Expected a number of days from 1 to ${mostDays}.`;
      throw new AppError('invalid', fault, { fields: { days: fault } });
    }
    const before = await loadDeliveryDays(act.tx);
    if (before === days) return;
    await putDeliveryDays(act.tx, days);
    const changes = [{ field: 'days', before, after: days }];
    act.record({ kind: 'setting.changed', data: { setting: 'webhooks', changes } });
  },
});

/** The desk itself: erases what was sent longer ago than it is kept. @returns whether there may be more */
export const eraseOldDeliveries = defineCommand({
  name: 'eraseOldDeliveries',
  input: nothing,
  needs: 'operator',
  async run({ tx, now }): Promise<boolean> {
    const days = await loadDeliveryDays(tx);
    return deleteDeliveriesBefore(tx, new Date(now.getTime() - days * day), atOnce);
  },
});

/** In small transactions. */
export async function keepDeliveriesShort(desk: Desk): Promise<void> {
  const door = createDoor(desk).as({ kind: 'desk', duty: 'care' });
  while (await door.call(eraseOldDeliveries, {}));
}
