import { and, asc, count, eq, isNull, or } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { groups } from './schema/schema.ts';
import { savedViews } from './schema/schema-search.ts';
import { inGroupsOf, type Viewer } from './ticket-access.ts';

/** A person's named searches. */
export type SavedView = typeof savedViews.$inferSelect;

/** A person's named searches, and those that are shared by the groups in which he has at least this level, in their order. */
export function listSavedViews(db: Reader, viewer: Viewer, level: 'read' | 'answer' = 'read') {
  return db
    .select({
      id: savedViews.id,
      userId: savedViews.userId,
      name: savedViews.name,
      query: savedViews.query,
      groupId: savedViews.groupId,
      position: savedViews.position,
      group: groups.name,
    })
    .from(savedViews)
    .leftJoin(groups, eq(groups.id, savedViews.groupId))
    .where(
      or(
        and(isNull(savedViews.groupId), eq(savedViews.userId, viewer.userId)),
        and(eq(groups.isActive, true), inGroupsOf(viewer, savedViews.groupId, level)),
      ),
    )
    .orderBy(asc(savedViews.position), asc(savedViews.name), asc(savedViews.id));
}

export async function countSavedViews(db: Reader, userId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(savedViews).where(eq(savedViews.userId, userId));
  return row?.count ?? 0;
}

/** One that the person has saved himself, shared or not. */
export async function findOwnSavedView(
  db: Reader,
  userId: number,
  name: string,
): Promise<SavedView | undefined> {
  const isSame = and(eq(savedViews.userId, userId), eq(savedViews.name, name));
  const [view] = await db.select().from(savedViews).where(isSame);
  return view;
}

/** A name that the person has already gets the new search. @returns its id */
export async function putSavedView(tx: Tx, view: typeof savedViews.$inferInsert): Promise<number> {
  const { query, groupId } = view;
  const [row] = await tx
    .insert(savedViews)
    .values(view)
    .onConflictDoUpdate({ target: [savedViews.userId, savedViews.name], set: { query, groupId } })
    .returning({ id: savedViews.id });
  if (row === undefined) throw new AppError('internal', 'The saved search has no row.');
  return row.id;
}

export async function updateSavedView(
  tx: Tx,
  id: number,
  changes: Partial<Pick<SavedView, 'position' | 'groupId'>>,
): Promise<void> {
  await tx.update(savedViews).set(changes).where(eq(savedViews.id, id));
}

export async function deleteSavedView(tx: Tx, id: number): Promise<void> {
  await tx.delete(savedViews).where(eq(savedViews.id, id));
}
