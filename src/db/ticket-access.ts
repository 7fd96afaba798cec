import { and, type Column, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { type Access, type AccessLevel, allows, levelsFrom } from '../domain/access.ts';
import { AppError } from '../errors.ts';
import type { Reader } from './care/open.ts';
import { isOneOf } from './one-of.ts';
import { groupAccess } from './schema/schema-access.ts';
import { tickets } from './schema/schema-tickets.ts';

// The one place that says who sees which ticket and may do what with it.

/** On whose behalf something is read or done. Every query that shows tickets or parts of them takes one. */
export interface Viewer {
  readonly userId: number;
  /** Admins may do everything in every group. */
  readonly isAdmin: boolean;
  /** Nothing outside these groups, whoever it is; undefined: no such limit. A token can have one. */
  readonly groupIds?: readonly number[];
}

export type Ticket = typeof tickets.$inferSelect;

/** @param user as he stands in the data file now: the session reads him anew for every request */
export function viewerOf(user: { readonly id: number; readonly role: 'admin' | 'agent' }): Viewer {
  return { userId: user.id, isAdmin: user.role === 'admin' };
}

/** The condition every ticket query carries. It looks the groups up itself, so a change counts from the next query on. */
export function visibleTo(viewer: Viewer): SQL | undefined {
  return inGroupsOf(viewer, tickets.groupId, 'read');
}

/** @returns what is the same for viewers of the same rights: what they see depends on nothing else but the data file */
export function nameViewer({ isAdmin, userId, groupIds }: Viewer): string {
  return `${isAdmin ? 'admin' : userId} ${groupIds?.join() ?? 'all'}`;
}

/** The condition that a column names a group in which the viewer has at least this level; undefined: no limit. */
export function inGroupsOf(viewer: Viewer, groupId: Column | SQL, level: AccessLevel): SQL | undefined {
  const limit = viewer.groupIds === undefined ? undefined : inArray(sql`${groupId}`, [...viewer.groupIds]);
  if (viewer.isAdmin) return limit;
  const isEnough = inArray(groupAccess.level, [...levelsFrom(level)]);
  const isOwn = sql`${groupId} IN (SELECT ${groupAccess.groupId} FROM ${groupAccess} WHERE ${eq(groupAccess.userId, viewer.userId)} AND ${isEnough})`;
  return and(limit, isOwn);
}

/** @returns the groups of these tickets, by ticket; whoever may see a group may be told of its tickets */
export async function listGroupsOfTickets(
  db: Reader,
  ticketIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (ticketIds.length === 0) return new Map();
  const rows = await db
    .select({ id: tickets.id, groupId: tickets.groupId })
    .from(tickets)
    .where(isOneOf(tickets.id, ticketIds));
  return new Map(rows.map(({ id, groupId }) => [id, groupId]));
}

export async function findAccess(db: Reader, viewer: Viewer, groupId: number): Promise<Access> {
  if (viewer.groupIds !== undefined && !viewer.groupIds.includes(groupId)) return 'none';
  if (viewer.isAdmin) return 'full';
  const [row] = await db
    .select({ level: groupAccess.level })
    .from(groupAccess)
    .where(and(eq(groupAccess.userId, viewer.userId), eq(groupAccess.groupId, groupId)));
  return row?.level ?? 'none';
}

/**
 * @param level what the viewer is about to do with it (domain/access)
 * @throws AppError not_found, the same for a ticket that is not there and one that is not for the viewer; forbidden
 * for one that he sees without being allowed this
 */
export async function getVisibleTicket(
  db: Reader,
  viewer: Viewer,
  number: number,
  level: AccessLevel = 'read',
): Promise<Ticket> {
  return admit(db, viewer, await findVisibleTicket(db, viewer, number), level);
}

/** As `getVisibleTicket`, by the ticket's id. @throws AppError not_found, forbidden */
export async function getVisibleTicketById(
  db: Reader,
  viewer: Viewer,
  id: number,
  level: AccessLevel = 'read',
): Promise<Ticket> {
  const [row] = await db
    .select()
    .from(tickets)
    .where(and(eq(tickets.id, id), visibleTo(viewer)));
  return admit(db, viewer, row, level);
}

async function admit(
  db: Reader,
  viewer: Viewer,
  ticket: Ticket | undefined,
  level: AccessLevel,
): Promise<Ticket> {
  if (ticket === undefined) {
    throw new AppError('not_found', 'There is no such ticket, or it is not for you.');
  }
  // Whoever sees it may read it.
  if (level !== 'read') await assertAccess(db, viewer, ticket.groupId, level);
  return ticket;
}

/** @returns undefined for a ticket that is not there, and for one that is not for the viewer */
export async function findVisibleTicket(
  db: Reader,
  viewer: Viewer,
  number: number,
): Promise<Ticket | undefined> {
  const [row] = await db
    .select()
    .from(tickets)
    .where(and(eq(tickets.number, number), visibleTo(viewer)));
  return row;
}

/** For a group whose tickets the viewer sees. @throws AppError forbidden */
export async function assertAccess(
  db: Reader,
  viewer: Viewer,
  groupId: number,
  level: AccessLevel,
): Promise<void> {
  if (allows(await findAccess(db, viewer, groupId), level)) return;
  throw new AppError('forbidden', `${refusals[level]} An admin can change that under Settings, Users.`);
}

const refusals: Readonly<Record<AccessLevel, string>> = {
  read: 'The tickets of this group are not for you.',
  answer: 'You can read the tickets of this group, but not answer or change them.',
  full: 'You can answer the tickets of this group, but not move, merge or delete them.',
};

/** For use cases that run on behalf of the program itself. @throws AppError not_found */
export async function getTicketById(db: Reader, id: number): Promise<Ticket> {
  const [row] = await db.select().from(tickets).where(eq(tickets.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such ticket.');
  return row;
}
