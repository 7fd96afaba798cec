import * as z from 'zod';
import {
  type AppRegistration,
  findAppRegistration,
  insertAppRegistration,
  updateAppRegistration,
} from '../../db/app-registrations.ts';
import { listChannels } from '../../db/channels.ts';
import {
  type AppRegistrationInput,
  callbackPath,
  checkAppRegistrationInput,
  cleanAppRegistration,
  describeLeftBehind,
  leavesBehind,
  readExpiry,
} from '../../domain/app-registration.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { proven } from '../rights.ts';
import { listClouds } from './clouds.ts';
import { retryMicrosoftChannels } from './retry-channels.ts';

/** An admin: stores the app for every channel at once. @throws AppError invalid with what is wrong in each field */
export const saveAppRegistration = defineCommand({
  name: 'saveAppRegistration',
  input: z.strictObject({
    clientId: z.string(),
    clientSecret: z.string(),
    tenant: z.string(),
    cloud: z.string(),
    secretExpiresOn: z.string().optional(),
    /** The admin knows that channels of the present app have to sign in again. */
    movesChannels: z.boolean().optional(),
  }),
  needs: proven('admin'),
  async work({ desk, write }, { movesChannels = false, ...input }) {
    const clouds = await listClouds(desk);
    const cleaned = cleanAppRegistration(input);
    await write(async (act) => {
      const stored = await findAppRegistration(act.tx);
      const fields = checkAppRegistrationInput(cleaned, {
        callbackUrl: desk.publicUrl + callbackPath,
        hasSecret: stored !== undefined && stored.clientId === cleaned.clientId,
        cloudIds: clouds.map(({ id }) => id),
      });
      if (Object.keys(fields).length > 0) {
        throw new AppError('invalid', 'The app registration was not saved; see the marked fields.', {
          fields,
        });
      }
      if (stored !== undefined && !movesChannels) await refuseLeaving(act, stored, cleaned);
      await store(act, stored, cleaned);
      const woken = await retryMicrosoftChannels(act.tx, act.now);
      act.after(() => {
        desk.log.info('app registration saved', { clientId: cleaned.clientId, tenant: cleaned.tenant });
        desk.publish({ kind: 'settings' });
        for (const channelId of woken) desk.wake(channelId);
      });
    });
  },
});

/** @throws AppError invalid while channels use the app that would be overwritten */
async function refuseLeaving(
  { tx }: Act,
  stored: AppRegistration,
  chosen: AppRegistrationInput,
): Promise<void> {
  const left = (await listChannels(tx)).filter(
    ({ appRegistrationId, tenantId }) =>
      appRegistrationId === stored.id && leavesBehind(stored, chosen, tenantId),
  );
  if (left.length === 0) return;
  const reason = describeLeftBehind(stored, left.length);
  throw new AppError('invalid', `The app registration was not saved: ${reason}`, {
    fields: { movesChannels: reason },
  });
}

async function store(
  act: Act,
  stored: AppRegistration | undefined,
  { clientSecret, secretExpiresOn, ...rest }: AppRegistrationInput,
): Promise<void> {
  const { tx, now } = act;
  const secretExpiresAt = readExpiry(secretExpiresOn ?? '') ?? null;
  const secret = clientSecret === '' ? {} : { clientSecret };
  const expiry = secretExpiresOn === undefined ? {} : { secretExpiresAt };
  const chosen = { ...rest, ...secret, ...expiry };
  if (stored === undefined) {
    const fresh = { ...rest, clientSecret, secretExpiresAt, createdAt: now, updatedAt: now };
    await insertAppRegistration(tx, fresh);
  } else {
    await updateAppRegistration(tx, stored.id, { ...chosen, updatedAt: now });
  }
  const before = stored ?? {};
  const changes = listChanges({ ...before }, chosen, ['clientSecret']);
  act.record({ kind: 'app_registration.changed', data: { changes } });
}
