import { asc, desc, eq } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import { isUniqueViolation } from './failure.ts';
import type { Reader, Tx } from './open.ts';
import { emailAddresses } from './schema.ts';

export type EmailAddress = typeof emailAddresses.$inferSelect;

/** The primary address comes first. */
export async function listEmailAddresses(db: Reader, channelId: number): Promise<EmailAddress[]> {
  return db
    .select()
    .from(emailAddresses)
    .where(eq(emailAddresses.channelId, channelId))
    .orderBy(desc(emailAddresses.isPrimary), asc(emailAddresses.address));
}

/** Of every channel. */
export async function listAllEmailAddresses(db: Reader): Promise<EmailAddress[]> {
  return db.select().from(emailAddresses);
}

/** @throws AppError conflict when the address belongs to a channel already */
export async function updateEmailAddress(
  tx: Tx,
  id: number,
  changes: Partial<Omit<EmailAddress, 'id'>>,
): Promise<void> {
  try {
    await tx.update(emailAddresses).set(changes).where(eq(emailAddresses.id, id));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw addressTaken(String(changes.address));
  }
}

/** @throws AppError conflict when the address belongs to a channel already */
export async function insertEmailAddress(tx: Tx, address: Omit<EmailAddress, 'id'>): Promise<EmailAddress> {
  try {
    const [row] = await tx.insert(emailAddresses).values(address).returning();
    if (row === undefined) throw new AppError('internal', 'The e-mail address was not stored.');
    return row;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw addressTaken(address.address);
  }
}

function addressTaken(address: string): AppError {
  return new AppError('conflict', `The address ${address} belongs to a channel already.`, {
    fields: { address: 'This address belongs to a channel already.' },
  });
}
