import { eq } from 'drizzle-orm';
import { fillVariables, type VariableValues } from '../domain/variables.ts';
import type { Reader } from './open.ts';
import { groups, users } from './schema.ts';
import { customers } from './schema-tickets.ts';
import type { Ticket } from './ticket-access.ts';

/** What the variables stand for in a ticket. @param userId undefined for what Postroom sends by itself */
export async function loadVariables(
  db: Reader,
  ticket: Pick<Ticket, 'groupId' | 'customerId' | 'number' | 'subject'>,
  userId: number | undefined,
): Promise<VariableValues> {
  const [group] = await db.select({ name: groups.name }).from(groups).where(eq(groups.id, ticket.groupId));
  const [customer] = await db.select().from(customers).where(eq(customers.id, ticket.customerId));
  const [user] = userId === undefined ? [] : await db.select().from(users).where(eq(users.id, userId));
  return {
    agent: user?.name ?? '',
    agent_email: user?.email ?? '',
    group: group?.name ?? '',
    ticket: String(ticket.number),
    subject: ticket.subject,
    customer: customer?.name || (customer?.email ?? ''),
    customer_email: customer?.email ?? '',
  };
}

/** @returns the signature of the ticket's group, filled in; '' where it has none */
export async function loadSignature(db: Reader, ticket: Ticket, userId: number): Promise<string> {
  const [group] = await db
    .select({ signature: groups.signature })
    .from(groups)
    .where(eq(groups.id, ticket.groupId));
  if (group === undefined || group.signature.trim() === '') return '';
  return fillVariables(group.signature, await loadVariables(db, ticket, userId));
}
