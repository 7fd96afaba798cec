import * as z from 'zod';
import {
  type AppRegistration,
  findAppRegistration,
  getAppRegistration,
  insertAppRegistration,
  listAppRegistrations,
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
} from '../../domain/app-registration.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { appRegistrations } from '../../domain/matters.ts';
import { readDay, toDay } from '../../domain/utc-day.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
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
    /** Which of several; the first one unless given. */
    appRegistrationId: z.union([id, z.literal('new')]).optional(),
    /** For people, where there are several. */
    name: z.string().max(100).optional(),
    /** It proves itself by a certificate or a token, which is set up next. */
    hasNoSecret: z.boolean().optional(),
  }),
  about: ({ appRegistrationId }) => (appRegistrationId === 'new' ? undefined : appRegistrations),
  needs: proven('admin'),
  async work({ desk, write }, { movesChannels = false, appRegistrationId, name, hasNoSecret, ...input }) {
    const clouds = await listClouds(desk);
    const cleaned = cleanAppRegistration(input);
    return write(async (act) => {
      const stored = await findStored(act, appRegistrationId);
      const isSame = stored !== undefined && stored.clientId === cleaned.clientId;
      const fields = checkAppRegistrationInput(cleaned, {
        callbackUrl: desk.publicUrl + callbackPath,
        hasSecret: isSame || hasNoSecret === true,
        cloudIds: clouds.map((each) => each.id),
      });
      await refuseSame(act, stored, cleaned, fields);
      if (Object.keys(fields).length > 0) {
        throw new AppError('invalid', 'The app registration was not saved; see the marked fields.', {
          fields,
        });
      }
      if (stored !== undefined && !movesChannels) await refuseLeaving(act, stored, cleaned);
      const savedId = await store(act, stored, { ...cleaned, name: name?.trim() });
      const woken = await retryMicrosoftChannels(act.tx, act.now);
      act.after(() => {
        desk.log.info('app registration saved', { clientId: cleaned.clientId, tenant: cleaned.tenant });
        for (const channelId of woken) desk.wake(channelId);
      });
      return { appRegistrationId: savedId, hasOldDay: keepsOldDay(stored, cleaned) };
    });
  },
});

/** Whether a new secret came with the day on which the one before it ends: two seldom end on the same. */
function keepsOldDay(stored: AppRegistration | undefined, input: AppRegistrationInput): boolean {
  const { clientSecret, secretExpiresOn } = input;
  if (stored === undefined || clientSecret === '' || clientSecret === stored.clientSecret) return false;
  const { secretExpiresAt } = stored;
  if (secretExpiresAt === null) return false;
  return secretExpiresOn === undefined || secretExpiresOn === toDay(secretExpiresAt.getTime());
}

async function findStored(
  { tx }: Act,
  wanted: number | 'new' | undefined,
): Promise<AppRegistration | undefined> {
  if (wanted === 'new') return undefined;
  return wanted === undefined ? findAppRegistration(tx) : getAppRegistration(tx, wanted);
}

/** One app is connected once: two rows of it would go on with different secrets. */
async function refuseSame(
  { tx }: Act,
  stored: AppRegistration | undefined,
  { clientId, cloud }: AppRegistrationInput,
  fields: Record<string, string>,
): Promise<void> {
  const others = (await listAppRegistrations(tx)).filter(({ id: other }) => other !== stored?.id);
  if (!others.some((each) => each.clientId === clientId && each.cloud === cloud)) return;
  fields.clientId = 'This app is connected already; open it in the list of apps and change it there.';
}

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
  { clientSecret, secretExpiresOn, name, ...rest }: AppRegistrationInput & { name: string | undefined },
): Promise<number> {
  const { tx, now } = act;
  const secretExpiresAt = readDay(secretExpiresOn ?? '') ?? null;
  // What the old app has proved itself by is worth nothing to another one.
  const isOther = stored !== undefined && stored.clientId !== rest.clientId;
  const secret = clientSecret === '' && !isOther ? {} : { clientSecret, credentialId: null };
  const expiry = secretExpiresOn === undefined ? {} : { secretExpiresAt };
  const chosen = { ...rest, ...secret, ...expiry, ...(name === undefined ? {} : { name }) };
  const changes = listChanges({ ...stored }, chosen, ['clientSecret']);
  act.record({ kind: 'app_registration.changed', data: { changes } });
  if (stored === undefined) {
    const fresh = { ...rest, name: name ?? '', clientSecret, secretExpiresAt };
    return insertAppRegistration(tx, { ...fresh, createdAt: now, updatedAt: now });
  }
  await updateAppRegistration(tx, stored.id, { ...chosen, updatedAt: now });
  return stored.id;
}
