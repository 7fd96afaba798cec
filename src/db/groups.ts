import { asc, eq } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import { AppError } from '../errors.ts';
import { isUniqueViolation } from './care/failure.ts';
import type { Reader, Tx } from './care/open.ts';
import { groups } from './schema/schema.ts';

export type Group = typeof groups.$inferSelect;

export async function listGroups(db: Reader): Promise<Group[]> {
  return sortByName(await db.select().from(groups).orderBy(asc(groups.id)));
}

export async function listActiveGroups(db: Reader): Promise<Group[]> {
  return sortByName(await db.select().from(groups).where(eq(groups.isActive, true)).orderBy(asc(groups.id)));
}

/** @throws AppError not_found */
export async function getGroup(db: Reader, id: number): Promise<Group> {
  const [row] = await db.select().from(groups).where(eq(groups.id, id));
  if (row === undefined) throw new AppError('not_found', 'There is no such group.');
  return row;
}

/** @throws AppError conflict when the name is taken */
export async function insertGroup(tx: Tx, name: string): Promise<Group> {
  try {
    const [row] = await tx.insert(groups).values({ name, isActive: true }).returning();
    if (row === undefined) throw new AppError('internal', 'The group was not stored.');
    return row;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', `There is a group called "${name}" already.`, {
      fields: { groupName: 'There is a group of this name already.' },
    });
  }
}

export async function updateGroup(tx: Tx, id: number, changes: Partial<Omit<Group, 'id'>>): Promise<void> {
  await tx.update(groups).set(changes).where(eq(groups.id, id));
}
