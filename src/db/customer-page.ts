import { and, asc, count, desc, eq, lt } from 'drizzle-orm';
import { sortKeyOf } from '../domain/name-order.ts';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { hasVisibleTicket } from './customer-list.ts';
import type { Customer } from './customers.ts';
import { groups } from './schema/schema.ts';
import { customerAddresses } from './schema/schema-search.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { inGroupsOf, type Viewer, visibleTo } from './ticket-access.ts';
import { openedAt } from './ticket-times.ts';

/** @throws AppError not_found, the same for a customer of tickets that are not for the viewer */
export async function getVisibleCustomer(db: Reader, viewer: Viewer, id: number): Promise<Customer> {
  const found = await findVisibleCustomer(db, viewer, id);
  if (found === undefined)
    throw new AppError('not_found', 'There is no such customer, or it is not for you.');
  return found;
}

export async function findVisibleCustomer(
  db: Reader,
  viewer: Viewer,
  id: number,
): Promise<Customer | undefined> {
  const [row] = await db
    .select()
    .from(customers)
    .where(and(eq(customers.id, id), hasVisibleTicket(viewer)));
  return row;
}

/** Whether the viewer may answer at least one of the customer's tickets. */
export async function canAnswerCustomer(db: Reader, viewer: Viewer, customerId: number): Promise<boolean> {
  if (viewer.isAdmin && viewer.groupIds === undefined) return true;
  const [row] = await db
    .select({ count: count() })
    .from(tickets)
    .where(and(eq(tickets.customerId, customerId), inGroupsOf(viewer, tickets.groupId, 'answer')));
  return (row?.count ?? 0) > 0;
}

/** The address the customer is shown with first, then the further ones. */
export async function listAddresses(db: Reader, customer: Pick<Customer, 'id' | 'email'>): Promise<string[]> {
  const rows = await db
    .select({ address: customerAddresses.address })
    .from(customerAddresses)
    .where(eq(customerAddresses.customerId, customer.id))
    .orderBy(asc(customerAddresses.address));
  return [customer.email, ...rows.map(({ address }) => address)];
}

/** Those the viewer may see, the newest first. @param beforeId the last one of the page before */
export function listTicketsOfCustomer(
  db: Reader,
  viewer: Viewer,
  customerId: number,
  { beforeId, limit }: { beforeId?: number | undefined; limit: number },
) {
  return db
    .select({
      id: tickets.id,
      number: tickets.number,
      subject: tickets.subject,
      state: tickets.state,
      group: groups.name,
      openedAt,
      lastArticleAt: tickets.lastArticleAt,
    })
    .from(tickets)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .where(
      and(
        eq(tickets.customerId, customerId),
        visibleTo(viewer),
        beforeId === undefined ? undefined : lt(tickets.id, beforeId),
      ),
    )
    .orderBy(desc(tickets.id))
    .limit(limit);
}

export async function countTicketsOfCustomer(
  db: Reader,
  viewer: Viewer,
  customerId: number,
): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(tickets)
    .where(and(eq(tickets.customerId, customerId), visibleTo(viewer)));
  return row?.count ?? 0;
}

/** On behalf of the program itself. @throws AppError not_found */
export async function getCustomer(db: Reader, id: number): Promise<Customer> {
  const [row] = await db.select().from(customers).where(eq(customers.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such customer.');
  return row;
}

export async function updateCustomer(
  tx: Tx,
  id: number,
  changes: Partial<Pick<Customer, 'name' | 'note' | 'blockedAt'>>,
): Promise<void> {
  const { name } = changes;
  const named = name === undefined ? {} : { sortKey: sortKeyOf(name || (await getCustomer(tx, id)).email) };
  await tx
    .update(customers)
    .set({ ...changes, ...named })
    .where(eq(customers.id, id));
}
