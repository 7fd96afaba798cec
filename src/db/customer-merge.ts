import { eq, sql } from 'drizzle-orm';
import type { Tx } from './care/open.ts';
import type { Customer } from './customers.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers, tickets } from './schema/schema-tickets.ts';

/** Gives everything of one customer to another and removes the empty one. */
export async function moveCustomer(
  tx: Tx,
  from: Customer,
  into: Customer,
  userId: number,
  at: Date,
): Promise<void> {
  const message = `Customer ${from.email} was merged into ${into.email}.`;
  await tx.run(sql`INSERT INTO ticket_events (ticket_id, user_id, at, kind, message)
    SELECT id, ${userId}, ${at.getTime()}, 'customer', ${message} FROM tickets WHERE customer_id = ${from.id}`);
  await tx.update(tickets).set({ customerId: into.id }).where(eq(tickets.customerId, from.id));
  await tx
    .update(customerAddresses)
    .set({ customerId: into.id })
    .where(eq(customerAddresses.customerId, from.id));
  await tx.delete(customers).where(eq(customers.id, from.id));
  await tx.insert(customerAddresses).values({ address: from.email, customerId: into.id, createdAt: at });
}
