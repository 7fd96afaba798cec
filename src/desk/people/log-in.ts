import * as z from 'zod';
import {
  deleteExpiredSessions,
  deleteSession,
  findSession,
  insertSession,
  listSessionsOfUser,
  touchSession,
} from '../../db/sessions.ts';
import { findUserByEmail, getUser, type User } from '../../db/users.ts';
import { makeDeviceMark, verifyDeviceMark } from '../../domain/device-mark.ts';
import { hashPassword } from '../../domain/password.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';
import { checkPassword } from './check-password.ts';

const idleMilliseconds = 8 * 3_600_000;
const absoluteMilliseconds = 24 * 3_600_000;
const mostSessions = 10;
/** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
const longestAddress = 254;

/** Verified when there is no such user, so that the answer takes as long as for one. */
let decoyHash: Promise<string> | undefined;

export interface LoggedIn {
  /** Of the new session, for the cookie. */
  readonly token: string;
  /** For the browser to keep. */
  readonly device: string;
}

/**
 * Everybody: opens a session for an active user with his password.
 * @throws AppError unauthorized, the same for every reason, and unavailable (with `retryAfter`) after too many tries
 */
export const logIn = defineCommand({
  name: 'logIn',
  input: z.strictObject({
    email: z.string(),
    password: z.string(),
    userAgent: z.string(),
    /** Of who asks. */
    address: z.string(),
    /** The address is a proxy's and stands for many people. */
    isAddressShared: z.boolean().optional(),
    /** What an earlier sign-in has left in this browser, see domain/device-mark. */
    device: z.string().optional(),
    /** The session that the browser had until now: it ends. */
    earlierSession: z.string().optional(),
  }),
  needs: 'nothing',
  async work(work, input): Promise<LoggedIn> {
    const { desk } = work;
    const email = input.email.trim().toLowerCase();
    const { address } = input;
    const user = await findUserByEmail(desk.read, email);
    decoyHash ??= hashPassword(createToken());
    const hash = user?.passwordHash ?? (await decoyHash);
    const known = user && verifyDeviceMark(desk.secret, user.id, input.device ?? '');
    const asked = {
      from: known ?? networkOf(address),
      account: email,
      isKnown: known !== undefined,
      isShared: input.isAddressShared === true,
    };
    const fits = await checkPassword(desk, asked, { password: input.password, hash });
    if (!fits || user === undefined || !user.isActive) {
      const because = user === undefined ? 'unknown' : fits ? 'disabled' : 'wrong_password';
      const data = { email: email.slice(0, longestAddress), because, address } as const;
      await work.write(async (act) => act.record({ kind: 'sign_in.refused', data }));
      throw refuse();
    }
    const token = await work.write((act) => openSession(act, user, input));
    return { token, device: makeDeviceMark(desk.secret, user.id, createToken().slice(0, 16)) };
  },
});

/** Whoever is signed in: ends the session that asks. */
export const logOut = defineCommand({
  name: 'logOut',
  input: nothing,
  needs: 'user',
  async run({ tx, actor, record, person }) {
    const userId = person();
    if (actor.kind !== 'user' || actor.sessionHash === undefined) return;
    await deleteSession(tx, actor.sessionHash);
    record({ userId, kind: 'user.signed_out', data: {} });
  },
});

/** Whoever is signed in: moves the idle limit of his session on (8 hours), never past the absolute one (24 hours). */
export const extendSession = defineCommand({
  name: 'extendSession',
  input: nothing,
  needs: 'user',
  async run({ tx, actor, now, person }) {
    person();
    if (actor.kind !== 'user' || actor.sessionHash === undefined) return;
    const found = await findSession(tx, actor.sessionHash, now);
    if (found === undefined) return;
    const end = Math.min(
      now.getTime() + idleMilliseconds,
      found.session.createdAt.getTime() + absoluteMilliseconds,
    );
    await touchSession(tx, actor.sessionHash, now, new Date(end));
  },
});

function refuse(): AppError {
  return new AppError('unauthorized', 'The address or the password is wrong.');
}

async function openSession(
  { tx, now, record }: Act,
  user: User,
  browser: {
    readonly userAgent: string;
    readonly address: string;
    readonly earlierSession?: string | undefined;
  },
): Promise<string> {
  const token = createToken();
  const { userAgent, address, earlierSession } = browser;
  const stored = await getUser(tx, user.id);
  // While the password was looked at, somebody may have changed it.
  if (!stored.isActive || stored.passwordHash !== user.passwordHash) throw refuse();
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
  record({ userId: user.id, kind: 'user.signed_in', data: { address } });
  return token;
}
