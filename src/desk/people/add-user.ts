import * as z from 'zod';
import { listGroups } from '../../db/groups.ts';
import { loadSignInSettings } from '../../db/microsoft-people.ts';
import { insertUser, type NewUser, type Role, type User } from '../../db/users.ts';
import { isAddress, longestAddress } from '../../domain/address.ts';
import { hashNewPassword } from '../../domain/password.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { assertNoAdminByToken, proven } from '../rights.ts';
import { assertWayToSend, queueInvitation } from './account-letters.ts';
import { type AccessChoices, accessChoices, giveAccess } from './give-access.ts';

export const role = z.enum(['admin', 'agent']);

/** Admins: adds somebody who can sign in. @returns the new user's id. @throws AppError invalid (with fields), conflict */
export const addUser = defineCommand({
  name: 'addUser',
  input: z.strictObject({
    email: z.string(),
    name: z.string(),
    role,
    /** Left out: an invitation is sent, by which the person chooses one, unless Microsoft is the only way in. */
    password: z.string().optional(),
    /** By group; groups that are not named: none. Left out: full access to all groups there are. */
    access: accessChoices.optional(),
  }),
  needs: proven('admin'),
  async work(work, input) {
    const isByMicrosoft = (await loadSignInSettings(work.desk.read)).microsoft === 'only';
    const isInvited = input.password === undefined && !isByMicrosoft;
    if (isInvited) await assertWayToSend(work.desk);
    const user = await prepareUser(work.desk, input);
    return work.write(async (act) => {
      assertNoAdminByToken(act, user);
      const { id } = await insertPerson(act, user);
      if (isInvited) await queueInvitation(act, { id, email: user.email });
      await giveAccess(act, { userId: id, byGroup: input.access ?? (await chooseFull(act)) });
      return { id };
    });
  },
});

/** Checks the fields and hashes the password, outside any transaction. @throws AppError invalid */
export async function prepareUser(
  desk: Desk,
  given: {
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly password?: string | undefined;
  },
): Promise<NewUser> {
  const email = readAddress(given.email);
  const name = given.name.trim() === '' ? email : given.name.trim();
  const { password } = given;
  const passwordHash = password === undefined ? '' : await hashNewPassword(password, { email, name });
  return { email, name, role: given.role, passwordHash, isActive: true, createdAt: desk.now() };
}

/** @returns it in lower case. @throws AppError invalid */
export function readAddress(given: string): string {
  const email = given.trim().toLowerCase();
  if (isAddress(email)) return email;
  throw new AppError(
    'invalid',
    `"${given.slice(0, longestAddress)}" is no e-mail address; expected name@domain.`,
    {
      fields: { email: 'Expected an address like name@example.com.' },
    },
  );
}

/** @throws AppError conflict when the address is taken */
export async function insertPerson(act: Act, user: NewUser): Promise<User> {
  const inserted = await insertUser(act.tx, user);
  const { id: userId, email, name, role } = inserted;
  act.record({ userId, kind: 'user.added', data: { email, name, role } });
  act.after(() => act.desk.log.info('user added', { user: userId, role }));
  return inserted;
}

async function chooseFull({ tx }: Act): Promise<AccessChoices> {
  return Object.fromEntries((await listGroups(tx)).map(({ id }) => [String(id), 'full']));
}
