import { eq } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { appRegistrations } from './schema/schema.ts';

export type AppRegistration = typeof appRegistrations.$inferSelect;

export async function listAppRegistrations(db: Reader): Promise<AppRegistration[]> {
  return db.select().from(appRegistrations).orderBy(appRegistrations.id);
}

/** @returns the first app registration: the one that is meant where nobody says which */
export async function findAppRegistration(db: Reader): Promise<AppRegistration | undefined> {
  const [row] = await db.select().from(appRegistrations).orderBy(appRegistrations.id).limit(1);
  return row;
}

/** @throws AppError not_found */
export async function getAppRegistration(db: Reader, id: number): Promise<AppRegistration> {
  const [row] = await db.select().from(appRegistrations).where(eq(appRegistrations.id, id));
  if (row === undefined)
    throw new AppError('not_found', 'The app registration is gone; connect the app first.');
  return row;
}

export async function insertAppRegistration(
  tx: Tx,
  registration: typeof appRegistrations.$inferInsert,
): Promise<number> {
  const [row] = await tx.insert(appRegistrations).values(registration).returning({ id: appRegistrations.id });
  if (row === undefined) throw new AppError('internal', 'The app registration was not stored.');
  return row.id;
}

export async function updateAppRegistration(
  tx: Tx,
  id: number,
  changes: Partial<Omit<AppRegistration, 'id'>>,
): Promise<void> {
  await tx.update(appRegistrations).set(changes).where(eq(appRegistrations.id, id));
}
