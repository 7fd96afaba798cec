import * as z from 'zod';
import { deleteLinksOf } from '../../db/account-letters.ts';
import { isLocalWayClosed, loadSignInSettings } from '../../db/microsoft-people.ts';
import {
  deletePasskey,
  findPasskey,
  insertPasskey,
  listPasskeys,
  notePasskeyUse,
  type Passkey,
} from '../../db/passkeys.ts';
import {
  countRecoveryCodes,
  deleteRecoveryCodes,
  hasSecondFactor,
  isFactorDemanded,
  replaceRecoveryCodes,
} from '../../db/second-factors.ts';
import { setSessionFactor } from '../../db/sessions.ts';
import { getUser, type User, updateUser } from '../../db/users.ts';
import {
  acceptNewPasskey,
  acceptPasskey,
  askForPasskey,
  challengeMilliseconds,
  findCredentialId,
  offerNewPasskey,
  type PasskeyPlace,
} from '../../domain/passkey.ts';
import { createRecoveryCodes, hashRecoveryCode } from '../../domain/second-factor.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id, nothing } from '../input-fields.ts';
import { refuseToChange } from '../refuse-fields.ts';
import { proven } from '../rights.ts';
import { endOtherSessions } from './end-other-sessions.ts';
import { browserFields, isOpenWay, type LoggedIn, openBrowserSession } from './open-session.ts';

/** Everybody: what a browser needs to sign in with a passkey. */
export const askPasskey = defineCommand({
  name: 'askPasskey',
  input: nothing,
  needs: 'nothing',
  work: ({ desk }) => askForPasskey(placeOf(desk), desk.now()),
});

/**
 * Everybody: signs in with a passkey, which needs no password beside it.
 * @throws AppError unauthorized, unavailable (with `retryAfter`) after too many tries
 */
export const logInByPasskey = defineCommand({
  name: 'logInByPasskey',
  input: z.strictObject({ ...browserFields, answer: z.string() }),
  needs: 'nothing',
  async work(work, input): Promise<LoggedIn> {
    const { desk } = work;
    const from = `passkey ${networkOf(input.address)}`;
    const isShared = input.isAddressShared === true;
    const reservation = desk.memory.signInLimit.reserve({ from, account: from, isKnown: false, isShared });
    const passkey = await takePasskey(work, input.answer);
    const user = passkey && (await getUser(desk.read, passkey.userId));
    const isClosed = user !== undefined && (await isLocalWayClosed(desk.read, user.id));
    if (user === undefined || !user.isActive || isClosed) {
      const because = user === undefined ? 'wrong_passkey' : isClosed ? 'microsoft_only' : 'disabled';
      const data = { email: user?.email ?? '', because, address: input.address } as const;
      await work.write(async (act) => act.record({ kind: 'sign_in.refused', data }));
      throw new AppError('unauthorized', 'This passkey is not known here, or its answer came too late.');
    }
    reservation.withdraw();
    return openBrowserSession(work, user, input, 'passkey');
  },
});

/** Whoever has a session: what his browser needs to make a passkey. */
export const offerPasskey = defineCommand({
  name: 'offerPasskey',
  input: nothing,
  needs: 'nothing',
  async work({ desk, person }) {
    const user = await getUser(desk.read, person());
    const known = (await listPasskeys(desk.read, user.id)).map(({ credentialId }) => credentialId);
    return offerNewPasskey(placeOf(desk), user, known, desk.now());
  },
});

/**
 * Whoever has a session: takes the passkey that his browser has made. Where it is his first second factor, his other sessions end.
 * @returns recovery codes where he had none, this once. @throws AppError invalid (with fields)
 */
export const addPasskey = defineCommand({
  name: 'addPasskey',
  input: z.strictObject({ name: z.string(), answer: z.string() }),
  needs: proven('nothing'),
  async work(work, { name, answer }): Promise<{ codes: readonly string[] }> {
    const { desk, actor } = work;
    const userId = work.person();
    const taken = await acceptNewPasskey(placeOf(desk), userId, answer, desk.now());
    if (taken === undefined || !spend(desk, taken.challenge)) {
      throw refuseToChange({ passkey: 'The browser’s answer does not fit, or came too late; try again.' });
    }
    const called = name.trim().slice(0, 100) || 'Passkey';
    return work.write(async (act) => {
      if ((await findPasskey(act.tx, taken.key.credentialId)) !== undefined) {
        throw refuseToChange({ passkey: 'This passkey is known already.' });
      }
      const row = { ...taken.key, userId, name: called, createdAt: act.now, usedAt: null };
      if (!(await hasSecondFactor(act.tx, userId))) await endOtherSessions(act, userId);
      await insertPasskey(act.tx, row);
      if (actor.kind === 'user' && actor.sessionHash !== undefined) {
        await setSessionFactor(act.tx, actor.sessionHash, 'passkey');
      }
      act.record({ userId, kind: 'user.factor_added', data: { factor: 'passkey', name: called } });
      return { codes: await giveCodes(act, userId) };
    });
  },
});

/** Whoever is signed in: takes one of his passkeys away. @throws AppError not_found, conflict where he could not get in any more */
export const removePasskey = defineCommand({
  name: 'removePasskey',
  input: z.strictObject({ passkeyId: id }),
  needs: proven('user'),
  async run(act, { passkeyId }) {
    const user = await getUser(act.tx, act.person());
    const name = await deletePasskey(act.tx, user.id, passkeyId);
    if (name === undefined) throw new AppError('not_found', 'There is no such passkey of yours.');
    await assertWayIn(act, user);
    if (!(await hasSecondFactor(act.tx, user.id))) await deleteRecoveryCodes(act.tx, user.id);
    act.record({ userId: user.id, kind: 'user.factor_removed', data: { factor: 'passkey', name } });
  },
});

/** Whoever is signed in: from now on his passkeys alone let him in. @throws AppError conflict without one */
export const removeOwnPassword = defineCommand({
  name: 'removeOwnPassword',
  input: nothing,
  needs: proven('user'),
  async run(act) {
    const userId = act.person();
    if ((await listPasskeys(act.tx, userId)).length === 0) {
      throw new AppError('conflict', 'Add a passkey first: without it you could not get in any more.');
    }
    await updateUser(act.tx, userId, { passwordHash: '' });
    await deleteLinksOf(act.tx, userId);
    act.record({ userId, kind: 'user.password_removed', data: {} });
  },
});

/** @returns the passkey when the answer is right and was not used before */
export async function takePasskey({ desk, write }: Work, answer: string): Promise<Passkey | undefined> {
  const passkey = await findPasskey(desk.read, findCredentialId(answer) ?? '');
  if (passkey === undefined) return undefined;
  const accepted = await acceptPasskey(placeOf(desk), passkey, answer, desk.now());
  if (accepted === undefined || !spend(desk, accepted.challenge)) return undefined;
  await write(({ tx, now }) => notePasskeyUse(tx, passkey.id, accepted.counter, now));
  return passkey;
}

async function giveCodes(act: Act, userId: number): Promise<string[]> {
  if ((await countRecoveryCodes(act.tx, userId)) > 0) return [];
  const codes = createRecoveryCodes();
  await replaceRecoveryCodes(act.tx, userId, codes.map(hashRecoveryCode));
  return codes;
}

async function assertWayIn(act: Act, user: User): Promise<void> {
  const { tx } = act;
  const isBare = user.passwordHash === '' && (await listPasskeys(tx, user.id)).length === 0;
  if (isBare && !(await comesByMicrosoft(act, user.id))) {
    throw new AppError('conflict', 'It is your only way in; set a password or add another passkey first.');
  }
  if ((await isFactorDemanded(tx, user)) && !(await hasSecondFactor(tx, user.id))) {
    throw new AppError('conflict', 'A second factor is demanded of you; set up another one first.');
  }
}

/** The admin who keeps a local way in has it for when Microsoft lets nobody in. */
async function comesByMicrosoft({ tx }: Act, userId: number): Promise<boolean> {
  const { microsoft, localAdminId } = await loadSignInSettings(tx);
  const isKept = microsoft === 'only' && userId === localAdminId;
  return !isKept && isOpenWay(tx, userId, 'microsoft');
}

/** @returns false when it was used before */
function spend({ memory, now }: Desk, challenge: string): boolean {
  const at = now().getTime();
  const { used } = memory.challenges;
  for (const [key, until] of used) if (until < at) used.delete(key);
  if (used.has(challenge)) return false;
  // A clock that is set back by less than that brings none back.
  used.set(challenge, at + 2 * challengeMilliseconds);
  return true;
}

function placeOf({ publicUrl, secret, memory }: Desk): PasskeyPlace {
  return { origin: publicUrl, secret, run: memory.challenges.run };
}
