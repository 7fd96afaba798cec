import * as z from 'zod';
import { deleteLinksOf } from '../../db/account-letters.ts';
import { isLocalWayClosed } from '../../db/microsoft-people.ts';
import { deleteSession, listSessionsOfUser } from '../../db/sessions.ts';
import { getUser, updateUser } from '../../db/users.ts';
import { hashNewPassword } from '../../domain/password.ts';
import { sessionKey } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { proven } from '../rights.ts';
import { checkPassword } from './check-password.ts';

/**
 * Whoever is signed in: sets a new password of his own, and ends his other sessions.
 * @throws AppError invalid (with fields), unavailable after too many wrong ones
 */
export const changeOwnPassword = defineCommand({
  name: 'changeOwnPassword',
  input: z.strictObject({ current: z.string(), password: z.string() }),
  needs: 'user',
  async work(work, { current, password }) {
    const user = await getUser(work.desk.read, work.person());
    const who = `user ${user.id}`;
    const asked = { from: who, account: who, isKnown: true, isShared: false };
    if (!(await checkPassword(work.desk, asked, { password: current, hash: user.passwordHash }))) {
      throw new AppError('invalid', 'The password was not changed.', {
        fields: { current: 'This is not your current password.' },
      });
    }
    const passwordHash = await hashNewPassword(password, user);
    await work.write((act) => putPassword(act, user.id, passwordHash));
  },
});

/**
 * Whoever is signed in and has no password: takes one, beside his passkeys.
 * @throws AppError invalid (with fields), conflict where there is one, or none would let him in
 */
export const setOwnPassword = defineCommand({
  name: 'setOwnPassword',
  input: z.strictObject({ password: z.string() }),
  needs: proven('user'),
  async work(work, { password }) {
    const user = await getUser(work.desk.read, work.person());
    if (await isLocalWayClosed(work.desk.read, user.id)) {
      throw new AppError('conflict', 'People sign in with Microsoft here; a password would let nobody in.');
    }
    const passwordHash = await hashNewPassword(password, user);
    await work.write(async (act) => {
      if ((await getUser(act.tx, user.id)).passwordHash !== '') {
        throw new AppError('conflict', 'You have a password; change that one.');
      }
      await putPassword(act, user.id, passwordHash);
    });
  },
});

async function putPassword(act: Act, userId: number, passwordHash: string): Promise<void> {
  await updateUser(act.tx, userId, { passwordHash });
  await endChosen(act, 'others');
  await deleteLinksOf(act.tx, userId);
  act.record({ userId, kind: 'user.password_changed', data: {} });
  act.after(() => act.desk.log.info('password changed', { user: userId }));
}

/**
 * Whoever is signed in: ends sessions of his own. Unknown keys end nothing.
 * `key` names one session (domain/token), or `others` all but the one that asks.
 */
export const endOwnSessions = defineCommand({
  name: 'endOwnSessions',
  input: z.strictObject({ key: z.string() }),
  needs: 'user',
  run: (act, { key }) => endChosen(act, key),
});

async function endChosen(act: Act, key: string): Promise<void> {
  const userId = act.person();
  const own = act.actor.kind === 'user' ? act.actor.sessionHash : undefined;
  for (const { tokenHash } of await listSessionsOfUser(act.tx, userId, act.now)) {
    const isMeant = key === 'others' ? tokenHash !== own : sessionKey(tokenHash) === key;
    if (isMeant) await deleteSession(act.tx, tokenHash);
  }
  // Which of his sessions somebody ends himself is not recorded as a fact.
  act.after(() => act.desk.publish({ kind: 'access', userId }));
}
