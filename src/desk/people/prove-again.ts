import * as z from 'zod';
import { findTotpFactor, takeTotpStep } from '../../db/second-factors.ts';
import { setSessionProof } from '../../db/sessions.ts';
import { getUser } from '../../db/users.ts';
import { findTotpStep } from '../../domain/second-factor.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand, type Work } from '../command.ts';
import { checkPassword } from './check-password.ts';
import { takePasskey } from './passkeys.ts';

/**
 * Whoever has a session: shows again that it is he who sits there, by his password or a code of his app. It counts for
 * ten minutes of this session.
 * @throws AppError invalid (with fields), unavailable (with `retryAfter`) after too many wrong ones
 */
export const proveAgain = defineCommand({
  name: 'proveAgain',
  /** `answer`: of a passkey, in place of a password or code. */
  input: z.strictObject({ proof: z.string(), answer: z.string().optional() }),
  needs: 'nothing',
  async work(work, { proof, answer = '' }) {
    const by = answer === '' ? await findProof(work, proof) : await findPasskeyProof(work, answer);
    if (by === undefined) {
      await work.write(async (act) => {
        const { email } = await getUser(act.tx, act.person());
        act.record({ kind: 'sign_in.refused', data: { email, because: 'not_proven' } });
      });
      throw new AppError('invalid', 'Nothing was done yet.', {
        fields: { proof: 'This is neither your password, nor a fresh code or passkey of yours.' },
      });
    }
    await work.write(async (act) => noteProof(act, by));
  },
});

/** The session of who acts counts as proven from now on. */
async function noteProof(act: Act, by: 'password' | 'totp' | 'passkey' | 'microsoft'): Promise<void> {
  const userId = act.person();
  if (act.actor.kind !== 'user' || act.actor.sessionHash === undefined) return;
  await setSessionProof(act.tx, act.actor.sessionHash, act.now);
  act.record({ userId, kind: 'user.proved', data: { by } });
}

async function findPasskeyProof(work: Work, answer: string): Promise<'passkey' | undefined> {
  const userId = work.person();
  return (await takePasskey(work, answer))?.userId === userId ? 'passkey' : undefined;
}

/** Six digits are a code: no password is that short. */
async function findProof(work: Work, proof: string): Promise<'password' | 'totp' | undefined> {
  const { desk } = work;
  const user = await getUser(desk.read, work.person());
  const code = proof.replaceAll(' ', '');
  if (code.length === 6) {
    const who = `code ${user.id}`;
    const reservation = desk.memory.signInLimit.reserve({
      from: who,
      account: who,
      isKnown: true,
      isShared: false,
    });
    const isRight = await work.write(async ({ tx, now }) => {
      const factor = await findTotpFactor(tx, user.id);
      const step = factor && findTotpStep(factor.secret, code, now);
      return step !== undefined && takeTotpStep(tx, user.id, step);
    });
    if (isRight) reservation.withdraw();
    return isRight ? 'totp' : undefined;
  }
  const who = `user ${user.id}`;
  const asked = { from: who, account: who, isKnown: true, isShared: false };
  return (await checkPassword(desk, asked, { password: proof, hash: user.passwordHash }))
    ? 'password'
    : undefined;
}
