import * as z from 'zod';
import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import type { Customer } from '../../db/customers.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { customerOf } from '../../domain/matters.ts';
import { unknownSender } from '../../domain/unknown-sender.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

const mostNameLetters = 200;
const mostNoteLetters = 10_000;

/**
 * Who may answer one of his tickets: what a customer is called, what is noted of him, and whether his mail is put aside. What is
 * left out stays as it is at that moment, whoever has changed it. @throws AppError invalid, not_found, conflict
 */
export const saveCustomer = defineCommand({
  name: 'saveCustomer',
  input: z.strictObject({
    customerId: id,
    name: z.string().optional(),
    note: z.string().optional(),
    isBlocked: z.boolean().optional(),
  }),
  about: ({ customerId }) => customerOf(customerId),
  needs: ({ customerId }) => [{ customerId, level: 'answer' }],
  async run(act, { customerId, isBlocked, ...given }) {
    const before = await getCustomer(act.tx, customerId);
    const words = {
      name: (given.name ?? before.name).replace(/\s+/g, ' ').trim(),
      note: (given.note ?? before.note).replaceAll('\r\n', '\n').trim(),
    };
    refuseLongWords(words);
    const changes = listChanges({ name: before.name, note: before.note }, words);
    if (changes.length > 0) {
      await updateCustomer(act.tx, customerId, words);
      act.record({ customerId, kind: 'customer.changed', data: { changes } });
    }
    if (isBlocked !== undefined) await setBlock(act, before, isBlocked);
  },
});

/** From now on his mail is put aside, or no more. @throws AppError conflict for what is no customer */
export async function setBlock(act: Act, customer: Customer, isBlocked: boolean): Promise<void> {
  const { id: customerId } = customer;
  refuseUnknownSender(customer);
  if (isBlocked === (customer.blockedAt !== null)) return;
  await updateCustomer(act.tx, customerId, { blockedAt: isBlocked ? act.now : null });
  act.record({ customerId, kind: isBlocked ? 'customer.blocked' : 'customer.unblocked', data: {} });
}

/** Mail without a sender is nobody's. @throws AppError conflict */
export function refuseUnknownSender({ email }: Pick<Customer, 'email'>): void {
  if (email === unknownSender) {
    throw new AppError(
      'conflict',
      'This stands for all mail without a sender; it is no customer of its own.',
    );
  }
}

function refuseLongWords({ name, note }: { readonly name: string; readonly note: string }): void {
  if (name.length > mostNameLetters) {
    throw new AppError('invalid', 'The name is too long.', {
      fields: { name: `At most ${mostNameLetters} letters.` },
    });
  }
  if (note.length > mostNoteLetters) {
    throw new AppError('invalid', 'The note is too long.', {
      fields: { note: `At most ${mostNoteLetters} letters.` },
    });
  }
}
