import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  touchSession,
} from '../../db/sessions.ts';
import { findUserByEmail } from '../../db/users.ts';
import { hashPassword, isPassword } from '../../domain/password.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

const idleMilliseconds = 8 * 3_600_000;
const absoluteMilliseconds = 24 * 3_600_000;

/** Verified when there is no such user, so that the answer takes as long as for one. */
let decoyHash: Promise<string> | undefined;

export interface LogIn {
  readonly email: string;
  readonly password: string;
  readonly userAgent: string;
}

/** @returns a new session's token, for the cookie. @throws AppError unauthorized, the same for every reason */
export async function logIn(desk: Desk, input: LogIn): Promise<{ token: string }> {
  const user = await findUserByEmail(desk.read, input.email.trim());
  decoyHash ??= hashPassword(createToken());
  const fits = await isPassword(input.password, user?.passwordHash ?? (await decoyHash));
  if (!fits || user === undefined || !user.isActive) {
    throw new AppError('unauthorized', 'The address or the password is wrong.');
  }
  const token = createToken();
  const now = desk.now();
  await desk.write(async (tx) => {
    await deleteExpiredSessions(tx, now);
    await insertSession(tx, {
      tokenHash: hashToken(token),
      userId: user.id,
      userAgent: input.userAgent.slice(0, 200),
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + idleMilliseconds),
    });
  });
  return { token };
}

export async function logOut(desk: Desk, input: { tokenHash: string }): Promise<void> {
  await desk.write((tx) => deleteSession(tx, input.tokenHash));
}

/** Moves the idle limit on (8 hours), never past the absolute one (24 hours). Called at most once a minute. */
export async function extendSession(desk: Desk, input: { tokenHash: string }): Promise<void> {
  const now = desk.now();
  await desk.write(async (tx) => {
    const found = await findSession(tx, input.tokenHash, now);
    if (found === undefined) return;
    const end = Math.min(
      now.getTime() + idleMilliseconds,
      found.session.createdAt.getTime() + absoluteMilliseconds,
    );
    await touchSession(tx, input.tokenHash, now, new Date(end));
  });
}
