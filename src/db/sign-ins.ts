import { eq, lt } from 'drizzle-orm';
import type { Tx } from './care/open.ts';
import { signIns } from './schema/schema.ts';

/** A sign-in at Microsoft under way: it is used once, by the session that began it. */
export type SignIn = typeof signIns.$inferSelect;

export async function insertSignIn(tx: Tx, signIn: typeof signIns.$inferInsert): Promise<void> {
  await tx.insert(signIns).values(signIn);
}

/** Removes the sign-in and hands it out: a state works once, whoever shows it. */
export async function takeSignIn(tx: Tx, stateHash: string): Promise<SignIn | undefined> {
  const [row] = await tx.delete(signIns).where(eq(signIns.stateHash, stateHash)).returning();
  return row;
}

export async function deleteExpiredSignIns(tx: Tx, now: Date): Promise<void> {
  await tx.delete(signIns).where(lt(signIns.expiresAt, now));
}
