import type { Tx } from '../../db/care/open.ts';
import { deleteSession, listSessionsOfUser } from '../../db/sessions.ts';
import { getUser, updateUser } from '../../db/users.ts';
import { hashPassword } from '../../domain/password.ts';
import { sessionKey } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { checkPassword } from './check-password.ts';
import { publishAccess } from './give-access.ts';

interface Own {
  readonly userId: number;
  /** The session that asks; it goes on. */
  readonly tokenHash: string;
}

/** Ends the user's other sessions. @throws AppError invalid (with fields), unavailable after too many wrong ones */
export async function changeOwnPassword(
  desk: Desk,
  input: Own & { current: string; password: string },
): Promise<void> {
  const user = await getUser(desk.read, input.userId);
  const who = `user ${user.id}`;
  const asked = { from: who, account: who, isKnown: true, isShared: false };
  if (!(await checkPassword(desk, asked, { password: input.current, hash: user.passwordHash }))) {
    throw new AppError('invalid', 'The password was not changed.', {
      fields: { current: 'This is not your current password.' },
    });
  }
  const passwordHash = await hashPassword(input.password);
  await desk.write(async (tx) => {
    await updateUser(tx, user.id, { passwordHash });
    await deleteChosen(tx, { ...input, key: 'others' }, desk.now());
  });
  publishAccess(desk, [user.id]);
  desk.log.info('password changed', { user: user.id });
}

/** @param input.key of one session (domain/token), or `others` for all but the one that asks. Unknown keys end nothing. */
export async function endOwnSessions(desk: Desk, input: Own & { key: string }): Promise<void> {
  await desk.write((tx) => deleteChosen(tx, input, desk.now()));
  publishAccess(desk, [input.userId]);
}

async function deleteChosen(tx: Tx, input: Own & { key: string }, now: Date): Promise<void> {
  for (const { tokenHash } of await listSessionsOfUser(tx, input.userId, now)) {
    const isMeant =
      input.key === 'others' ? tokenHash !== input.tokenHash : sessionKey(tokenHash) === input.key;
    if (isMeant) await deleteSession(tx, tokenHash);
  }
}
