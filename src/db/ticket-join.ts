import { and, eq, inArray } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { groups } from './schema/schema.ts';
import { customers, tickets } from './schema/schema-tickets.ts';
import { type Viewer, visibleTo } from './ticket-access.ts';
import { openedAt } from './ticket-times.ts';

/** @returns of these tickets what tells which they are and whose, as far as the viewer may see them, oldest first */
export async function listJoinable(db: Reader, viewer: Viewer, numbers: readonly number[]) {
  if (numbers.length === 0) return [];
  const rows = await db
    .select({
      id: tickets.id,
      number: tickets.number,
      subject: tickets.subject,
      state: tickets.state,
      group: groups.name,
      customerId: tickets.customerId,
      name: customers.name,
      email: customers.email,
      openedAt,
    })
    .from(tickets)
    .innerJoin(groups, eq(groups.id, tickets.groupId))
    .innerJoin(customers, eq(customers.id, tickets.customerId))
    .where(and(inArray(tickets.number, [...numbers]), visibleTo(viewer)))
    .orderBy(tickets.number);
  return rows.map(({ name, email, ...row }) => ({
    ...row,
    customer: name === '' ? email : `${name} <${email}>`,
    openedAt: new Date(row.openedAt),
  }));
}
