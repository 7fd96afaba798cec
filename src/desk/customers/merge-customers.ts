import * as z from 'zod';
import { moveCustomer } from '../../db/customer-merge.ts';
import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import { customerOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { refuseUnknownSender } from './save-customer.ts';

/**
 * Admins: two customers are one person. The tickets and addresses of `fromId` go to `intoId`, and `fromId` is no more.
 * @throws AppError invalid, not_found, conflict
 */
export const mergeCustomers = defineCommand({
  name: 'mergeCustomers',
  input: z.strictObject({ fromId: id, intoId: id }),
  about: ({ fromId, intoId }) => [customerOf(fromId), customerOf(intoId)],
  needs: 'admin',
  async run(act, { fromId, intoId }) {
    if (fromId === intoId) throw new AppError('invalid', 'A customer cannot be merged with itself.');
    const from = await getCustomer(act.tx, fromId);
    const into = await getCustomer(act.tx, intoId);
    refuseUnknownSender(from);
    refuseUnknownSender(into);
    const data = { from: from.email, to: into.email };
    for (const ticketId of await moveCustomer(act.tx, from, into, act.now)) {
      act.record({ ticketId, kind: 'ticket.customer_changed', data });
    }
    const note = [into.note, from.note].filter((text) => text !== '').join('\n\n');
    await updateCustomer(act.tx, intoId, { note, name: into.name || from.name });
    act.record({ customerId: fromId, kind: 'customer.merged', data: { into: intoId } });
    const { userId } = act;
    act.after(() => act.desk.log.info('customers merged', { fromId, intoId, userId }));
    return { email: from.email };
  },
});
