import { getCustomer, updateCustomer } from '../../db/customer-page.ts';
import type { Customer } from '../../db/customers.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { unknownSender } from '../incoming/store-view.ts';

const mostNameLetters = 200;
const mostNoteLetters = 10_000;

/** @throws AppError invalid, not_found */
export async function saveCustomer(
  desk: Desk,
  { customerId, name, note }: { customerId: number; name: string; note: string },
): Promise<void> {
  const plain = name.replace(/\s+/g, ' ').trim();
  if (plain.length > mostNameLetters) {
    throw new AppError('invalid', 'The name is too long.', {
      fields: { name: `At most ${mostNameLetters} letters.` },
    });
  }
  if (note.length > mostNoteLetters) {
    throw new AppError('invalid', 'The note is too long.', {
      fields: { note: `At most ${mostNoteLetters} letters.` },
    });
  }
  await desk.write(async (tx) => {
    await getCustomer(tx, customerId);
    await updateCustomer(tx, customerId, { name: plain, note: note.replaceAll('\r\n', '\n').trim() });
  });
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
