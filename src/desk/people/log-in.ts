import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  listSessionsOfUser,
  touchSession,
} from '../../db/sessions.ts';
import { findUserByEmail, type User } from '../../db/users.ts';
import { makeDeviceMark, verifyDeviceMark } from '../../domain/device-mark.ts';
import { hashPassword } from '../../domain/password.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { checkPassword } from './check-password.ts';

const idleMilliseconds = 8 * 3_600_000;
const absoluteMilliseconds = 24 * 3_600_000;
const mostSessions = 10;

/** Verified when there is no such user, so that the answer takes as long as for one. */
let decoyHash: Promise<string> | undefined;

export interface LogIn {
  readonly email: string;
  readonly password: string;
  readonly userAgent: string;
  /** Of who asks. */
  readonly address: string;
  /** The address is a proxy's and stands for many people. */
  readonly isAddressShared?: boolean | undefined;
  /** What an earlier sign-in has left in this browser, see domain/device-mark. */
  readonly device?: string | undefined;
  /** The session that the browser had until now: it ends. */
  readonly earlierSession?: string | undefined;
}

export interface LoggedIn {
  /** Of the new session, for the cookie. */
  readonly token: string;
  /** For the browser to keep. */
  readonly device: string;
}

/** @throws AppError unauthorized, the same for every reason, and unavailable (with `retryAfter`) after too many tries */
export async function logIn(desk: Desk, input: LogIn): Promise<LoggedIn> {
  const email = input.email.trim().toLowerCase();
  const user = await findUserByEmail(desk.read, email);
  decoyHash ??= hashPassword(createToken());
  const hash = user?.passwordHash ?? (await decoyHash);
  const known = user && verifyDeviceMark(desk.secret, user.id, input.device ?? '');
  const asked = {
    from: known ?? networkOf(input.address),
    account: email,
    isKnown: known !== undefined,
    isShared: input.isAddressShared === true,
  };
  const fits = await checkPassword(desk, asked, { password: input.password, hash });
  if (!fits || user === undefined || !user.isActive) {
    throw new AppError('unauthorized', 'The address or the password is wrong.');
  }
  const token = await openSession(desk, user, input);
  return { token, device: makeDeviceMark(desk.secret, user.id, createToken().slice(0, 16)) };
}

async function openSession(
  desk: Desk,
  user: User,
  { userAgent, earlierSession }: Pick<LogIn, 'userAgent' | 'earlierSession'>,
): Promise<string> {
  const token = createToken();
  const now = desk.now();
  await desk.write(async (tx) => {
    await deleteExpiredSessions(tx, now);
    if (earlierSession !== undefined) await deleteSession(tx, earlierSession);
    const others = await listSessionsOfUser(tx, user.id, now);
    for (const { tokenHash } of others.slice(mostSessions - 1)) await deleteSession(tx, tokenHash);
    await insertSession(tx, {
      tokenHash: hashToken(token),
      userId: user.id,
      userAgent: userAgent.slice(0, 200),
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + idleMilliseconds),
    });
  });
  return token;
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
