import type { Tx } from '../../db/care/open.ts';
import { listGroups } from '../../db/groups.ts';
import { insertUser, type Role } from '../../db/users.ts';
import { hashPassword } from '../../domain/password.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { type AccessChoices, giveAccess } from './give-access.ts';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
  /** By group; groups that are not named: none. Undefined: full access to all groups there are. */
  readonly access?: AccessChoices | undefined;
}

/** @returns the new user's id. @throws AppError invalid, conflict */
export async function addUser(desk: Desk, input: NewUser): Promise<{ id: number }> {
  const user = await prepareUser(desk, input);
  const { id } = await desk.write(async (tx) => {
    const inserted = await insertUser(tx, user);
    const byGroup = input.access ?? (await chooseFull(tx));
    await giveAccess(tx, { userId: inserted.id, byGroup });
    return inserted;
  });
  desk.log.info('user added', { user: id, role: input.role });
  desk.publish({ kind: 'settings' });
  return { id };
}

/** Checks the fields and hashes the password, outside any transaction. @throws AppError invalid */
export async function prepareUser(desk: Desk, input: NewUser) {
  const email = input.email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new AppError('invalid', `"${input.email}" is no e-mail address; expected name@domain.`, {
      fields: { email: 'Expected an address like name@example.com.' },
    });
  }
  const name = input.name.trim() === '' ? email : input.name.trim();
  const passwordHash = await hashPassword(input.password);
  return { email, name, role: input.role, passwordHash, isActive: true, createdAt: desk.now() };
}

async function chooseFull(tx: Tx): Promise<AccessChoices> {
  return Object.fromEntries((await listGroups(tx)).map(({ id }) => [String(id), 'full']));
}
