import * as z from 'zod';
import {
  type AppCredential,
  deleteAppCredential as deleteRow,
  getAppCredential,
  insertAppCredential,
  type NewAppCredential,
} from '../../db/app-credentials.ts';
import {
  type AppRegistration,
  getAppRegistration,
  updateAppRegistration,
} from '../../db/app-registrations.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import type { CredentialNamed } from '../../domain/facts/setting-facts.ts';
import { findFailure } from '../../domain/failure.ts';
import { appRegistrations } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { acquireAppToken } from '../../microsoft/app-token.ts';
import { createClientCertificate, readClientCertificate } from '../../microsoft/client-certificate.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { proven } from '../rights.ts';
import { getCloud } from './clouds.ts';
import { loadRegistration } from './load-registration.ts';
import { retryMicrosoftChannels } from './retry-channels.ts';

const longestPath = 4096;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const credentialInput = z.strictObject({
  appRegistrationId: id,
  kind: z.enum(['new_certificate', 'certificate', 'federated', 'managed_identity']),
  /** PEM of a key and its certificate, and what opens the key. */
  certificate: z.string().default(''),
  passphrase: z.string().default(''),
  tokenFile: z.string().default(''),
  /** '': the machine's own identity. */
  identityClientId: z.string().default(''),
});
type CredentialInput = z.output<typeof credentialInput>;

/**
 * An admin: gives the app one more credential, which is not used before somebody says so: a certificate has to be uploaded
 * first. `new_certificate` makes a key here, which never leaves the data file.
 * @returns its id. @throws AppError invalid (with fields), not_found
 */
export const addAppCredential = defineCommand({
  name: 'addAppCredential',
  input: credentialInput,
  needs: proven('admin'),
  async work({ desk, write }, input) {
    const { appRegistrationId } = input;
    const app = await getAppRegistration(desk.read, appRegistrationId);
    const described = await describeCredential(app, input, desk.now());
    return write(async (act) => {
      const row = { ...described, appRegistrationId, createdAt: act.now };
      const credentialId = await insertAppCredential(act.tx, row);
      act.record({ kind: 'app_registration.credential_added', data: nameOf(app, described) });
      return { credentialId };
    });
  },
});

/**
 * An admin: the app proves itself by another credential from now on; null is its secret. It is tried at Microsoft first, and
 * nothing changes where it is refused, so that channels go on with what they have.
 * @throws AppError invalid that says why Microsoft refuses it, not_found, unavailable
 */
export const chooseAppCredential = defineCommand({
  name: 'chooseAppCredential',
  input: z.strictObject({ appRegistrationId: id, credentialId: id.nullable() }),
  about: () => appRegistrations,
  needs: proven('admin'),
  async work({ desk, write }, { appRegistrationId, credentialId }) {
    const app = await getAppRegistration(desk.read, appRegistrationId);
    const chosen =
      credentialId === null ? undefined : await getAppCredential(desk.read, appRegistrationId, credentialId);
    await tryCredential(desk, app, chosen);
    await write(async (act) => {
      await updateAppRegistration(act.tx, app.id, { credentialId, updatedAt: act.now });
      act.record({ kind: 'app_registration.credential_chosen', data: nameOf(app, chosen) });
      await wakeChannels(act);
    });
  },
});

/** An admin: forgets a credential that is not in use, key and all; null is the secret. @throws AppError conflict, not_found */
export const deleteAppCredential = defineCommand({
  name: 'deleteAppCredential',
  input: z.strictObject({ appRegistrationId: id, credentialId: id.nullable() }),
  about: () => appRegistrations,
  needs: proven('admin'),
  async run(act, { appRegistrationId, credentialId }) {
    const app = await getAppRegistration(act.tx, appRegistrationId);
    const credential =
      credentialId === null ? undefined : await getAppCredential(act.tx, appRegistrationId, credentialId);
    if (app.credentialId === credentialId) {
      throw new AppError('conflict', 'This credential is in use; choose another one first.');
    }
    if (credentialId !== null) await deleteRow(act.tx, credentialId);
    else await updateAppRegistration(act.tx, app.id, { ...noSecret, updatedAt: act.now });
    act.record({ kind: 'app_registration.credential_removed', data: nameOf(app, credential) });
  },
});

const noSecret = { clientSecret: '', secretExpiresAt: null };

type Described = Omit<NewAppCredential, 'id' | 'appRegistrationId' | 'createdAt'>;

async function describeCredential(
  app: AppRegistration,
  input: CredentialInput,
  now: Date,
): Promise<Described> {
  switch (input.kind) {
    case 'new_certificate':
      return toRow(await createClientCertificate(`Postroom ${app.clientId}`, now));
    case 'certificate':
      return toRow(readClientCertificate(input.certificate, input.passphrase, now));
    case 'federated': {
      const tokenFile = input.tokenFile.trim();
      const isPath = /^(\/|[A-Za-z]:\\)/.test(tokenFile) && tokenFile.length <= longestPath;
      if (isPath) return { kind: 'federated', tokenFile };
      throw refuse(
        'tokenFile',
        'Expected the whole path of a file, such as /var/run/secrets/azure/tokens/azure-identity-token.',
      );
    }
    case 'managed_identity': {
      const identityClientId = input.identityClientId.trim();
      if (identityClientId === '' || guid.test(identityClientId)) {
        return { kind: 'managed_identity', identityClientId: identityClientId || null };
      }
      throw refuse(
        'identityClientId',
        'Expected the Client ID of the identity (36 characters), or nothing for the one of the machine.',
      );
    }
  }
}

function toRow(made: Awaited<ReturnType<typeof createClientCertificate>>): Described {
  const { certificate, privateKey, thumbprint, notAfter } = made;
  return { kind: 'certificate', certificate, privateKey, thumbprint, expiresAt: notAfter };
}

/** @throws AppError invalid that says why Microsoft refuses it; unavailable */
async function tryCredential(
  desk: Desk,
  app: AppRegistration,
  chosen: AppCredential | undefined,
): Promise<void> {
  if (chosen === undefined && app.clientSecret === '') {
    throw new AppError('conflict', 'The app has no secret; enter one first.');
  }
  // Without a tenant Microsoft is asked only when somebody signs in.
  if (['common', 'organizations', 'consumers'].includes(app.tenant)) return;
  const cloud = await getCloud(desk, app.cloud);
  try {
    const registration = await loadRegistration(desk.read, { ...app, credentialId: chosen?.id ?? null });
    await acquireAppToken(cloud, registration, cloud.appMailResource);
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    const { title, step, text } = diagnose(failure);
    throw new AppError('invalid', `Not used yet: ${title}. ${step} (${text})`, { cause: error });
  }
}

async function wakeChannels({ tx, desk, now, after }: Act): Promise<void> {
  const woken = await retryMicrosoftChannels(tx, now);
  after(() => {
    for (const channelId of woken) desk.wake(channelId);
  });
}

/** For the log; never a key. */
function nameOf({ clientId }: AppRegistration, credential: Described | undefined): CredentialNamed {
  const kind = credential?.kind ?? 'secret';
  const thumbprint = credential?.thumbprint;
  return { clientId, credential: kind, ...(thumbprint ? { thumbprint } : {}) };
}

function refuse(field: string, reason: string): AppError {
  return new AppError('invalid', 'The credential was not added; see the marked field.', {
    fields: { [field]: reason },
  });
}
