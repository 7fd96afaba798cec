import * as z from 'zod';
import { findAppRegistration } from '../../db/app-registrations.ts';
import {
  deleteMicrosoftLink,
  findMicrosoftLink,
  loadSignInSettings,
  putSignInSettings,
} from '../../db/microsoft-people.ts';
import { deleteLocalSessions, deleteMicrosoftSessions, deleteSessionsOfUser } from '../../db/sessions.ts';
import { findUserById, getUser } from '../../db/users.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { settingsOf, userOf } from '../../domain/matters.ts';
import { readSignInSettings, type SignInSettings } from '../../domain/sign-in-settings.ts';
import { type Act, defineCommand } from '../command.ts';
import { id, typed } from '../input-fields.ts';
import { refuseToSave } from '../refuse-fields.ts';
import { proven } from '../rights.ts';
import { hasLocalAdmin } from './last-admin.ts';

/**
 * Admins: whether people sign in at Microsoft. It becomes the only way only for an admin who has come that way himself; what others
 * have opened by password or passkey ends then, but for that of the one admin who keeps his. What was opened at Microsoft ends where
 * nobody is let in from there any more, or people of another directory are.
 * @throws AppError invalid (with fields)
 */
export const saveSignInSettings = defineCommand({
  name: 'saveSignInSettings',
  input: typed('microsoft', 'tenantId', 'adminGroup', 'agentGroup', 'localAdminId'),
  about: () => settingsOf('sign-in'),
  needs: proven('admin'),
  async run(act, input) {
    const read = readSignInSettings(input);
    if ('fields' in read) throw refuseToSave(read.fields);
    const { settings } = read;
    await check(act, settings);
    const before = await loadSignInSettings(act.tx);
    const changes = listChanges({ ...before }, { ...settings });
    if (changes.length === 0) return;
    await putSignInSettings(act.tx, settings);
    if (settings.microsoft === 'only') await endLocalSessions(act, settings.localAdminId);
    const isOther = settings.microsoft === 'off' || settings.tenantId !== before.tenantId;
    if (isOther) await deleteMicrosoftSessions(act.tx, ownSession(act));
    act.record({ kind: 'setting.changed', data: { setting: 'sign-in', changes } });
  },
});

/** Admins: the user's Microsoft account lets in nobody any more; the next one of his address does. His sessions end. */
export const unlinkMicrosoft = defineCommand({
  name: 'unlinkMicrosoft',
  input: z.strictObject({ userId: id }),
  about: ({ userId }) => userOf(userId),
  needs: proven('admin'),
  async run(act, { userId }) {
    const user = await getUser(act.tx, userId);
    if (!(await deleteMicrosoftLink(act.tx, user.id))) return;
    await deleteSessionsOfUser(act.tx, user.id);
    act.record({ userId, kind: 'user.unlinked', data: {} });
  },
});

/** Whoever saves it goes on: that he has an account at Microsoft was looked at. */
async function endLocalSessions(act: Act, localAdminId: number): Promise<void> {
  await deleteLocalSessions(act.tx, { userId: localAdminId, tokenHash: ownSession(act) });
}

/** @returns '' for who acts without one */
function ownSession({ actor }: Act): string {
  return (actor.kind === 'user' ? actor.sessionHash : undefined) ?? '';
}

async function check(act: Act, { microsoft, localAdminId }: SignInSettings): Promise<void> {
  if (microsoft === 'off') {
    if (await hasLocalAdmin(act.tx)) return;
    throw refuseToSave({ microsoft: 'No admin has a password or a passkey: this would shut everybody out.' });
  }
  if ((await findAppRegistration(act.tx)) === undefined) {
    throw refuseToSave({ microsoft: 'Connect the Microsoft 365 app first: people sign in through it.' });
  }
  if (microsoft !== 'only') return;
  const local = await findUserById(act.tx, localAdminId);
  if (local?.role !== 'admin' || !local.isActive || local.passwordHash === '') {
    throw refuseToSave({ localAdminId: 'Expected an admin who is not disabled and has a password.' });
  }
  const own = act.userId === null ? undefined : await findMicrosoftLink(act.tx, act.userId);
  if (own === undefined) {
    throw refuseToSave({
      microsoft: 'Sign in with Microsoft yourself first: this could shut everybody out.',
    });
  }
}
