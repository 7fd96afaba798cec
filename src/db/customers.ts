import { inArray } from 'drizzle-orm';
import type { Reader, Tx } from './open.ts';
import { customers } from './schema.ts';

export type Customer = typeof customers.$inferSelect;

/** @param emails lower case */
export async function listCustomersByEmail(db: Reader, emails: readonly string[]): Promise<Customer[]> {
  if (emails.length === 0) return [];
  return db
    .select()
    .from(customers)
    .where(inArray(customers.email, [...emails]));
}

export async function insertCustomers(tx: Tx, rows: readonly Customer[]): Promise<void> {
  if (rows.length > 0) await tx.insert(customers).values([...rows]);
}
