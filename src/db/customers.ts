import { eq, getTableColumns } from 'drizzle-orm';
import { sortKeyOf } from '../domain/name-order.ts';
import type { Reader, Tx } from './care/open.ts';
import { insertRows } from './insert-rows.ts';
import { isOneOf } from './one-of.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers } from './schema/schema-tickets.ts';

export type Customer = typeof customers.$inferSelect;
export type NewCustomer = Omit<Customer, 'sortKey'>;

/**
 * @param emails lower case
 * @returns each with the address that was asked for as `email`, be it the customer's first or a further one
 */
export async function listCustomersByEmail(db: Reader, emails: readonly string[]): Promise<Customer[]> {
  if (emails.length === 0) return [];
  const direct = await db.select().from(customers).where(isOneOf(customers.email, emails));
  const further = await db
    .select({ ...getTableColumns(customers), email: customerAddresses.address })
    .from(customerAddresses)
    .innerJoin(customers, eq(customers.id, customerAddresses.customerId))
    .where(isOneOf(customerAddresses.address, emails));
  return [...direct, ...further];
}

/** Whether the mail of an address is put aside. @param address lower case */
export async function isBlocked(db: Reader, address: string): Promise<boolean> {
  return (await listCustomersByEmail(db, [address])).some(({ blockedAt }) => blockedAt !== null);
}

export async function insertCustomers(tx: Tx, rows: readonly NewCustomer[]): Promise<void> {
  const keyed = rows.map((row) => ({ ...row, sortKey: sortKeyOf(row.name || row.email) }));
  await insertRows(tx, customers, keyed);
}
