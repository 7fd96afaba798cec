import { eq } from 'drizzle-orm';
import { fillVariables, type VariableValues } from '../domain/variables.ts';
import type { Reader } from './care/open.ts';
import { groups, users } from './schema/schema.ts';
import { customers } from './schema/schema-tickets.ts';
import type { Ticket } from './ticket-access.ts';
import type { User } from './users.ts';

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
  const signature = await findSignature(db, ticket.groupId);
  return signature === '' ? '' : fillVariables(signature, await loadVariables(db, ticket, userId));
}

/** @returns the signature below the mail that opens a ticket: what is known of it later is filled in when it is sent */
export async function loadFirstSignature(db: Reader, groupId: number, agent: Agent): Promise<string> {
  return fillVariables(await findSignature(db, groupId), await loadFirstVariables(db, groupId, agent));
}

type Agent = Pick<User, 'name' | 'email'>;

/** What is known before there is a ticket. */
export async function loadFirstVariables(
  db: Reader,
  groupId: number,
  agent: Agent,
): Promise<Pick<VariableValues, 'agent' | 'agent_email' | 'group'>> {
  const [group] = await db.select({ name: groups.name }).from(groups).where(eq(groups.id, groupId));
  return { agent: agent.name, agent_email: agent.email, group: group?.name ?? '' };
}

async function findSignature(db: Reader, groupId: number): Promise<string> {
  const [group] = await db.select({ signature: groups.signature }).from(groups).where(eq(groups.id, groupId));
  return group?.signature.trim() === '' ? '' : (group?.signature ?? '');
}
