import * as z from 'zod';
import { isLocalWayClosed } from '../../db/microsoft-people.ts';
import { hasSecondFactor } from '../../db/second-factors.ts';
import { deleteSession, findSession, touchSession } from '../../db/sessions.ts';
import { findUserByEmail, type User } from '../../db/users.ts';
import { longestAddress } from '../../domain/address.ts';
import { verifyDeviceMark } from '../../domain/device-mark.ts';
import type { SignInRefusal } from '../../domain/facts/people-facts.ts';
import { hashPassword } from '../../domain/password.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { nothing } from '../input-fields.ts';
import { checkPassword } from './check-password.ts';
import {
  browserFields,
  idleMilliseconds,
  type LoggedIn,
  openBrowserSession,
  refuseSignIn,
} from './open-session.ts';
import { stepMilliseconds } from './prove-factor.ts';

const absoluteMilliseconds = 24 * 3_600_000;
/** Addresses whose refusals are noted within a minute. */
const mostNoted = 100;

/** Verified when there is no such user or he has no password, so that the answer takes as long as for one. */
let decoyHash: Promise<string> | undefined;

/** A session; or, for whoever has a second factor, what the second step is known by (`proveFactor`). */
type FirstStep = (LoggedIn & { readonly step?: undefined }) | { readonly step: string };

/**
 * Everybody: opens a session for an active user with his password.
 * @throws AppError unauthorized, the same for every reason, and unavailable (with `retryAfter`) after too many tries
 */
export const logIn = defineCommand({
  name: 'logIn',
  input: z.strictObject({ email: z.string(), password: z.string(), ...browserFields }),
  needs: 'nothing',
  async work(work, input): Promise<FirstStep> {
    const { desk } = work;
    const email = input.email.trim().toLowerCase();
    const { address } = input;
    const user = await findUserByEmail(desk.read, email);
    decoyHash ??= hashPassword(createToken());
    // Whoever signs in by other ways only has none.
    const hash = user?.passwordHash || (await decoyHash);
    const known = user && verifyDeviceMark(desk.secret, user.id, input.device ?? '');
    const asked = {
      from: known ?? networkOf(address),
      account: email,
      isKnown: known !== undefined,
      isShared: input.isAddressShared === true,
    };
    const given = { password: input.password, hash };
    const fits = await checkPassword(desk, asked, given).catch(async (error: unknown) => {
      await noteTooMany(work, { email, address });
      throw error;
    });
    const isClosed = user !== undefined && (await isLocalWayClosed(desk.read, user.id));
    if (!fits || user === undefined || !user.isActive || isClosed) {
      const because = findRefusal(user, fits);
      const data = { email: email.slice(0, longestAddress), because, address } as const;
      await work.write(async (act) => act.record({ kind: 'sign_in.refused', data }));
      throw refuseSignIn();
    }
    if (await hasSecondFactor(desk.read, user.id)) return { step: beginSecondStep(desk, user) };
    return openBrowserSession(work, user, input, null);
  },
});

/** Whoever has a session: ends it, also where a second factor is yet to be set up. */
export const logOut = defineCommand({
  name: 'logOut',
  input: nothing,
  needs: 'nothing',
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

function findRefusal(user: User | undefined, fits: boolean): SignInRefusal {
  if (user === undefined) return 'unknown';
  if (!fits) return 'wrong_password';
  return user.isActive ? 'microsoft_only' : 'disabled';
}

/** One line a minute for each address: repeated tries must not fill the log. */
async function noteTooMany(work: Work, asked: { email: string; address: string }): Promise<void> {
  const { tooManyNoted } = work.desk.memory;
  const from = networkOf(asked.address);
  const now = performance.now();
  for (const [key, at] of tooManyNoted) if (now - at > 60_000) tooManyNoted.delete(key);
  if (tooManyNoted.has(from) || tooManyNoted.size >= mostNoted) return;
  tooManyNoted.set(from, now);
  const data = { ...asked, email: asked.email.slice(0, longestAddress), because: 'too_many' } as const;
  await work.write(async (act) => act.record({ kind: 'sign_in.refused', data }));
}

/** Kept while the desk runs: after a restart a sign-in begins anew. */
function beginSecondStep({ memory }: Desk, { id, passwordHash }: User): string {
  const step = createToken();
  for (const [key, { until }] of memory.signInSteps)
    if (until < performance.now()) memory.signInSteps.delete(key);
  const until = performance.now() + stepMilliseconds;
  memory.signInSteps.set(hashToken(step), { userId: id, passwordHash, until });
  return step;
}
