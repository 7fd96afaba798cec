import * as z from 'zod';
import { getCustomer } from '../../db/customer-page.ts';
import { customerOf } from '../../domain/matters.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { setBlock } from './save-customer.ts';

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
    await setBlock(act, await getCustomer(act.tx, customerId), isBlocked);
  },
});
