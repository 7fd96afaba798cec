import type { Tx } from '../../db/care/open.ts';
import { deleteSessionsOfUser } from '../../db/sessions.ts';
import { findUserByEmail, getUser, listUsers, type Role, type User, updateUser } from '../../db/users.ts';
import { hashPassword } from '../../domain/password.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { type AccessChoices, giveAccess, publishAccess } from './give-access.ts';

export interface SaveUser {
  readonly userId: number;
  readonly name: string;
  readonly role: Role;
  /** By group; groups that are not named keep what they have. */
  readonly access: AccessChoices;
}

/** Counts from the user's next request on, without a new sign-in. @throws AppError invalid, not_found, conflict for the last admin */
export async function saveUser(desk: Desk, input: SaveUser): Promise<void> {
  const name = input.name.trim().slice(0, 200);
  if (name === '') {
    throw new AppError('invalid', 'Enter a name.', { fields: { name: 'Enter a name.' } });
  }
  await desk.write(async (tx) => {
    const user = await getUser(tx, input.userId);
    if (input.role !== 'admin') await assertNotLastAdmin(tx, user);
    await updateUser(tx, user.id, { name, role: input.role });
    await giveAccess(tx, { userId: user.id, byGroup: input.access });
  });
  desk.log.info('user saved', { user: input.userId, role: input.role });
  publishAccess(desk, [input.userId]);
}

/** Sets a new password and ends every session of the user. @throws AppError invalid, not_found */
export async function changePassword(desk: Desk, input: { email: string; password: string }): Promise<void> {
  const passwordHash = await hashPassword(input.password);
  const id = await desk.write(async (tx) => {
    const user = await getUserByEmail(tx, input.email);
    await updateUser(tx, user.id, { passwordHash });
    await deleteSessionsOfUser(tx, user.id);
    return user.id;
  });
  desk.log.info('password changed', { user: id });
  publishAccess(desk, [id]);
}

/** Takes effect at once: sessions end too. @throws AppError not_found, conflict for the last admin */
export async function disableUser(desk: Desk, input: { email: string }): Promise<void> {
  const id = await desk.write(async (tx) => {
    const user = await getUserByEmail(tx, input.email);
    await assertNotLastAdmin(tx, user);
    await updateUser(tx, user.id, { isActive: false });
    await deleteSessionsOfUser(tx, user.id);
    return user.id;
  });
  desk.log.info('user disabled', { user: id });
  publishAccess(desk, [id]);
}

/** With the password, role and access from before. @throws AppError not_found */
export async function enableUser(desk: Desk, input: { email: string }): Promise<void> {
  const id = await desk.write(async (tx) => {
    const user = await getUserByEmail(tx, input.email);
    await updateUser(tx, user.id, { isActive: true });
    return user.id;
  });
  desk.log.info('user enabled', { user: id });
  publishAccess(desk, [id]);
}

async function assertNotLastAdmin(tx: Tx, user: User): Promise<void> {
  const admins = (await listUsers(tx)).filter((other) => other.role === 'admin' && other.isActive);
  if (admins.length === 1 && admins[0]?.id === user.id) {
    throw new AppError('conflict', `${user.email} is the last admin; add another one first.`);
  }
}

async function getUserByEmail(tx: Tx, email: string): Promise<User> {
  const user = await findUserByEmail(tx, email.trim());
  if (user === undefined) throw new AppError('not_found', `There is no user with the address ${email}.`);
  return user;
}
