import type { Tx } from '../../db/care/open.ts';
import { loadSignInSettings } from '../../db/microsoft-people.ts';
import { listPasskeys } from '../../db/passkeys.ts';
import { listUsers, type User } from '../../db/users.ts';
import { AppError } from '../../errors.ts';

/** @throws AppError conflict for a user without whom nobody could come in as an admin any more */
export async function assertNotLastAdmin(tx: Tx, user: User): Promise<void> {
  const reason = await findNeed(tx, user);
  if (reason === 'local way') {
    throw new AppError(
      'conflict',
      `${user.email} keeps the local way in; choose another admin for it first.`,
    );
  }
  if (reason === 'last admin') {
    throw new AppError('conflict', `${user.email} is the last admin; add another one first.`);
  }
}

/** @returns why the user has to stay an active admin; undefined where he need not */
export async function findNeed(tx: Tx, user: User): Promise<'local way' | 'last admin' | undefined> {
  const { microsoft, localAdminId } = await loadSignInSettings(tx);
  if (microsoft === 'only' && user.id === localAdminId) return 'local way';
  const admins = await listAdmins(tx);
  return admins.length === 1 && admins[0]?.id === user.id ? 'last admin' : undefined;
}

/** @returns whether an admin could come in where Microsoft lets nobody in */
export async function hasLocalAdmin(tx: Tx): Promise<boolean> {
  for (const { id, passwordHash } of await listAdmins(tx)) {
    if (passwordHash !== '' || (await listPasskeys(tx, id)).length > 0) return true;
  }
  return false;
}

async function listAdmins(tx: Tx): Promise<User[]> {
  return (await listUsers(tx)).filter(({ role, isActive }) => role === 'admin' && isActive);
}
