import { eq } from 'drizzle-orm';
import type { Tx } from './care/open.ts';
import type { Customer } from './customers.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers, tickets } from './schema/schema-tickets.ts';

/** Gives everything of one customer to another and removes the empty one. @returns the tickets */
export async function moveCustomer(tx: Tx, from: Customer, into: Customer, at: Date): Promise<number[]> {
  const moved = await tx
    .update(tickets)
    .set({ customerId: into.id })
    .where(eq(tickets.customerId, from.id))
    .returning({ id: tickets.id });
  await tx
    .update(customerAddresses)
    .set({ customerId: into.id })
    .where(eq(customerAddresses.customerId, from.id));
  await tx.delete(customers).where(eq(customers.id, from.id));
  await tx.insert(customerAddresses).values({ address: from.email, customerId: into.id, createdAt: at });
  return moved.map(({ id }) => id);
}
