import { and, asc, eq, inArray, or } from 'drizzle-orm';
import { type Access, type AccessLevel, allows, levelsFrom } from '../domain/access.ts';
import { compareNames, sortByName } from '../domain/name-order.ts';
import type { Reader, Tx } from './care/open.ts';
import type { Group } from './groups.ts';
import { groups, users } from './schema/schema.ts';
import { groupAccess } from './schema/schema-access.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';
import type { User } from './users.ts';

/** The groups in which the viewer has at least this level, by name; inactive ones too, because their tickets stay. */
export async function listGroupsOf(db: Reader, viewer: Viewer, level: AccessLevel): Promise<Group[]> {
  const rows = await db
    .select()
    .from(groups)
    .where(inGroupsOf(viewer, groups.id, level))
    .orderBy(asc(groups.id));
  return sortByName(rows);
}

/** Active users with at least this level in a group, by name: who can own its tickets. */
export async function listUsersOfGroup(
  db: Reader,
  groupId: number,
  level: AccessLevel,
): Promise<{ id: number; name: string }[]> {
  const rows = await db
    .select({ id: users.id, name: users.name, role: users.role, level: groupAccess.level })
    .from(users)
    .leftJoin(groupAccess, and(eq(groupAccess.userId, users.id), eq(groupAccess.groupId, groupId)))
    .where(eq(users.isActive, true))
    .orderBy(asc(users.id));
  return sortByName(rows)
    .filter((row) => row.role === 'admin' || allows(row.level ?? 'none', level))
    .map(({ id, name }) => ({ id, name }));
}

/** Active users who may answer in one of these groups at least, by name. */
export async function listAgents(
  db: Reader,
  groupIds: readonly number[],
): Promise<{ id: number; name: string }[]> {
  const mayAnswer = db
    .select({ userId: groupAccess.userId })
    .from(groupAccess)
    .where(
      and(inArray(groupAccess.groupId, [...groupIds]), inArray(groupAccess.level, [...levelsFrom('answer')])),
    );
  const rows = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(and(eq(users.isActive, true), or(eq(users.role, 'admin'), inArray(users.id, mayAnswer))))
    .orderBy(asc(users.id));
  return sortByName(rows);
}

/**
 * @returns undefined for a user who is not there, and for one of whom the viewer is not to know: who is known is oneself,
 * admins, and people of the groups that one reads in
 */
export async function findKnownUser(db: Reader, viewer: Viewer, userId: number): Promise<User | undefined> {
  const knowsAll = viewer.isAdmin && viewer.groupIds === undefined;
  const shares = inGroupsOf(viewer, groupAccess.groupId, 'read');
  const isKnown = or(eq(users.id, viewer.userId), eq(users.role, 'admin'), shares);
  const [row] = await db
    .select({ user: users })
    .from(users)
    .leftJoin(groupAccess, eq(groupAccess.userId, users.id))
    .where(and(eq(users.id, userId), knowsAll ? undefined : isKnown))
    .limit(1);
  return row?.user;
}

export function listAccessOfUser(db: Reader, userId: number) {
  return db.select().from(groupAccess).where(eq(groupAccess.userId, userId));
}

export function listAccessOfGroup(db: Reader, groupId: number) {
  return db.select().from(groupAccess).where(eq(groupAccess.groupId, groupId));
}

export async function setAccess(tx: Tx, userId: number, groupId: number, access: Access): Promise<void> {
  if (access === 'none') {
    await tx.delete(groupAccess).where(and(eq(groupAccess.userId, userId), eq(groupAccess.groupId, groupId)));
    return;
  }
  await tx
    .insert(groupAccess)
    .values({ userId, groupId, level: access })
    .onConflictDoUpdate({ target: [groupAccess.userId, groupAccess.groupId], set: { level: access } });
}

/** Every access there is, by group name: what the list of users says about each. */
export async function listAllAccess(db: Reader) {
  const rows = await db
    .select({ userId: groupAccess.userId, group: groups.name, level: groupAccess.level })
    .from(groupAccess)
    .innerJoin(groups, eq(groups.id, groupAccess.groupId))
    .orderBy(asc(groups.id));
  return rows.toSorted((left, right) => compareNames(left.group, right.group));
}
