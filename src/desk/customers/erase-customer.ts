import * as z from 'zod';
import {
  countErasure,
  type Erasure,
  eraseCustomerRows,
  eraseSomeMessages,
} from '../../db/customer-erasure.ts';
import { getCustomer, listAddresses } from '../../db/customer-page.ts';
import type { MixedMerge } from '../../db/erasure-merges.ts';
import { mergeTextIndex, type TextIndex, textIndexes } from '../../db/merge-text-index.ts';
import type { TouchedTicket } from '../../db/touched-tickets.ts';
import { customerOf, mailOfCustomer } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand, type Work } from '../command.ts';
import { id } from '../input-fields.ts';
import { proven } from '../rights.ts';
import { refuseUnknownSender } from './save-customer.ts';

const messagesAtOnce = 50;
/** Of a full-text index. */
const pagesAtOnce = 200;
/** So many steps are waited for, seconds; what a large file has beyond that is merged whenever there is time. */
const mostSteps = 50;

/**
 * Admins: removes a customer with everything he wrote and was written, for good. Others whose tickets were merged into his
 * get back into these what they wrote and were written.
 * `confirmation` is his address, typed by the admin. Where it is interrupted, a part is removed, and doing it again removes
 * the rest.
 * @throws AppError invalid (not confirmed), not_found, conflict
 */
export const eraseCustomer = defineCommand({
  name: 'eraseCustomer',
  input: z.strictObject({ customerId: id, confirmation: z.string() }),
  about: ({ customerId }) => [customerOf(customerId), mailOfCustomer(customerId)],
  needs: proven('admin'),
  async work(work, { customerId, confirmation }) {
    const addresses = await work.write((act) => confirm(act, customerId, confirmation));
    const found = await countErasure(work.desk.read, customerId, addresses);
    // In steps, so that mail and pages get their turn between them.
    while (await work.write((act) => eraseSome(act, customerId)));
    await work.write((act) => eraseRest(act, customerId, found));
    for (const index of textIndexes) await forgetWords(work, index);
  },
});

/** The merge that makes the words of what was removed leave an index has been begun with it, and outlives the program. */
async function forgetWords({ write, desk }: Work, index: TextIndex): Promise<void> {
  desk.memory.merging.left.add(index);
  for (let step = 0; step < mostSteps; step++) {
    if ((await write(({ tx }) => mergeTextIndex(tx, index, pagesAtOnce))) === 0) break;
  }
}

/** Admins: notes that everything about a customer was handed out as a file. @throws AppError not_found */
export const noteCustomerExport = defineCommand({
  name: 'noteCustomerExport',
  input: z.strictObject({ customerId: id }),
  needs: 'admin',
  async run(act, { customerId }) {
    await getCustomer(act.tx, customerId);
    act.record({ customerId, kind: 'customer.exported', data: {} });
    const { userId } = act;
    act.after(() => act.desk.log.info('customer exported', { customerId, userId }));
  },
});

/** @returns all of his addresses */
async function confirm(act: Act, customerId: number, confirmation: string): Promise<string[]> {
  const customer = await getCustomer(act.tx, customerId);
  refuseUnknownSender(customer);
  if (confirmation.trim().toLowerCase() !== customer.email) {
    const message = `Type ${customer.email} to confirm.`;
    throw new AppError('invalid', message, { fields: { confirmation: message } });
  }
  return listAddresses(act.tx, customer);
}

/** @returns whether there may be more */
async function eraseSome(act: Act, customerId: number): Promise<boolean> {
  const touched = await eraseSomeMessages(act.tx, customerId, messagesAtOnce);
  tellPages(act, touched);
  return touched.length > 0;
}

/** Whoever has one of the tickets open does not read on what is gone. No fact tells it: it would name the tickets. */
function tellPages(act: Act, tickets: readonly TouchedTicket[]): void {
  act.after(() => {
    for (const { ticketId, groupId } of tickets) act.desk.publish({ kind: 'ticket', ticketId, groupId });
  });
}

async function eraseRest(act: Act, customerId: number, { tickets, articles }: Erasure): Promise<void> {
  const customer = await getCustomer(act.tx, customerId);
  const addresses = await listAddresses(act.tx, customer);
  const { returned, touched, merged } = await eraseCustomerRows(act.tx, customerId, addresses);
  for (const index of textIndexes) await mergeTextIndex(act.tx, index, -pagesAtOnce);
  noteReturned(act, returned);
  tellPages(act, touched);
  // The fact and the log say that it happened, not whom it was about.
  const data = { tickets, articles, ...(merged.length === 0 ? {} : { merged }) };
  act.record({ customerId, kind: 'customer.erased', data });
  const { userId } = act;
  act.after(() => act.desk.log.info('customer erased', { customerId, userId, tickets, articles }));
}

/** Others find their messages in their own tickets again. */
function noteReturned(act: Act, merges: readonly MixedMerge[]): void {
  for (const { ticketId, into, isTheirs, articleIds } of merges) {
    if (!isTheirs || articleIds.length === 0) continue;
    act.record({ ticketId, kind: 'ticket.unmerged', data: { direction: 'into', other: into } });
  }
}
