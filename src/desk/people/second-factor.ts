import * as z from 'zod';
import { deletePasskeysOf, listPasskeys } from '../../db/passkeys.ts';
import {
  deleteRecoveryCodes,
  deleteTotpFactor,
  hasSecondFactor,
  isFactorDemanded,
  loadFactorDemand,
  putFactorDemand,
  replaceRecoveryCodes,
  replaceTotpFactor,
} from '../../db/second-factors.ts';
import { deleteSessionsOfUser, setSessionFactor, setSessionProof } from '../../db/sessions.ts';
import { findUserByEmail, getUser } from '../../db/users.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { settingsOf } from '../../domain/matters.ts';
import {
  createRecoveryCodes,
  findTotpStep,
  hashRecoveryCode,
  writeClock,
} from '../../domain/second-factor.ts';
import { AppError } from '../../errors.ts';
import { defineCommand, type Work } from '../command.ts';
import { nothing } from '../input-fields.ts';
import { refuseToChange } from '../refuse-fields.ts';
import { proven } from '../rights.ts';
import { checkPassword } from './check-password.ts';
import { endOtherSessions } from './end-other-sessions.ts';
import { userOfEmail } from './user-of-email.ts';

// Setting up needs no role: whoever is to have a second factor and has none yet may do nothing else.

/**
 * Whoever has a session: takes the app with a code of it and the password. His other sessions end.
 * @returns the recovery codes, this once. @throws AppError invalid (with fields), unavailable after too many wrong ones
 */
export const confirmTotp = defineCommand({
  name: 'confirmTotp',
  input: z.strictObject({
    // Which the web thread has shown; empty where that is too long ago.
    secret: z.string(),
    code: z.string(),
    password: z.string(),
  }),
  needs: 'nothing',
  async work(work, { secret, code, password }): Promise<{ codes: readonly string[] }> {
    const { desk, actor } = work;
    const user = await getUser(desk.read, work.person());
    await assertPassword(work, password);
    const step = secret === '' ? undefined : findTotpStep(secret, code, desk.now());
    if (step === undefined) {
      throw refuseToChange({
        code: `This is not the code that the app shows now. Codes go by the time: for this server it is ${writeClock(desk.now())} UTC. Do its clock and that of the device agree?`,
      });
    }
    const codes = createRecoveryCodes();
    await work.write(async (act) => {
      const factor = { userId: user.id, secret, lastStep: step, createdAt: act.now };
      await replaceTotpFactor(act.tx, factor, codes.map(hashRecoveryCode));
      const own = actor.kind === 'user' ? actor.sessionHash : undefined;
      await endOtherSessions(act, user.id);
      if (own !== undefined) {
        await setSessionFactor(act.tx, own, 'totp');
        await setSessionProof(act.tx, own, act.now);
      }
      act.record({ userId: user.id, kind: 'user.factor_added', data: { factor: 'totp' } });
    });
    return { codes };
  },
});

/**
 * Whoever is signed in: gets new recovery codes, and the ones before are not good any more.
 * @returns them, this once. @throws AppError conflict where there is nothing that they could stand in for
 */
export const renewRecoveryCodes = defineCommand({
  name: 'renewRecoveryCodes',
  input: nothing,
  needs: proven('user'),
  async run(act): Promise<{ codes: readonly string[] }> {
    const userId = act.person();
    if (!(await hasSecondFactor(act.tx, userId))) {
      throw new AppError('conflict', 'Set up an app or a passkey first: recovery codes stand in for it.');
    }
    const codes = createRecoveryCodes();
    await replaceRecoveryCodes(act.tx, userId, codes.map(hashRecoveryCode));
    act.record({ userId, kind: 'user.codes_renewed', data: {} });
    return { codes };
  },
});

/** Whoever is signed in: goes back to the password alone. @throws AppError invalid (with fields), conflict where it is demanded */
export const removeTotp = defineCommand({
  name: 'removeTotp',
  input: z.strictObject({ password: z.string() }),
  needs: 'user',
  async work(work, { password }) {
    const user = await getUser(work.desk.read, work.person());
    await assertPassword(work, password);
    await work.write(async (act) => {
      const others = await listPasskeys(act.tx, user.id);
      if (others.length === 0 && (await isFactorDemanded(act.tx, await getUser(act.tx, user.id)))) {
        throw new AppError('conflict', 'A second factor is demanded of you; set up another app instead.');
      }
      if (!(await deleteTotpFactor(act.tx, user.id))) return;
      if (!(await hasSecondFactor(act.tx, user.id))) await deleteRecoveryCodes(act.tx, user.id);
      act.record({ userId: user.id, kind: 'user.factor_removed', data: { factor: 'totp' } });
    });
  },
});

/** Admins and the command line: for whoever has lost app, passkeys and codes. His sessions end. @throws AppError not_found, conflict */
export const resetSecondFactor = defineCommand({
  name: 'resetSecondFactor',
  input: z.strictObject({ email: z.string() }),
  about: ({ email }, db) => userOfEmail(db, email),
  needs: proven('admin'),
  async run(act, { email }) {
    const user = await findUserByEmail(act.tx, email.trim());
    if (user === undefined) throw new AppError('not_found', `There is no user with the address ${email}.`);
    if (user.id === act.userId) {
      throw new AppError('conflict', 'Your own one is taken away under Your account, or by another admin.');
    }
    const had = await hasSecondFactor(act.tx, user.id);
    await deleteTotpFactor(act.tx, user.id);
    await deletePasskeysOf(act.tx, user.id);
    await deleteRecoveryCodes(act.tx, user.id);
    if (!had) return;
    await deleteSessionsOfUser(act.tx, user.id);
    act.record({ userId: user.id, kind: 'user.factor_removed', data: { factor: 'all' } });
  },
});

/** Admins: of whom a second factor is demanded, from the next request on. */
export const demandSecondFactor = defineCommand({
  name: 'demandSecondFactor',
  input: z.strictObject({ admin: z.boolean(), agent: z.boolean() }),
  about: () => settingsOf('second_factor'),
  needs: proven('admin'),
  async run(act, demand) {
    if (demand.admin && act.userId !== null && !(await hasSecondFactor(act.tx, act.userId))) {
      throw new AppError('conflict', 'Set up your own second factor first: this would shut you out.');
    }
    const changes = listChanges({ ...(await loadFactorDemand(act.tx)) }, { ...demand });
    if (changes.length === 0) return;
    await putFactorDemand(act.tx, demand);
    act.record({ kind: 'setting.changed', data: { setting: 'second_factor', changes } });
  },
});

/** @throws AppError invalid (with fields), unavailable after too many wrong ones */
async function assertPassword(work: Work, password: string): Promise<void> {
  const user = await getUser(work.desk.read, work.person());
  const who = `user ${user.id}`;
  const asked = { from: who, account: who, isKnown: true, isShared: false };
  if (await checkPassword(work.desk, asked, { password, hash: user.passwordHash })) return;
  throw refuseToChange({ password: 'This is not your password.' });
}
