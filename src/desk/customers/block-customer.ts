import * as z from 'zod';
import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import { customerOf } from '../../domain/matters.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { refuseUnknownSender } from './save-customer.ts';

/**
 * Who may answer one of his tickets: from now on mail from any of the customer's addresses is kept in closed tickets,
 * marked `blocked`, and never answered by itself; or no more.
 * @throws AppError not_found, conflict
 */
export const blockCustomer = defineCommand({
  name: 'blockCustomer',
  input: z.strictObject({ customerId: id, isBlocked: z.boolean() }),
  about: ({ customerId }) => customerOf(customerId),
  needs: ({ customerId }) => [{ customerId, level: 'answer' }],
  async run(act, { customerId, isBlocked }) {
    const customer = await getCustomer(act.tx, customerId);
    refuseUnknownSender(customer);
    if (isBlocked === (customer.blockedAt !== null)) return;
    await updateCustomer(act.tx, customerId, { blockedAt: isBlocked ? act.now : null });
    act.record({ customerId, kind: isBlocked ? 'customer.blocked' : 'customer.unblocked', data: {} });
  },
});
