import { and, count, eq } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import { AppError } from '../errors.ts';
import { isUniqueViolation } from './care/failure.ts';
import type { Reader, Tx } from './care/open.ts';
import { users } from './schema/schema.ts';

export type User = typeof users.$inferSelect;
export type NewUser = typeof users.$inferInsert;
export type Role = User['role'];

export async function countUsers(db: Reader): Promise<number> {
  const [row] = await db.select({ count: count() }).from(users);
  return row?.count ?? 0;
}

/** @param email in any case */
export async function findUserByEmail(db: Reader, email: string): Promise<User | undefined> {
  const [row] = await db.select().from(users).where(eq(users.email, email.toLowerCase()));
  return row;
}

export async function findUserById(db: Reader, id: number): Promise<User | undefined> {
  const [row] = await db.select().from(users).where(eq(users.id, id));
  return row;
}

/** @throws AppError not_found */
export async function getUser(db: Reader, id: number): Promise<User> {
  const row = await findUserById(db, id);
  if (row === undefined) throw new AppError('not_found', 'There is no such user.');
  return row;
}

/** @returns the active admin who has been here longest */
export async function findFirstAdmin(db: Reader): Promise<User | undefined> {
  const [row] = await db
    .select()
    .from(users)
    .where(and(eq(users.role, 'admin'), eq(users.isActive, true)))
    .orderBy(users.id)
    .limit(1);
  return row;
}

export async function listUsers(db: Reader): Promise<User[]> {
  return sortByName(await db.select().from(users).orderBy(users.id));
}

/** @throws AppError conflict when the address is taken */
export async function insertUser(tx: Tx, user: NewUser): Promise<User> {
  try {
    const [row] = await tx.insert(users).values(user).returning();
    if (row === undefined) throw new AppError('internal', 'The user was not stored.');
    return row;
  } catch (error) {
    throw explainTaken(error, user.email);
  }
}

/** @throws AppError conflict when the address is taken */
export async function updateUser(tx: Tx, id: number, changes: Partial<Omit<User, 'id'>>): Promise<void> {
  try {
    await tx.update(users).set(changes).where(eq(users.id, id));
  } catch (error) {
    throw explainTaken(error, changes.email ?? '');
  }
}

function explainTaken(error: unknown, email: string): unknown {
  if (!isUniqueViolation(error)) return error;
  return new AppError('conflict', `There is a user with the address ${email} already.`, {
    fields: { email: 'There is a user with this address already.' },
  });
}
