import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import type { Desk } from '../desk.ts';
import { refuseUnknownSender } from './save-customer.ts';

/** From now on mail from any of the customer's addresses is kept in closed tickets, marked `blocked`, and never answered by itself. @throws AppError not_found, conflict */
export async function blockCustomer(
  desk: Desk,
  { customerId, isBlocked }: { customerId: number; isBlocked: boolean },
): Promise<void> {
  await desk.write(async (tx) => {
    refuseUnknownSender(await getCustomer(tx, customerId));
    await updateCustomer(tx, customerId, { blockedAt: isBlocked ? desk.now() : null });
  });
}
