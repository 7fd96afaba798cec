import {
  type AppRegistration,
  findAppRegistration,
  insertAppRegistration,
  updateAppRegistration,
} from '../../db/app-registrations.ts';
import type { Tx } from '../../db/care/open.ts';
import {
  type AppRegistrationInput,
  callbackPath,
  checkAppRegistrationInput,
  cleanAppRegistration,
  readExpiry,
} from '../../domain/app-registration.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { listClouds } from './clouds.ts';
import { retryMicrosoftChannels } from './retry-channels.ts';

/** Stores the app for every channel at once. @throws AppError invalid with what is wrong in each field */
export async function saveAppRegistration(desk: Desk, input: AppRegistrationInput): Promise<void> {
  const clouds = await listClouds(desk);
  const cleaned = cleanAppRegistration(input);
  const woken = await desk.write(async (tx) => {
    const stored = await findAppRegistration(tx);
    const fields = checkAppRegistrationInput(cleaned, {
      callbackUrl: desk.publicUrl + callbackPath,
      hasSecret: stored !== undefined && stored.clientId === cleaned.clientId,
      cloudIds: clouds.map(({ id }) => id),
    });
    if (Object.keys(fields).length > 0) {
      throw new AppError('invalid', 'The app registration was not saved; see the marked fields.', { fields });
    }
    await store(tx, stored, cleaned, desk.now());
    return retryMicrosoftChannels(tx, desk.now());
  });
  desk.log.info('app registration saved', { clientId: cleaned.clientId, tenant: cleaned.tenant });
  desk.publish({ kind: 'settings' });
  for (const channelId of woken) desk.wake(channelId);
}

async function store(
  tx: Tx,
  stored: AppRegistration | undefined,
  { clientSecret, secretExpiresOn, ...rest }: AppRegistrationInput,
  now: Date,
): Promise<void> {
  const secretExpiresAt = readExpiry(secretExpiresOn ?? '') ?? null;
  if (stored === undefined) {
    await insertAppRegistration(tx, {
      ...rest,
      clientSecret,
      secretExpiresAt,
      createdAt: now,
      updatedAt: now,
    });
    return;
  }
  const secret = clientSecret === '' ? {} : { clientSecret };
  const expiry = secretExpiresOn === undefined ? {} : { secretExpiresAt };
  await updateAppRegistration(tx, stored.id, { ...rest, ...secret, ...expiry, updatedAt: now });
}
