import type { AppPageProps } from '../../../views/microsoft/app-page.tsx';
import type { CredentialsProps } from '../../../views/microsoft/credentials.tsx';
import { listAppCredentials } from '../../db/app-credentials.ts';
import { type AppRegistration, listAppRegistrations } from '../../db/app-registrations.ts';
import { listChannels } from '../../db/channels.ts';
import { listExpiries } from '../../db/expiries.ts';
import { callbackPath } from '../../domain/app-registration.ts';
import { type Cloud, worldwideOnly } from '../../domain/cloud.ts';
import { findWarnings } from '../../domain/expiry.ts';
import { AppError } from '../../errors.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { findNumber } from '../path-id.ts';

/** @returns which app is meant: a further one, one by its id, or undefined for the first */
export function readShown(text: string | undefined): number | 'new' | undefined {
  return text === 'new' ? 'new' : findNumber(text);
}

export function pathOfApp(appRegistrationId: number): string {
  return `/settings/microsoft?app=${appRegistrationId}`;
}

/** @throws AppError not_found where there is no such app */
export async function describeApp(
  web: WebContext,
  c: WebRequest,
  asked: number | 'new' | undefined,
): Promise<AppPageProps> {
  const [registrations, clouds, channels] = await Promise.all([
    listAppRegistrations(web.read),
    web.clouds(),
    listChannels(web.read),
  ]);
  const [firstCloud] = clouds;
  if (firstCloud === undefined) throw new AppError('internal', 'There are no clouds.');
  const stored = pick(registrations, asked);
  return {
    csrf: c.get('csrf'),
    callbackUrl: web.publicUrl + callbackPath,
    values: toValues(stored, firstCloud.id),
    apps: registrations.map(({ id, name, clientId, tenant }) => ({
      id,
      name,
      clientId,
      tenant,
      channels: channels.filter(({ appRegistrationId }) => appRegistrationId === id).length,
    })),
    shown: stored?.id ?? 'new',
    credentials: stored === undefined ? undefined : await describeCredentials(web, c, stored, clouds),
    warnings: findWarnings(await listExpiries(web.read), new Date()),
    fields: {},
    hasSecret: stored !== undefined && (stored.clientSecret !== '' || stored.credentialId !== null),
    isEncrypted: web.isEncrypted,
    isSaved: stored !== undefined,
    clouds: clouds.map(({ id, name }) => ({ id, name })),
    portal: stored && clouds.find(({ id }) => id === stored.cloud)?.portal,
    verdicts: undefined,
  };
}

function pick(
  registrations: readonly AppRegistration[],
  asked: number | 'new' | undefined,
): AppRegistration | undefined {
  if (asked === 'new') return undefined;
  if (asked === undefined) return registrations[0];
  const found = registrations.find(({ id }) => id === asked);
  if (found === undefined) throw new AppError('not_found', 'There is no such app.');
  return found;
}

async function describeCredentials(
  web: WebContext,
  c: WebRequest,
  stored: AppRegistration,
  clouds: readonly Cloud[],
): Promise<CredentialsProps> {
  const { assertionAudience } = clouds.find(({ id }) => id === stored.cloud) ?? worldwideOnly;
  return {
    audience: assertionAudience,
    csrf: c.get('csrf'),
    appId: stored.id,
    hasSecret: stored.clientSecret !== '',
    usedId: stored.credentialId,
    credentials: await listAppCredentials(web.read, stored.id),
    fields: {},
    refusal: undefined,
    now: new Date(),
  };
}

function toValues(stored: AppRegistration | undefined, usualCloud: string): AppPageProps['values'] {
  return {
    name: stored?.name ?? '',
    clientId: stored?.clientId ?? '',
    tenant: stored?.tenant ?? '',
    cloud: stored?.cloud ?? usualCloud,
    secretExpiresOn: stored?.secretExpiresAt?.toISOString().slice(0, 10) ?? '',
  };
}
