import * as z from 'zod';
import { moveAddresses, moveTickets } from '../../db/customer-merge.ts';
import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import { customerOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { refuseUnknownSender } from './save-customer.ts';

const ticketsAtOnce = 300;

const input = z.strictObject({ fromId: id, intoId: id });
type Pair = z.output<typeof input>;

/**
 * Admins: two customers are one person. The tickets and addresses of `fromId` go to `intoId`, and `fromId` is no more. Very many
 * tickets go in steps: where that is interrupted, some are moved, and doing it again moves the rest. Where mail of one of them is
 * blocked, so is that of the one that is left.
 * @throws AppError invalid, not_found, conflict
 */
export const mergeCustomers = defineCommand({
  name: 'mergeCustomers',
  input,
  about: ({ fromId, intoId }) => [customerOf(fromId), customerOf(intoId)],
  needs: 'admin',
  async work(work, pair) {
    while ((await work.write((act) => moveSome(act, pair))) === ticketsAtOnce);
    return work.write((act) => finish(act, pair));
  },
});

/** @returns how many tickets have moved */
async function moveSome(act: Act, pair: Pair): Promise<number> {
  const { from, into } = await getBoth(act, pair);
  const moved = await moveTickets(act.tx, from, into, ticketsAtOnce);
  const data = { from: from.email, to: into.email };
  for (const ticketId of moved) act.record({ ticketId, kind: 'ticket.customer_changed', data });
  return moved.length;
}

async function finish(act: Act, pair: Pair): Promise<{ email: string }> {
  const { fromId, intoId } = pair;
  // What has come in since the last step.
  while ((await moveSome(act, pair)) === ticketsAtOnce);
  const { from, into } = await getBoth(act, pair);
  await moveAddresses(act.tx, from, into, act.now);
  const note = [into.note, from.note].filter((text) => text !== '').join('\n\n');
  await updateCustomer(act.tx, intoId, { note, name: into.name || from.name });
  // Whoever is kept out does not come in again by another's name.
  if (from.blockedAt !== null && into.blockedAt === null) {
    await updateCustomer(act.tx, intoId, { blockedAt: from.blockedAt });
    act.record({ customerId: intoId, kind: 'customer.blocked', data: {} });
  }
  act.record({ customerId: fromId, kind: 'customer.merged', data: { into: intoId } });
  const { userId } = act;
  act.after(() => act.desk.log.info('customers merged', { fromId, intoId, userId }));
  return { email: from.email };
}

async function getBoth({ tx }: Act, { fromId, intoId }: Pair) {
  if (fromId === intoId) throw new AppError('invalid', 'A customer cannot be merged with itself.');
  const from = await getCustomer(tx, fromId);
  const into = await getCustomer(tx, intoId);
  refuseUnknownSender(from);
  refuseUnknownSender(into);
  return { from, into };
}
