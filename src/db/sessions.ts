import { and, desc, eq, gt, isNull, lt, ne, or } from 'drizzle-orm';
import type { Reader, Tx } from './care/open.ts';
import { sessions, users } from './schema/schema.ts';
import type { User } from './users.ts';

export type Session = typeof sessions.$inferSelect;

/** @returns the session and its user while both are valid at `now`. */
export async function findSession(
  db: Reader,
  tokenHash: string,
  now: Date,
): Promise<{ session: Session; user: User } | undefined> {
  const [row] = await db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now), eq(users.isActive, true)));
  return row;
}

/** Those that are still good, the newest first. */
export async function listSessionsOfUser(db: Reader, userId: number, now: Date): Promise<Session[]> {
  return db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, now)))
    .orderBy(desc(sessions.seenAt));
}

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx.insert(sessions).values(session);
}

export async function touchSession(tx: Tx, tokenHash: string, seenAt: Date, expiresAt: Date): Promise<void> {
  await tx.update(sessions).set({ seenAt, expiresAt }).where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteSession(tx: Tx, tokenHash: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}

/** @param except the hash of one that goes on */
export async function deleteSessionsOfUser(tx: Tx, userId: number, except?: string): Promise<void> {
  const others = except === undefined ? undefined : ne(sessions.tokenHash, except);
  await tx.delete(sessions).where(and(eq(sessions.userId, userId), others));
}

/** Ends what people have opened here, and not at Microsoft. @param kept a user whose own go on, and one session more */
export async function deleteLocalSessions(
  tx: Tx,
  kept: { readonly userId: number; readonly tokenHash: string },
): Promise<void> {
  const isOthers = and(ne(sessions.userId, kept.userId), ne(sessions.tokenHash, kept.tokenHash));
  await tx.delete(sessions).where(and(isLocal, isOthers));
}

/** Ends what people have opened at Microsoft. @param kept the hash of one that goes on */
export async function deleteMicrosoftSessions(tx: Tx, kept: string): Promise<void> {
  await tx.delete(sessions).where(and(eq(sessions.factor, 'microsoft'), ne(sessions.tokenHash, kept)));
}

/** What was shown beside the password. A session that was opened at Microsoft stays one, whatever is shown in it. */
export async function setSessionFactor(
  tx: Tx,
  tokenHash: string,
  factor: Exclude<Session['factor'], 'microsoft' | null>,
): Promise<void> {
  await tx
    .update(sessions)
    .set({ factor })
    .where(and(isLocal, eq(sessions.tokenHash, tokenHash)));
}

const isLocal = or(isNull(sessions.factor), ne(sessions.factor, 'microsoft'));

export async function setSessionProof(tx: Tx, tokenHash: string, provedAt: Date): Promise<void> {
  await tx.update(sessions).set({ provedAt }).where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteExpiredSessions(tx: Tx, now: Date): Promise<void> {
  await tx.delete(sessions).where(lt(sessions.expiresAt, now));
}
