import { findAppRegistration } from '../../db/app-registrations.ts';
import { AppError } from '../../errors.ts';
import { checkRegistration, type PartVerdict } from '../../microsoft/check-registration.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from './clouds.ts';
import { loadRegistration } from './load-registration.ts';

/** Asks Entra whether the stored ID, secret and tenant fit together. @throws AppError not_found, invalid */
export async function checkAppRegistration(desk: Desk): Promise<PartVerdict[]> {
  const registration = await findAppRegistration(desk.read);
  if (registration === undefined) throw new AppError('not_found', 'There is no app to check; save it first.');
  const cloud = await getCloud(desk, registration.cloud);
  return checkRegistration(cloud, await loadRegistration(desk.read, registration));
}
