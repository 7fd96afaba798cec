import { and, eq } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { passkeys } from './schema/schema-factors.ts';

export type Passkey = typeof passkeys.$inferSelect;

export async function listPasskeys(db: Reader, userId: number): Promise<Passkey[]> {
  return db.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(passkeys.id);
}

/** @returns the users who have one */
export async function listPasskeyUsers(db: Reader): Promise<number[]> {
  return (await db.selectDistinct({ userId: passkeys.userId }).from(passkeys)).map(({ userId }) => userId);
}

export async function findPasskey(db: Reader, credentialId: string): Promise<Passkey | undefined> {
  const [row] = await db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId));
  return row;
}

export async function insertPasskey(tx: Tx, passkey: Omit<Passkey, 'id'>): Promise<void> {
  await tx.insert(passkeys).values(passkey);
}

export async function notePasskeyUse(tx: Tx, id: number, counter: number, usedAt: Date): Promise<void> {
  await tx.update(passkeys).set({ counter, usedAt }).where(eq(passkeys.id, id));
}

/** @returns what it was called; undefined when the user has none of that id */
export async function deletePasskey(tx: Tx, userId: number, id: number): Promise<string | undefined> {
  const [row] = await tx
    .delete(passkeys)
    .where(and(eq(passkeys.userId, userId), eq(passkeys.id, id)))
    .returning();
  return row?.name;
}

/** @returns how many there were */
export async function deletePasskeysOf(tx: Tx, userId: number): Promise<number> {
  return (await tx.delete(passkeys).where(eq(passkeys.userId, userId)).returning()).length;
}
