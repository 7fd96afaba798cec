import { and, asc, count, eq, isNull } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import type { Reader } from './care/open.ts';
import { countTicketsByGroup } from './kept-counts.ts';
import { channels, emailAddresses, groups, users } from './schema/schema.ts';
import { groupAccess } from './schema/schema-access.ts';

/** Every group as an admin sees it, active ones first. */
export async function listGroupOverview(db: Reader) {
  const counts = await countTicketsByGroup(db);
  const agents = await db
    .select({ groupId: groupAccess.groupId, count: count() })
    .from(groupAccess)
    .innerJoin(users, eq(users.id, groupAccess.userId))
    .where(and(eq(users.isActive, true), eq(users.role, 'agent')))
    .groupBy(groupAccess.groupId);
  const rows = await db
    .select({ id: groups.id, name: groups.name, isActive: groups.isActive, address: emailAddresses.address })
    .from(groups)
    .leftJoin(emailAddresses, eq(emailAddresses.id, groups.emailAddressId))
    .orderBy(asc(groups.id));
  const sorted = sortByName(rows).toSorted((left, right) => Number(right.isActive) - Number(left.isActive));
  return sorted.map((row) => {
    const tally = counts.find(({ groupId }) => groupId === row.id);
    return {
      ...row,
      address: row.address ?? undefined,
      agents: agents.find(({ groupId }) => groupId === row.id)?.count ?? 0,
      openTickets: tally?.open ?? 0,
      tickets: tally?.all ?? 0,
    };
  });
}

/** The channels that deliver into a group. */
export async function listChannelsOfGroup(
  db: Reader,
  groupId: number,
): Promise<{ id: number; name: string }[]> {
  const rows = await db
    .select({ id: channels.id, name: channels.name })
    .from(channels)
    .where(and(eq(channels.groupId, groupId), isNull(channels.deletedAt)))
    .orderBy(asc(channels.id));
  return sortByName(rows);
}
