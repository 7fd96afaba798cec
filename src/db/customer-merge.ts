import { eq, inArray } from 'drizzle-orm';
import type { Tx } from './care/open.ts';
import type { Customer } from './customers.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers, tickets } from './schema/schema-tickets.ts';

/** Gives some tickets of one customer to another. @param most so many at once @returns their ids */
export async function moveTickets(
  tx: Tx,
  from: Pick<Customer, 'id'>,
  into: Pick<Customer, 'id'>,
  most: number,
): Promise<number[]> {
  const some = tx.select({ id: tickets.id }).from(tickets).where(eq(tickets.customerId, from.id)).limit(most);
  const moved = await tx
    .update(tickets)
    .set({ customerId: into.id })
    .where(inArray(tickets.id, some))
    .returning({ id: tickets.id });
  return moved.map(({ id }) => id);
}

/** Gives the addresses of a customer who has no tickets any more to another, and removes him. */
export async function moveAddresses(tx: Tx, from: Customer, into: Customer, at: Date): Promise<void> {
  await tx
    .update(customerAddresses)
    .set({ customerId: into.id })
    .where(eq(customerAddresses.customerId, from.id));
  await tx.delete(customers).where(eq(customers.id, from.id));
  await tx.insert(customerAddresses).values({ address: from.email, customerId: into.id, createdAt: at });
}
