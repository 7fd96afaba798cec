import { findAppRegistration, getAppRegistration } from '../../db/app-registrations.ts';
import { AppError } from '../../errors.ts';
import { checkRegistration, type PartVerdict } from '../../microsoft/check-registration.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from './clouds.ts';
import { loadRegistration } from './load-registration.ts';

/**
 * Asks Entra whether the stored ID, credential and tenant fit together.
 * @param appRegistrationId the first one unless given @throws AppError not_found, invalid
 */
export async function checkAppRegistration(desk: Desk, appRegistrationId?: number): Promise<PartVerdict[]> {
  const stored =
    appRegistrationId === undefined
      ? await findAppRegistration(desk.read)
      : await getAppRegistration(desk.read, appRegistrationId);
  if (stored === undefined) throw new AppError('not_found', 'There is no app to check; save it first.');
  const cloud = await getCloud(desk, stored.cloud);
  return checkRegistration(cloud, await loadRegistration(desk.read, stored));
}
