import * as z from 'zod';
import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import type { Customer } from '../../db/customers.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { customerOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { unknownSender } from '../incoming/batch.ts';
import { id } from '../input-fields.ts';

const mostNameLetters = 200;
const mostNoteLetters = 10_000;

/** Who may answer one of his tickets: what a customer is called, and what is noted of him. @throws AppError invalid, not_found */
export const saveCustomer = defineCommand({
  name: 'saveCustomer',
  input: z.strictObject({ customerId: id, name: z.string(), note: z.string() }),
  about: ({ customerId }) => customerOf(customerId),
  needs: ({ customerId }) => [{ customerId, level: 'answer' }],
  async run(act, input) {
    const { customerId } = input;
    const name = input.name.replace(/\s+/g, ' ').trim();
    if (name.length > mostNameLetters) {
      throw new AppError('invalid', 'The name is too long.', {
        fields: { name: `At most ${mostNameLetters} letters.` },
      });
    }
    if (input.note.length > mostNoteLetters) {
      throw new AppError('invalid', 'The note is too long.', {
        fields: { note: `At most ${mostNoteLetters} letters.` },
      });
    }
    const note = input.note.replaceAll('\r\n', '\n').trim();
    const before = await getCustomer(act.tx, customerId);
    await updateCustomer(act.tx, customerId, { name, note });
    const changes = listChanges({ name: before.name, note: before.note }, { name, note });
    if (changes.length > 0) act.record({ customerId, kind: 'customer.changed', data: { changes } });
  },
});

/** Mail without a sender is nobody's. @throws AppError conflict */
export function refuseUnknownSender({ email }: Pick<Customer, 'email'>): void {
  if (email === unknownSender) {
    throw new AppError(
      'conflict',
      'This stands for all mail without a sender; it is no customer of its own.',
    );
  }
}
