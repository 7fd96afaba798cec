import { type AppRegistration, getAppRegistration } from '../../db/app-registrations.ts';
import { appResourceOf, type Resource } from '../../domain/cloud.ts';
import { type AppToken, acquireAppToken } from '../../microsoft/app-token.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from './clouds.ts';
import { loadRegistration } from './load-registration.ts';

/** A token is renewed that long before its end. */
const marginMilliseconds = 5 * 60_000;

/**
 * A token of the app itself. It is kept in memory only: where there is no person there is no refresh token to lose.
 * @param tenant a real one
 * @param isForced asks Microsoft even where a kept one seems good
 * @param claims what Graph wants it to be asked for with, as JSON
 * @throws RemoteError, AppError not_found, invalid
 */
export async function getAppToken(
  desk: Desk,
  appRegistrationId: number,
  tenant: string,
  resource: Resource,
  isForced = false,
  claims?: string,
): Promise<AppToken> {
  const stored = await getAppRegistration(desk.read, appRegistrationId);
  const key = keyOf(stored, tenant, resource);
  const { appTokens } = desk.memory;
  const kept = await appTokens.get(key)?.catch(() => undefined);
  const isGood = kept !== undefined && kept.expiresAt.getTime() - marginMilliseconds > desk.now().getTime();
  if (isGood && !isForced) return kept;
  const asked = acquire(desk, stored, tenant, { resource, claims });
  for (const old of [...appTokens.keys()].filter(
    (each) => each.startsWith(`${stored.id} `) && each !== key,
  )) {
    if (!old.startsWith(versionOf(stored))) appTokens.delete(old);
  }
  appTokens.set(key, asked);
  // One that was refused is asked for again by whoever needs it next.
  asked.catch(() => appTokens.get(key) === asked && appTokens.delete(key));
  return asked;
}

/** A new secret or certificate counts at once. */
function versionOf({ id, updatedAt }: AppRegistration): string {
  return `${id} ${updatedAt.getTime()} `;
}

function keyOf(stored: AppRegistration, tenant: string, resource: Resource): string {
  return `${versionOf(stored)}${tenant} ${resource}`;
}

async function acquire(
  desk: Desk,
  stored: AppRegistration,
  tenant: string,
  { resource, claims }: { readonly resource: Resource; readonly claims: string | undefined },
): Promise<AppToken> {
  const cloud = await getCloud(desk, stored.cloud);
  const registration = await loadRegistration(desk.read, stored, tenant);
  return acquireAppToken(cloud, registration, appResourceOf(cloud, resource), claims);
}
