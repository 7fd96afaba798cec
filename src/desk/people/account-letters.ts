import * as z from 'zod';
import {
  countLetters,
  deleteLinksOf,
  findAccountLink,
  insertAccountLetter,
} from '../../db/account-letters.ts';
import { loadAlertSettings } from '../../db/alerts.ts';
import { listChannels } from '../../db/channels.ts';
import { deleteSessionsOfUser } from '../../db/sessions.ts';
import { getUser, updateUser } from '../../db/users.ts';
import { longestAddress } from '../../domain/address.ts';
import { userOf } from '../../domain/matters.ts';
import { hashNewPassword } from '../../domain/password.ts';
import { networkOf } from '../../domain/sign-in-limit.ts';
import { hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { proven } from '../rights.ts';

const hour = 3_600_000;
/** Letters that one address is asked for within an hour, and all addresses together. */
const mostOfOne = 3;
const mostOfAll = 300;

/**
 * Everybody: asks for a letter with which a forgotten password is replaced. What is done and said is the same for an
 * address that is nobody's.
 * @throws AppError unavailable (with `retryAfter`) after too many tries
 */
export const askForPassword = defineCommand({
  name: 'askForPassword',
  input: z.strictObject({ email: z.string(), address: z.string(), isAddressShared: z.boolean().optional() }),
  needs: 'nothing',
  async work(work, input) {
    const email = input.email.trim().toLowerCase().slice(0, longestAddress);
    const from = `letter ${networkOf(input.address)}`;
    const isShared = input.isAddressShared === true;
    work.desk.memory.signInLimit.reserve({ from, account: from, isKnown: true, isShared });
    await work.write(async (act) => {
      const since = new Date(act.now.getTime() - hour);
      const isTooMuch =
        (await countLetters(act.tx, email, since)) >= mostOfOne ||
        (await countLetters(act.tx, undefined, since)) >= mostOfAll;
      if (!isTooMuch) await insertAccountLetter(act.tx, { kind: 'new_password', email }, act.now);
      act.record({ kind: 'sign_in.password_asked', data: { email, address: input.address } });
    });
  },
});

/** Admins: sends an invitation again, with a new link. @throws AppError not_found, conflict without a way to send */
export const inviteUser = defineCommand({
  name: 'inviteUser',
  input: z.strictObject({ userId: id }),
  about: ({ userId }) => userOf(userId),
  needs: proven('admin'),
  async run(act, { userId }) {
    await assertWayToSend(act.desk);
    await queueInvitation(act, await getUser(act.tx, userId));
  },
});

/**
 * Everybody who has a link: sets the password of its user, once. His sessions end; a second factor stays.
 * @throws AppError not_found for a link that is used up, out of date or wrong, invalid (with fields)
 */
export const setPasswordByLink = defineCommand({
  name: 'setPasswordByLink',
  input: z.strictObject({ token: z.string(), password: z.string(), address: z.string() }),
  needs: 'nothing',
  async work(work, { token, password, address }): Promise<{ email: string }> {
    const { desk } = work;
    const tokenHash = hashToken(token);
    const link = await findAccountLink(desk.read, tokenHash, desk.now());
    if (link === undefined) throw linkGone();
    const user = await getUser(desk.read, link.userId);
    const passwordHash = await hashNewPassword(password, user);
    await work.write(async (act) => {
      const stored = await findAccountLink(act.tx, tokenHash, act.now);
      if (stored === undefined || !(await getUser(act.tx, user.id)).isActive) throw linkGone();
      await deleteLinksOf(act.tx, user.id);
      await updateUser(act.tx, user.id, { passwordHash });
      await deleteSessionsOfUser(act.tx, user.id);
      act.record({ userId: user.id, kind: 'user.password_changed', data: { by: link.kind, address } });
    });
    return { email: user.email };
  },
});

export async function queueInvitation(
  act: Act,
  user: { readonly id: number; readonly email: string },
): Promise<void> {
  await insertAccountLetter(act.tx, { kind: 'invitation', email: user.email }, act.now);
  act.record({ userId: user.id, kind: 'user.invited', data: { email: user.email } });
}

/** Which of them works is found when a letter is sent. @throws AppError conflict */
export async function assertWayToSend({ read }: Desk): Promise<void> {
  const { route } = await loadAlertSettings(read);
  if (route === 'smtp' || (await listChannels(read)).some(({ pausedAt }) => pausedAt === null)) return;
  const missing = 'No mail can be sent yet: add a channel or a server for alerts first, or set a password.';
  throw new AppError('conflict', missing, { fields: { password: missing } });
}

function linkGone(): AppError {
  return new AppError(
    'not_found',
    'This link was used already, is older than an hour, or is not whole. Ask for a new one on the sign-in page.',
  );
}
