import { and, eq } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { appCredentials } from './schema/schema-apps.ts';

/** What an app can show instead of its secret: a certificate, or an identity from elsewhere. */
export type AppCredential = typeof appCredentials.$inferSelect;
export type NewAppCredential = typeof appCredentials.$inferInsert;

export async function listAppCredentials(db: Reader, appRegistrationId: number): Promise<AppCredential[]> {
  return db
    .select()
    .from(appCredentials)
    .where(eq(appCredentials.appRegistrationId, appRegistrationId))
    .orderBy(appCredentials.id);
}

/** @throws AppError not_found where the app has no such credential */
export async function getAppCredential(
  db: Reader,
  appRegistrationId: number,
  id: number,
): Promise<AppCredential> {
  const [row] = await db
    .select()
    .from(appCredentials)
    .where(and(eq(appCredentials.id, id), eq(appCredentials.appRegistrationId, appRegistrationId)));
  if (row === undefined) throw new AppError('not_found', 'The app has no such credential any more.');
  return row;
}

export async function insertAppCredential(tx: Tx, credential: NewAppCredential): Promise<number> {
  const [row] = await tx.insert(appCredentials).values(credential).returning({ id: appCredentials.id });
  if (row === undefined) throw new AppError('internal', 'The credential was not stored.');
  return row.id;
}

export async function deleteAppCredential(tx: Tx, id: number): Promise<void> {
  await tx.delete(appCredentials).where(eq(appCredentials.id, id));
}
