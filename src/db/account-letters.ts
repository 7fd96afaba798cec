import { and, asc, desc, eq, gt, inArray, lt, lte } from 'drizzle-orm';
import type { AccountLetter } from '../domain/account-letter.ts';
import type { Reader, Tx } from './care/open.ts';
import { accountLetters, accountLinks } from './schema/schema-letters.ts';

/** Mail to a user about his account: an invitation, or the link to a new password. */
export type LetterRow = typeof accountLetters.$inferSelect;
type AccountLink = typeof accountLinks.$inferSelect;

export async function insertAccountLetter(
  tx: Tx,
  { kind, email }: { readonly kind: AccountLetter; readonly email: string },
  at: Date,
): Promise<void> {
  await tx
    .insert(accountLetters)
    .values({ kind, email, state: 'due', attempts: 0, nextAttemptAt: at, createdAt: at, endedAt: null });
}

/** @returns those that are to be sent by now, and those that were under way when the program ended; the oldest first */
export async function listDueLetters(db: Reader, now: Date, limit: number): Promise<LetterRow[]> {
  return db
    .select()
    .from(accountLetters)
    .where(and(inArray(accountLetters.state, ['due', 'sending']), lte(accountLetters.nextAttemptAt, now)))
    .orderBy(asc(accountLetters.id))
    .limit(limit);
}

export async function updateAccountLetter(
  tx: Tx,
  id: number,
  changes: Partial<Omit<LetterRow, 'id'>>,
): Promise<void> {
  await tx.update(accountLetters).set(changes).where(eq(accountLetters.id, id));
}

export async function deleteAccountLetter(tx: Tx, id: number): Promise<void> {
  await tx.delete(accountLetters).where(eq(accountLetters.id, id));
}

export async function deleteLettersBefore(tx: Tx, at: Date): Promise<void> {
  await tx.delete(accountLetters).where(lt(accountLetters.createdAt, at));
}

/** @returns the newest that was asked for of that kind */
export async function findLetter(
  db: Reader,
  kind: AccountLetter,
  email: string,
): Promise<LetterRow | undefined> {
  const [row] = await db
    .select()
    .from(accountLetters)
    .where(and(eq(accountLetters.email, email), eq(accountLetters.kind, kind)))
    .orderBy(desc(accountLetters.id))
    .limit(1);
  return row;
}

/** How many were asked for since then, for that address or (undefined) for all. */
export async function countLetters(db: Reader, email: string | undefined, since: Date): Promise<number> {
  const ofOne = email === undefined ? undefined : eq(accountLetters.email, email);
  return db.$count(accountLetters, and(gt(accountLetters.createdAt, since), ofOne));
}

/** The newest link of a user is the only one. */
export async function replaceAccountLink(tx: Tx, link: AccountLink): Promise<void> {
  await deleteLinksOf(tx, link.userId);
  await tx.insert(accountLinks).values(link);
}

/** @returns a link that is good at `now` */
export async function findAccountLink(
  db: Reader,
  tokenHash: string,
  now: Date,
): Promise<AccountLink | undefined> {
  const [row] = await db
    .select()
    .from(accountLinks)
    .where(and(eq(accountLinks.tokenHash, tokenHash), gt(accountLinks.expiresAt, now)));
  return row;
}

export async function deleteLinksOf(tx: Tx, userId: number): Promise<void> {
  await tx.delete(accountLinks).where(eq(accountLinks.userId, userId));
}
