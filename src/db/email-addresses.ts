import { and, asc, desc, eq } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import { AppError } from '../errors.ts';
import { isUniqueViolation } from './care/failure.ts';
import type { Reader, Tx } from './care/open.ts';
import { emailAddresses, groups } from './schema/schema.ts';

export type EmailAddress = typeof emailAddresses.$inferSelect;

/** The primary address comes first. A further channel of the same mailbox has those of the first one. */
export async function listSendingAddresses(
  db: Reader,
  channel: { id: number; address: string },
): Promise<EmailAddress[]> {
  const own = await listEmailAddresses(db, channel.id);
  const first = own.length > 0 ? undefined : await findEmailAddress(db, channel.address);
  return first === undefined ? own : listEmailAddresses(db, first.channelId);
}

/** The primary address comes first. */
export async function listEmailAddresses(db: Reader, channelId: number): Promise<EmailAddress[]> {
  return db
    .select()
    .from(emailAddresses)
    .where(eq(emailAddresses.channelId, channelId))
    .orderBy(desc(emailAddresses.isPrimary), asc(emailAddresses.address));
}

/** @param address lower case. @returns it, whichever channel it belongs to */
export async function findEmailAddress(db: Reader, address: string): Promise<EmailAddress | undefined> {
  const [row] = await db.select().from(emailAddresses).where(eq(emailAddresses.address, address));
  return row;
}

/** Of every channel. */
export async function listAllEmailAddresses(db: Reader): Promise<EmailAddress[]> {
  return db.select().from(emailAddresses);
}

/** @throws AppError not_found, also for the address of another channel */
export async function getEmailAddress(
  db: Reader,
  { channelId, addressId }: { channelId: number; addressId: number },
): Promise<EmailAddress> {
  const [row] = await db
    .select()
    .from(emailAddresses)
    .where(and(eq(emailAddresses.id, addressId), eq(emailAddresses.channelId, channelId)));
  if (row === undefined) throw new AppError('not_found', 'The channel has no such address.');
  return row;
}

/** The groups that send from an address. */
export async function listGroupsOfAddress(db: Reader, addressId: number) {
  const rows = await db
    .select({ id: groups.id, name: groups.name })
    .from(groups)
    .where(eq(groups.emailAddressId, addressId))
    .orderBy(asc(groups.id));
  return sortByName(rows);
}

/** @returns the channels through which a group sends, whichever its mail comes in by */
export async function listSendingChannels(db: Reader): Promise<Set<number>> {
  const rows = await db
    .selectDistinct({ channelId: emailAddresses.channelId })
    .from(groups)
    .innerJoin(emailAddresses, eq(emailAddresses.id, groups.emailAddressId));
  return new Set(rows.map(({ channelId }) => channelId));
}

/** Groups that send from it have none then. */
export async function deleteEmailAddress(tx: Tx, id: number): Promise<void> {
  await tx.update(groups).set({ emailAddressId: null }).where(eq(groups.emailAddressId, id));
  await tx.delete(emailAddresses).where(eq(emailAddresses.id, id));
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
