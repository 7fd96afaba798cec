import { moveCustomer } from '../../db/customer-merge.ts';
import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { refuseUnknownSender } from './save-customer.ts';

/** Two customers are one person: the tickets and addresses of `fromId` go to `intoId`, and `fromId` is no more. @throws AppError invalid, not_found */
export async function mergeCustomers(
  desk: Desk,
  { userId, fromId, intoId }: { userId: number; fromId: number; intoId: number },
): Promise<void> {
  if (fromId === intoId) throw new AppError('invalid', 'A customer cannot be merged with itself.');
  await desk.write(async (tx) => {
    const from = await getCustomer(tx, fromId);
    const into = await getCustomer(tx, intoId);
    refuseUnknownSender(from);
    refuseUnknownSender(into);
    await moveCustomer(tx, from, into, userId, desk.now());
    const note = [into.note, from.note].filter((text) => text !== '').join('\n\n');
    await updateCustomer(tx, intoId, { note, name: into.name || from.name });
  });
  desk.log.info('customers merged', { fromId, intoId, userId });
}
