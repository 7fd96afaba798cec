import type { Tx } from '../db/open.ts';
import { deleteSessionsOfUser } from '../db/sessions.ts';
import { findUserByEmail, listUsers, type User, updateUser } from '../db/users.ts';
import { hashPassword } from '../domain/password.ts';
import { AppError } from '../errors.ts';
import type { Desk } from './desk.ts';

/** Sets a new password and ends every session of the user. @throws AppError invalid, not_found */
export async function changePassword(desk: Desk, input: { email: string; password: string }): Promise<void> {
  const passwordHash = await hashPassword(input.password);
  await desk.write(async (tx) => {
    const user = await getUser(tx, input.email);
    await updateUser(tx, user.id, { passwordHash });
    await deleteSessionsOfUser(tx, user.id);
  });
}

/** Takes effect at once: sessions end too. @throws AppError not_found, conflict for the last admin */
export async function disableUser(desk: Desk, input: { email: string }): Promise<void> {
  await desk.write(async (tx) => {
    const user = await getUser(tx, input.email);
    const admins = (await listUsers(tx)).filter((other) => other.role === 'admin' && other.isActive);
    if (admins.length === 1 && admins[0]?.id === user.id) {
      throw new AppError('conflict', `${user.email} is the last admin; add another one first.`);
    }
    await updateUser(tx, user.id, { isActive: false });
    await deleteSessionsOfUser(tx, user.id);
  });
}

async function getUser(tx: Tx, email: string): Promise<User> {
  const user = await findUserByEmail(tx, email.trim());
  if (user === undefined) throw new AppError('not_found', `There is no user with the address ${email}.`);
  return user;
}
