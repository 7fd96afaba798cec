import * as z from 'zod';
import { findTotpFactor, takeRecoveryCode, takeTotpStep } from '../../db/second-factors.ts';
import { getUser } from '../../db/users.ts';
import { findTotpStep, hashRecoveryCode, writeClock } from '../../domain/second-factor.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { defineCommand, type Work } from '../command.ts';
import { browserFields, type LoggedIn, openBrowserSession } from './open-session.ts';

/** How long a sign-in waits for its second step. */
export const stepMilliseconds = 5 * 60_000;

/**
 * Everybody: the second step of a sign-in, with a code of the app or a recovery code.
 * @throws AppError unauthorized for a wrong code, not_found when the first step is over, unavailable after too many wrong ones
 */
export const proveFactor = defineCommand({
  name: 'proveFactor',
  input: z.strictObject({ ...browserFields, step: z.string(), code: z.string() }),
  needs: 'nothing',
  async work(work, input): Promise<LoggedIn> {
    const { desk } = work;
    const key = hashToken(input.step);
    const pending = desk.memory.signInSteps.get(key);
    if (pending === undefined || pending.until < performance.now()) {
      desk.memory.signInSteps.delete(key);
      throw new AppError('not_found', 'This sign-in has taken too long; begin it again.');
    }
    const user = await getUser(desk.read, pending.userId);
    const who = `code ${user.id}`;
    const asked = {
      from: `${who} ${networkOf(input.address)}`,
      account: who,
      isKnown: false,
      isShared: false,
    };
    const reservation = desk.memory.signInLimit.reserve(asked);
    const factor = await takeCode(work, user.id, input.code);
    if (factor === undefined) {
      const data = { email: user.email, because: 'wrong_code', address: input.address } as const;
      await work.write(async (act) => act.record({ kind: 'sign_in.refused', data }));
      throw new AppError(
        'unauthorized',
        `This code is wrong, or was used already; wait for the next one. Codes go by the time: for this server it is ${writeClock(desk.now())} UTC.`,
      );
    }
    reservation.withdraw();
    desk.memory.signInSteps.delete(key);
    return openBrowserSession(work, { ...user, passwordHash: pending.passwordHash }, input, factor);
  },
});

/** @returns what it was; undefined when it is neither or was used before */
async function takeCode(work: Work, userId: number, code: string): Promise<'totp' | 'recovery' | undefined> {
  return work.write(async ({ tx, now }) => {
    const factor = await findTotpFactor(tx, userId);
    const step = factor === undefined ? undefined : findTotpStep(factor.secret, code, now);
    if (step !== undefined) return (await takeTotpStep(tx, userId, step)) ? 'totp' : undefined;
    return (await takeRecoveryCode(tx, userId, hashRecoveryCode(code), now)) ? 'recovery' : undefined;
  });
}
