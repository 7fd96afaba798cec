import * as z from 'zod';
import type { Tx } from '../../db/care/open.ts';
import { findMicrosoftLink, isLocalWayClosed, loadSignInSettings } from '../../db/microsoft-people.ts';
import { listPasskeys } from '../../db/passkeys.ts';
import { hasSecondFactor } from '../../db/second-factors.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  insertSession,
  listSessionsOfUser,
  type Session,
} from '../../db/sessions.ts';
import { getUser, type User } from '../../db/users.ts';
import { makeDeviceMark } from '../../domain/device-mark.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import type { Act, Work } from '../command.ts';

export const idleMilliseconds = 8 * 3_600_000;
const mostSessions = 10;

/** What a sign-in is told of the browser. */
export const browserFields = {
  userAgent: z.string(),
  /** Of who asks. */
  address: z.string(),
  /** The address is a proxy's and stands for many people. */
  isAddressShared: z.boolean().optional(),
  /** What an earlier sign-in has left in this browser, see domain/device-mark. */
  device: z.string().optional(),
  /** The session that the browser had until now: it ends. */
  earlierSession: z.string().optional(),
};

export interface LoggedIn {
  /** Of the new session, for the cookie. */
  readonly token: string;
  /** For the browser to keep. */
  readonly device: string;
}

interface Browser {
  readonly userAgent: string;
  readonly address: string;
  readonly earlierSession?: string | undefined;
}

/**
 * @param user as he was when his password was looked at. @param provedAt when he showed who he is, where that is not now
 * @throws AppError unauthorized when that has changed since, or what let him in is gone
 */
export async function openBrowserSession(
  work: Work,
  user: User,
  browser: Browser,
  factor: Session['factor'],
  provedAt?: Date,
): Promise<LoggedIn> {
  const token = await work.write((act) => openSession(act, user, browser, { factor, provedAt }));
  return { token, device: makeDeviceMark(work.desk.secret, user.id, createToken().slice(0, 16)) };
}

export function refuseSignIn(): AppError {
  return new AppError('unauthorized', 'The address or the password is wrong.');
}

/** What ends a way in may have been done, with its sessions, since somebody was let in by it. */
export async function isOpenWay(tx: Tx, userId: number, factor: Session['factor']): Promise<boolean> {
  if (factor === 'microsoft') {
    const { microsoft, tenantId } = await loadSignInSettings(tx);
    return microsoft !== 'off' && (await findMicrosoftLink(tx, userId))?.tenantId === tenantId;
  }
  if (await isLocalWayClosed(tx, userId)) return false;
  if (factor === null) return !(await hasSecondFactor(tx, userId));
  return factor !== 'passkey' || (await listPasskeys(tx, userId)).length > 0;
}

async function openSession(
  { tx, now, record }: Act,
  user: User,
  { userAgent, address, earlierSession }: Browser,
  { factor, provedAt }: { readonly factor: Session['factor']; readonly provedAt: Date | undefined },
): Promise<string> {
  const token = createToken();
  const stored = await getUser(tx, user.id);
  // While the password was looked at, somebody may have changed it.
  if (!stored.isActive || stored.passwordHash !== user.passwordHash) throw refuseSignIn();
  if (!(await isOpenWay(tx, user.id, factor))) throw refuseSignIn();
  await deleteExpiredSessions(tx, now);
  if (earlierSession !== undefined) await deleteSession(tx, earlierSession);
  const others = await listSessionsOfUser(tx, user.id, now);
  for (const { tokenHash } of others.slice(mostSessions - 1)) await deleteSession(tx, tokenHash);
  await insertSession(tx, {
    tokenHash: hashToken(token),
    userId: user.id,
    userAgent: userAgent.slice(0, 200),
    factor,
    provedAt: provedAt ?? now,
    createdAt: now,
    seenAt: now,
    expiresAt: new Date(now.getTime() + idleMilliseconds),
  });
  record({
    userId: user.id,
    kind: 'user.signed_in',
    data: { address, ...(factor === null ? {} : { by: factor }) },
  });
  return token;
}
