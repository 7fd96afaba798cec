import * as z from 'zod';
import { deleteLinksOf } from '../../db/account-letters.ts';
import type { Tx } from '../../db/care/open.ts';
import { deleteSession, deleteSessionsOfUser, listSessionsOfUser } from '../../db/sessions.ts';
import { findUserByEmail, getUser, listUsers, type User, updateUser } from '../../db/users.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { userOf } from '../../domain/matters.ts';
import { hashNewPassword } from '../../domain/password.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id, nothing } from '../input-fields.ts';
import { assertNoAdminByToken, proven } from '../rights.ts';
import { readAddress, role } from './add-user.ts';
import { accessChoices, giveAccess } from './give-access.ts';
import { assertNotLastAdmin } from './last-admin.ts';
import { userOfEmail } from './user-of-email.ts';

const byEmail = z.strictObject({ email: z.string() });

/**
 * Admins: changes what a user is called and may do, and whether he may come in. It counts from his next request on, without a new
 * sign-in. What is left out stays as it is at that moment, whoever has changed it.
 * @throws AppError invalid, not_found, conflict for the last admin
 */
export const saveUser = defineCommand({
  name: 'saveUser',
  /** `access`: by group; groups that are not named keep what they have. */
  input: z.strictObject({
    userId: id,
    name: z.string().optional(),
    /** To sign in with. */
    email: z.string().optional(),
    role: role.optional(),
    isActive: z.boolean().optional(),
    access: accessChoices,
  }),
  about: ({ userId }) => userOf(userId),
  needs: proven('admin'),
  async run(act, input) {
    const user = await getUser(act.tx, input.userId);
    const name = input.name === undefined ? user.name : readName(input.name);
    const { role = user.role, isActive } = input;
    assertNoAdminByToken(act, user);
    assertNoAdminByToken(act, { role });
    if (role !== 'admin') await assertNotLastAdmin(act.tx, user);
    const email = input.email === undefined ? {} : { email: readAddress(input.email) };
    // A link that was sent to the old address must not work any more.
    if ((email.email ?? user.email) !== user.email) await deleteLinksOf(act.tx, user.id);
    await change(act, user, { name, role, ...email });
    await giveAccess(act, { userId: user.id, byGroup: input.access });
    if (isActive !== undefined && isActive !== user.isActive) await setActive(act, user, isActive);
    act.after(() => act.desk.log.info('user saved', { user: user.id, role }));
  },
});

/** Admins: sets a new password and ends every session of the user. @throws AppError invalid, not_found */
export const changePassword = defineCommand({
  name: 'changePassword',
  input: z.strictObject({ email: z.string(), password: z.string() }),
  about: ({ email }, db) => userOfEmail(db, email),
  needs: proven('admin'),
  async work(work, { email, password }) {
    const passwordHash = await hashNewPassword(password, { email });
    await work.write(async (act) => {
      const user = await getUserByEmail(act.tx, email);
      await updateUser(act.tx, user.id, { passwordHash });
      await endEveryWayIn(act.tx, user.id);
      act.record({ userId: user.id, kind: 'user.password_changed', data: {} });
      act.after(() => act.desk.log.info('password changed', { user: user.id }));
    });
  },
});

/** Admins: takes effect at once, because sessions end too. @throws AppError not_found, conflict for the last admin */
export const disableUser = defineCommand({
  name: 'disableUser',
  input: byEmail,
  about: ({ email }, db) => userOfEmail(db, email),
  needs: proven('admin'),
  async run(act, { email }) {
    const user = await getUserByEmail(act.tx, email);
    assertNoAdminByToken(act, user);
    await setActive(act, user, false);
  },
});

/** Admins: lets a user in again, with the password, role and access from before. @throws AppError not_found */
export const enableUser = defineCommand({
  name: 'enableUser',
  input: byEmail,
  about: ({ email }, db) => userOfEmail(db, email),
  needs: proven('admin'),
  async run(act, { email }) {
    const user = await getUserByEmail(act.tx, email);
    assertNoAdminByToken(act, user);
    await setActive(act, user, true);
  },
});

/** Admins: signs a user out everywhere, at once. @throws AppError not_found */
export const endSessionsOf = defineCommand({
  name: 'endSessionsOf',
  input: z.strictObject({ userId: id }),
  needs: 'admin',
  async run(act, { userId }) {
    const user = await getUser(act.tx, userId);
    const own = act.actor.kind === 'user' ? act.actor.sessionHash : undefined;
    const ended = (await listSessionsOfUser(act.tx, user.id, act.now)).filter(
      ({ tokenHash }) => tokenHash !== own,
    );
    if (ended.length === 0) return;
    for (const { tokenHash } of ended) await deleteSession(act.tx, tokenHash);
    act.record({ userId: user.id, kind: 'user.sessions_ended', data: { count: ended.length } });
  },
});

/** The command line: all users, disabled ones among them. */
export const listEveryUser = defineCommand({
  name: 'listUsers',
  input: nothing,
  needs: 'operator',
  run: async ({ tx }) => (await listUsers(tx)).map(({ passwordHash: _, ...user }) => user),
});

/** @throws AppError conflict for the last admin */
async function setActive(act: Act, user: User, isActive: boolean): Promise<void> {
  if (!isActive) await assertNotLastAdmin(act.tx, user);
  await change(act, user, { isActive });
  if (!isActive) await endEveryWayIn(act.tx, user.id);
  act.after(() => act.desk.log.info(isActive ? 'user enabled' : 'user disabled', { user: user.id }));
}

/** @throws AppError invalid */
function readName(given: string): string {
  const name = given.trim().slice(0, 200);
  if (name !== '') return name;
  throw new AppError('invalid', 'Enter a name.', { fields: { name: 'Enter a name.' } });
}

async function change(
  act: Act,
  user: User,
  changes: Partial<Pick<User, 'name' | 'email' | 'role' | 'isActive'>>,
): Promise<void> {
  await updateUser(act.tx, user.id, changes);
  const listed = listChanges(user, changes);
  if (listed.length > 0) act.record({ userId: user.id, kind: 'user.changed', data: { changes: listed } });
}

/** Ends all sessions, and the links that were sent by mail and not used yet. */
async function endEveryWayIn(tx: Tx, userId: number): Promise<void> {
  await deleteSessionsOfUser(tx, userId);
  await deleteLinksOf(tx, userId);
}

async function getUserByEmail(tx: Tx, email: string): Promise<User> {
  const user = await findUserByEmail(tx, email.trim());
  if (user === undefined) throw new AppError('not_found', `There is no user with the address ${email}.`);
  return user;
}
