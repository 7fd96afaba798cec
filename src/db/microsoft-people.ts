import { and, eq } from 'drizzle-orm';
import { defaultSignInSettings, type SignInSettings } from '../domain/sign-in-settings.ts';
import type { Reader, Tx } from './care/open.ts';
import { users } from './schema/schema.ts';
import { microsoftPeople } from './schema/schema-microsoft-people.ts';
import { findSetting, putSetting } from './settings.ts';
import type { User } from './users.ts';

/** Which user signs in with which account at Microsoft. */
export type MicrosoftPerson = typeof microsoftPeople.$inferSelect;

const setting = 'sign_in';
const tellingSetting = 'auth_time_told_by';

/** @returns who signs in with that account */
export async function findMicrosoftPerson(
  db: Reader,
  tenantId: string,
  objectId: string,
): Promise<{ user: User; link: MicrosoftPerson } | undefined> {
  const [row] = await db
    .select({ user: users, link: microsoftPeople })
    .from(microsoftPeople)
    .innerJoin(users, eq(users.id, microsoftPeople.userId))
    .where(and(eq(microsoftPeople.tenantId, tenantId), eq(microsoftPeople.objectId, objectId)));
  return row;
}

export async function findMicrosoftLink(db: Reader, userId: number): Promise<MicrosoftPerson | undefined> {
  const [row] = await db.select().from(microsoftPeople).where(eq(microsoftPeople.userId, userId));
  return row;
}

/** @returns the ids of those who sign in at Microsoft */
export async function listMicrosoftUsers(db: Reader): Promise<number[]> {
  return (await db.select({ userId: microsoftPeople.userId }).from(microsoftPeople)).map(
    ({ userId }) => userId,
  );
}

export async function insertMicrosoftLink(tx: Tx, link: MicrosoftPerson): Promise<void> {
  await tx.insert(microsoftPeople).values(link);
}

/** @returns whether there was one */
export async function deleteMicrosoftLink(tx: Tx, userId: number): Promise<boolean> {
  return (await tx.delete(microsoftPeople).where(eq(microsoftPeople.userId, userId)).returning()).length > 0;
}

export async function loadSignInSettings(db: Reader): Promise<SignInSettings> {
  const stored = (await findSetting(db, setting)) as Partial<SignInSettings> | undefined;
  return { ...defaultSignInSettings, ...stored };
}

export async function putSignInSettings(tx: Tx, settings: SignInSettings): Promise<void> {
  await putSetting(tx, setting, settings);
}

/** @returns whether the directory has said before when a person signed in there */
export async function hasToldAuthTime(db: Reader, tenantId: string): Promise<boolean> {
  return (await findSetting(db, tellingSetting)) === tenantId;
}

export async function noteAuthTimeTold(tx: Tx, tenantId: string): Promise<void> {
  await putSetting(tx, tellingSetting, tenantId);
}

/** @returns whether the user signs in at Microsoft only */
export async function isLocalWayClosed(db: Reader, userId: number): Promise<boolean> {
  const { microsoft, localAdminId } = await loadSignInSettings(db);
  return microsoft === 'only' && userId !== localAdminId;
}
