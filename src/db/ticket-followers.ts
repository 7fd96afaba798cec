import { and, asc, eq, sql } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import type { Reader, Tx } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { users } from './schema/schema.ts';
import { ticketFollowers } from './schema/schema-teamwork.ts';

/** Active users who follow a ticket, by name. */
export async function listFollowers(db: Reader, ticketId: number): Promise<{ id: number; name: string }[]> {
  const rows = await db
    .select({ id: users.id, name: users.name })
    .from(ticketFollowers)
    .innerJoin(users, eq(users.id, ticketFollowers.userId))
    .where(and(eq(ticketFollowers.ticketId, ticketId), eq(users.isActive, true)))
    .orderBy(asc(users.id));
  return sortByName(rows);
}

/** Active users who follow one of these tickets. */
export function listFollowings(
  db: Reader,
  ticketIds: readonly number[],
): Promise<{ ticketId: number; userId: number }[]> {
  return db
    .select({ ticketId: ticketFollowers.ticketId, userId: ticketFollowers.userId })
    .from(ticketFollowers)
    .innerJoin(users, and(eq(users.id, ticketFollowers.userId), eq(users.isActive, true)))
    .where(isOneOf(ticketFollowers.ticketId, ticketIds));
}

export async function addFollower(tx: Tx, ticketId: number, userId: number): Promise<void> {
  await tx.insert(ticketFollowers).values({ ticketId, userId }).onConflictDoNothing();
}

export async function removeFollower(tx: Tx, ticketId: number, userId: number): Promise<void> {
  await tx
    .delete(ticketFollowers)
    .where(and(eq(ticketFollowers.ticketId, ticketId), eq(ticketFollowers.userId, userId)));
}

/** Who follows one ticket follows the other, too: its messages stand there now. */
export async function copyFollowers(tx: Tx, fromTicketId: number, toTicketId: number): Promise<void> {
  await tx.run(
    sql`INSERT OR IGNORE INTO ticket_followers (ticket_id, user_id)
      SELECT ${toTicketId}, user_id FROM ticket_followers WHERE ticket_id = ${fromTicketId}`,
  );
}
