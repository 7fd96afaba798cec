import { asc, eq, max } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { filters } from './schema/schema-filters.ts';

export type Filter = typeof filters.$inferSelect;

/** In the order in which they are asked. */
export async function listFilters(db: Reader): Promise<Filter[]> {
  return db.select().from(filters).orderBy(asc(filters.position), asc(filters.id));
}

export async function listActiveFilters(db: Reader): Promise<Filter[]> {
  return (await listFilters(db)).filter((filter) => filter.isActive);
}

/** @throws AppError not_found */
export async function getFilter(db: Reader, id: number): Promise<Filter> {
  const [row] = await db.select().from(filters).where(eq(filters.id, id));
  if (row === undefined)
    throw new AppError('not_found', 'There is no such filter; it may have been deleted.');
  return row;
}

/** Puts it behind all others. */
export async function insertFilter(tx: Tx, filter: Omit<Filter, 'id' | 'position'>): Promise<Filter> {
  const [last] = await tx.select({ position: max(filters.position) }).from(filters);
  const position = (last?.position ?? 0) + 1;
  const [row] = await tx
    .insert(filters)
    .values({ ...filter, position })
    .returning();
  if (row === undefined) throw new AppError('internal', 'The filter was not stored.');
  return row;
}

export async function updateFilter(tx: Tx, id: number, changes: Partial<Omit<Filter, 'id'>>): Promise<void> {
  await tx.update(filters).set(changes).where(eq(filters.id, id));
}

export async function deleteFilter(tx: Tx, id: number): Promise<void> {
  await tx.delete(filters).where(eq(filters.id, id));
}
