import { and, eq, isNotNull, lte } from 'drizzle-orm';
import { AppError } from '../errors.ts';
import type { Reader, Tx } from './care/open.ts';
import { mailAccounts } from './schema/schema-accounts.ts';

export type MailAccount = typeof mailAccounts.$inferSelect;

export async function findMailAccount(db: Reader, channelId: number): Promise<MailAccount | undefined> {
  const [row] = await db.select().from(mailAccounts).where(eq(mailAccounts.channelId, channelId));
  return row;
}

/** @throws AppError not_found */
export async function getMailAccount(db: Reader, channelId: number): Promise<MailAccount> {
  const account = await findMailAccount(db, channelId);
  if (account === undefined) throw new AppError('not_found', 'The channel has no user name and password.');
  return account;
}

export async function insertMailAccount(tx: Tx, account: typeof mailAccounts.$inferInsert): Promise<void> {
  await tx.insert(mailAccounts).values(account);
}

export async function updateMailAccount(
  tx: Tx,
  channelId: number,
  changes: Partial<Omit<MailAccount, 'channelId'>>,
): Promise<void> {
  await tx.update(mailAccounts).set(changes).where(eq(mailAccounts.channelId, channelId));
}

/** @returns whether there is something that no roll-back can use any more */
export async function hasMailAccountsToErase(db: Reader, now: Date): Promise<boolean> {
  const rows = await db.select().from(mailAccounts).where(isOver(now)).limit(1);
  return rows.length > 0;
}

/** Deletes what no roll-back can use any more. @returns the channels it belonged to */
export async function eraseMailAccounts(tx: Tx, now: Date): Promise<number[]> {
  const rows = await tx
    .delete(mailAccounts)
    .where(isOver(now))
    .returning({ channelId: mailAccounts.channelId });
  return rows.map(({ channelId }) => channelId);
}

function isOver(now: Date) {
  return and(isNotNull(mailAccounts.eraseAt), lte(mailAccounts.eraseAt, now));
}
