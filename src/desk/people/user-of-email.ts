import type { Reader } from '../../db/care/open.ts';
import { findUserByEmail } from '../../db/users.ts';
import { type Matter, userOf } from '../../domain/matters.ts';

/** @returns undefined where there is no such user; the command itself says so */
export async function userOfEmail(db: Reader, email: string): Promise<Matter | undefined> {
  const user = await findUserByEmail(db, email.trim());
  return user === undefined ? undefined : userOf(user.id);
}
