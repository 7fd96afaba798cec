import { and, eq, ne, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { drafts, ticketForms } from './schema/schema-drafts.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { ticketMerges } from './schema/schema-teamwork.ts';
import { articles, customers, ticketLinks, tickets } from './schema/schema-tickets.ts';

// Tickets that somebody here has opened by a form, and how that is undone.

export type TicketForm = typeof ticketForms.$inferSelect;

export async function findTicketForm(db: Reader, key: string): Promise<TicketForm | undefined> {
  const [row] = await db.select().from(ticketForms).where(eq(ticketForms.key, key));
  return row;
}

export async function insertTicketForm(tx: Tx, form: TicketForm): Promise<void> {
  await tx.insert(ticketForms).values(form);
}

/** Whether a ticket holds nothing but this article, and nothing leads to it. */
export async function hasOnlyArticle(db: Reader, ticketId: number, articleId: number): Promise<boolean> {
  const counts = [
    await db.$count(articles, and(eq(articles.ticketId, ticketId), ne(articles.id, articleId))),
    await db.$count(drafts, eq(drafts.ticketId, ticketId)),
    await db.$count(
      ticketLinks,
      or(eq(ticketLinks.ticketId, ticketId), eq(ticketLinks.linkedTicketId, ticketId)),
    ),
    await db.$count(ticketMerges, eq(ticketMerges.intoTicketId, ticketId)),
  ];
  return counts.every((count) => count === 0);
}

/** With everything that hangs on it, and the customer if nobody knew him before. */
export async function deleteTicket(tx: Tx, id: number): Promise<void> {
  const [gone] = await tx.delete(tickets).where(eq(tickets.id, id)).returning();
  if (gone === undefined) return;
  const isUnused = sql`NOT EXISTS (SELECT 1 FROM ${tickets} WHERE customer_id = ${gone.customerId})
    AND NOT EXISTS (SELECT 1 FROM ${customerAddresses} WHERE customer_id = ${gone.customerId})`;
  const isNew = and(eq(customers.createdAt, gone.createdAt), eq(customers.note, ''));
  await tx.delete(customers).where(and(eq(customers.id, gone.customerId), isNew, isUnused));
}
