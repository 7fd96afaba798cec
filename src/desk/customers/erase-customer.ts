import { countErasure, eraseCustomerRows, mergeSearchIndex } from '../../db/customer-erasure.ts';
import { getCustomer, listAddresses } from '../../db/customer-page.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { refuseUnknownSender } from './save-customer.ts';

/**
 * Removes a customer with everything he wrote and was written, for good.
 * @param input `confirmation` is his address, typed by the admin
 * @throws AppError invalid (not confirmed), not_found, conflict
 */
export async function eraseCustomer(
  desk: Desk,
  { userId, customerId, confirmation }: { userId: number; customerId: number; confirmation: string },
): Promise<void> {
  const erased = await desk.write(async (tx) => {
    const customer = await getCustomer(tx, customerId);
    refuseUnknownSender(customer);
    if (confirmation.trim().toLowerCase() !== customer.email) {
      const message = `Type ${customer.email} to confirm.`;
      throw new AppError('invalid', message, { fields: { confirmation: message } });
    }
    const addresses = await listAddresses(tx, customer);
    const counted = await countErasure(tx, customerId, addresses);
    await eraseCustomerRows(tx, customerId, addresses);
    return counted;
  });
  // The log says that it happened, not whom it was about.
  desk.log.info('customer erased', {
    customerId,
    userId,
    tickets: erased.tickets,
    articles: erased.articles,
  });
  desk.publish({ kind: 'settings' });
  await tidyIndex(desk);
}

/** In steps, so that mail and pages get their turn between them. */
async function tidyIndex(desk: Desk): Promise<void> {
  let goesOn = true;
  for (let step = 0; goesOn; step++) goesOn = await desk.write((tx) => mergeSearchIndex(tx, step === 0));
}
