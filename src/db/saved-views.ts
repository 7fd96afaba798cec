import { and, asc, count, eq } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { savedViews } from './schema/schema-search.ts';

export type SavedView = typeof savedViews.$inferSelect;

/** A person's named searches, by name. */
export function listSavedViews(db: Reader, userId: number): Promise<SavedView[]> {
  return db.select().from(savedViews).where(eq(savedViews.userId, userId)).orderBy(asc(savedViews.name));
}

export async function countSavedViews(db: Reader, userId: number): Promise<number> {
  const [row] = await db.select({ count: count() }).from(savedViews).where(eq(savedViews.userId, userId));
  return row?.count ?? 0;
}

/** A name that the person has already gets the new search. */
export async function putSavedView(tx: Tx, view: Omit<SavedView, 'id'>): Promise<void> {
  await tx
    .insert(savedViews)
    .values(view)
    .onConflictDoUpdate({ target: [savedViews.userId, savedViews.name], set: { query: view.query } });
}

/** Only the person's own; another's is left as it is. */
export async function deleteSavedView(tx: Tx, userId: number, id: number): Promise<void> {
  await tx.delete(savedViews).where(and(eq(savedViews.id, id), eq(savedViews.userId, userId)));
}
