import { eq } from 'drizzle-orm';
import { escapeHtml } from '../domain/html/html-tokens.ts';
import { joinSignatures, type Signature, startText } from '../domain/signature.ts';
import { fillVariables, type VariableValues } from '../domain/variables.ts';
import type { Reader } from './care/open.ts';
import { groups, users } from './schema/schema.ts';
import { customers } from './schema/schema-tickets.ts';
import { findGroupSignature, findUserSignature } from './signatures.ts';
import type { Ticket } from './ticket-access.ts';
import type { User } from './users.ts';

/** What the variables stand for in a ticket. @param userId undefined for what Postroom sends by itself */
export async function loadVariables(
  db: Reader,
  ticket: Pick<Ticket, 'groupId' | 'customerId' | 'number' | 'subject'>,
  userId: number | undefined,
): Promise<VariableValues> {
  const [[group], [customer], [user]] = await Promise.all([
    db.select({ name: groups.name }).from(groups).where(eq(groups.id, ticket.groupId)),
    db.select().from(customers).where(eq(customers.id, ticket.customerId)),
    userId === undefined ? [] : db.select().from(users).where(eq(users.id, userId)),
  ]);
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

/** @returns what the user signs with in the ticket's group, filled in */
export async function loadSignature(db: Reader, ticket: Ticket, userId: number): Promise<Signature> {
  const signature = await findSignature(db, ticket.groupId, userId);
  if (startText(signature) === '') return signature;
  return fill(signature, await loadVariables(db, ticket, userId));
}

/** @returns the signature below the mail that opens a ticket: what is known of it later is filled in when it is sent */
export async function loadFirstSignature(db: Reader, groupId: number, agent: Agent): Promise<Signature> {
  return fill(await findSignature(db, groupId, agent.id), await loadFirstVariables(db, groupId, agent));
}

type Agent = Pick<User, 'id' | 'name' | 'email'>;

/** What is known before there is a ticket. */
export async function loadFirstVariables(
  db: Reader,
  groupId: number,
  agent: Agent,
): Promise<Pick<VariableValues, 'agent' | 'agent_email' | 'group'>> {
  const [group] = await db.select({ name: groups.name }).from(groups).where(eq(groups.id, groupId));
  return { agent: agent.name, agent_email: agent.email, group: group?.name ?? '' };
}

async function findSignature(db: Reader, groupId: number, userId: number): Promise<Signature> {
  const [own, ofGroup] = await Promise.all([findUserSignature(db, userId), findGroupSignature(db, groupId)]);
  return joinSignatures(own, ofGroup);
}

function fill({ text, html }: Signature, values: Partial<VariableValues>): Signature {
  return { text: fillVariables(text, values), html: fillVariables(html, values, escapeHtml) };
}
