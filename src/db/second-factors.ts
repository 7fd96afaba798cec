import { and, count, eq, isNull, lt } from 'drizzle-orm';
import type { SecondFactorDemand } from '../domain/second-factor.ts';
import type { Reader, Tx } from './care/open.ts';
import { isLocalWayClosed } from './microsoft-people.ts';
import { listPasskeys } from './passkeys.ts';
import { recoveryCodes, totpFactors } from './schema/schema-factors.ts';
import type { Session } from './sessions.ts';
import { findSetting, putSetting } from './settings.ts';
import type { User } from './users.ts';

/** The authenticator app of a user. Recovery codes stand in this file, too. */
type TotpFactor = typeof totpFactors.$inferSelect;

const setting = 'second_factor';

export async function findTotpFactor(db: Reader, userId: number): Promise<TotpFactor | undefined> {
  const [row] = await db.select().from(totpFactors).where(eq(totpFactors.userId, userId));
  return row;
}

/** @returns the users who have one */
export async function listTotpUsers(db: Reader): Promise<number[]> {
  return (await db.select({ userId: totpFactors.userId }).from(totpFactors)).map(({ userId }) => userId);
}

/** Takes the place of an earlier one, and of its recovery codes. */
export async function replaceTotpFactor(
  tx: Tx,
  factor: TotpFactor,
  codeHashes: readonly string[],
): Promise<void> {
  await deleteTotpFactor(tx, factor.userId);
  await tx.insert(totpFactors).values(factor);
  await replaceRecoveryCodes(tx, factor.userId, codeHashes);
}

/** @returns whether there was one. Recovery codes stay. */
export async function deleteTotpFactor(tx: Tx, userId: number): Promise<boolean> {
  const rows = await tx.delete(totpFactors).where(eq(totpFactors.userId, userId)).returning();
  return rows.length > 0;
}

export async function replaceRecoveryCodes(
  tx: Tx,
  userId: number,
  codeHashes: readonly string[],
): Promise<void> {
  await deleteRecoveryCodes(tx, userId);
  await tx.insert(recoveryCodes).values(codeHashes.map((codeHash) => ({ userId, codeHash })));
}

export async function deleteRecoveryCodes(tx: Tx, userId: number): Promise<void> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
}

/** @returns whether a password alone does not let the user in */
export async function hasSecondFactor(db: Reader, userId: number): Promise<boolean> {
  return (await findTotpFactor(db, userId)) !== undefined || (await listPasskeys(db, userId)).length > 0;
}

/** @returns false when a code of that step or a later one has been taken already */
export async function takeTotpStep(tx: Tx, userId: number, step: number): Promise<boolean> {
  const rows = await tx
    .update(totpFactors)
    .set({ lastStep: step })
    .where(and(eq(totpFactors.userId, userId), lt(totpFactors.lastStep, step)))
    .returning({ userId: totpFactors.userId });
  return rows.length === 1;
}

/** @returns whether it was one that was not used yet */
export async function takeRecoveryCode(tx: Tx, userId: number, codeHash: string, at: Date): Promise<boolean> {
  const rows = await tx
    .update(recoveryCodes)
    .set({ usedAt: at })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, codeHash),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ userId: recoveryCodes.userId });
  return rows.length === 1;
}

export async function countRecoveryCodes(db: Reader, userId: number): Promise<number> {
  const unused = and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAt));
  const [row] = await db.select({ count: count() }).from(recoveryCodes).where(unused);
  return row?.count ?? 0;
}

/** @returns of whom a second factor is demanded */
export async function loadFactorDemand(db: Reader): Promise<SecondFactorDemand> {
  const stored = (await findSetting(db, setting)) as Partial<SecondFactorDemand> | undefined;
  return { admin: stored?.admin === true, agent: stored?.agent === true };
}

/** @returns whether somebody has to have a second factor: only beside a password that lets him in */
export async function isFactorDemanded(
  db: Reader,
  { id, role, passwordHash }: Pick<User, 'id' | 'role' | 'passwordHash'>,
): Promise<boolean> {
  if (passwordHash === '' || (await isLocalWayClosed(db, id))) return false;
  return (await loadFactorDemand(db))[role];
}

export async function putFactorDemand(tx: Tx, demand: SecondFactorDemand): Promise<void> {
  await putSetting(tx, setting, demand);
}

/** @returns whether a session was opened without the second factor that is demanded of its user now */
export async function isShortOfFactor(
  db: Reader,
  found: { readonly user: Pick<User, 'role'>; readonly session?: Pick<Session, 'factor'> } | undefined,
): Promise<boolean> {
  if (found?.session === undefined || found.session.factor !== null) return false;
  return (await loadFactorDemand(db))[found.user.role];
}
