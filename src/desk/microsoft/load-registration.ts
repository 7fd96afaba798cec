import { type AppCredential, getAppCredential } from '../../db/app-credentials.ts';
import type { AppRegistration } from '../../db/app-registrations.ts';
import type { Reader } from '../../db/care/open.ts';
import { AppError } from '../../errors.ts';
import type { Credential } from '../../microsoft/credential.ts';
import type { Registration } from '../../microsoft/entra-client.ts';

/** @param tenant the one to ask, where it is not the app's own @returns the app with what it proves itself by */
export async function loadRegistration(
  db: Reader,
  stored: AppRegistration,
  tenant = stored.tenant,
): Promise<Registration> {
  const { id, clientId, clientSecret, credentialId } = stored;
  if (credentialId === null && clientSecret === '') {
    throw new AppError(
      'invalid',
      `The app ${clientId} has neither a secret nor another credential yet; see its Credentials.`,
    );
  }
  const credential: Credential =
    credentialId === null
      ? { kind: 'secret', clientSecret }
      : toCredential(await getAppCredential(db, id, credentialId));
  return { clientId, tenant, credential };
}

function toCredential(stored: AppCredential): Credential {
  const { kind, thumbprint, privateKey, tokenFile, identityClientId } = stored;
  if (kind === 'managed_identity') return { kind, identityClientId };
  if (kind === 'federated' && tokenFile !== null) return { kind, tokenFile };
  if (kind === 'certificate' && thumbprint !== null && privateKey !== null) {
    return { kind, thumbprint, privateKey };
  }
  throw new AppError('internal', 'A credential is stored without what it consists of.');
}
