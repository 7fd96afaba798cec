import { X509Certificate } from 'node:crypto';
import { t } from '../../../views/words.ts';
import { getAppCredential } from '../../db/app-credentials.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { findNumber, readPathId } from '../path-id.ts';
import { describeApp, pathOfApp } from './app-description.ts';
import { renderApp } from './microsoft-app.tsx';

const kinds = ['new_certificate', 'certificate', 'federated', 'managed_identity'] as const;

export function createCredential(web: WebContext) {
  return async (c: WebRequest) => {
    const appRegistrationId = readPathId(c);
    const { text } = await readFields(c);
    const kind = kinds.find((each) => each === text('kind'));
    if (kind === undefined) throw new AppError('invalid', `Expected one of ${kinds.join(', ')} as the kind.`);
    const given = { certificate: text('certificate'), passphrase: text('passphrase') };
    const named = { tokenFile: text('tokenFile'), identityClientId: text('identityClientId') };
    try {
      await web.desk.as(actorOf(c)).call('addAppCredential', { appRegistrationId, kind, ...given, ...named });
    } catch (error) {
      const { fields } = toAppError(error);
      if (fields === undefined) throw error;
      return showAgain(web, c, appRegistrationId, { fields });
    }
    const notice = kind.endsWith('certificate')
      ? t('The certificate is added. Download it and upload it in Entra; then use it.')
      : t('The credential is added. Let Entra trust it; then use it.');
    return redirectTo(c, `${pathOfApp(appRegistrationId)}#credentials`, { notice });
  };
}

/** The one that is used from now on. */
export function chooseCredential(web: WebContext) {
  return async (c: WebRequest) => {
    const appRegistrationId = readPathId(c);
    const credentialId = findNumber((await readFields(c)).text('credentialId')) ?? null;
    try {
      await web.desk.as(actorOf(c)).call('chooseAppCredential', { appRegistrationId, credentialId });
    } catch (error) {
      const { code, message, needsProof, unseen } = toAppError(error);
      if (needsProof || unseen !== undefined || !['invalid', 'conflict', 'unavailable'].includes(code))
        throw error;
      return showAgain(web, c, appRegistrationId, { refusal: message });
    }
    const notice = t('Microsoft takes the credential, and every channel of the app goes on with it.');
    return redirectTo(c, `${pathOfApp(appRegistrationId)}#credentials`, { notice });
  };
}

export function deleteCredential(web: WebContext) {
  return async (c: WebRequest) => {
    const appRegistrationId = readPathId(c);
    const credentialId = c.req.param('credential') === 'secret' ? null : readPathId(c, 'credential');
    await web.desk.as(actorOf(c)).call('deleteAppCredential', { appRegistrationId, credentialId });
    const notice = t('The credential is removed. Remove it in Entra, too.');
    return redirectTo(c, `${pathOfApp(appRegistrationId)}#credentials`, { notice });
  };
}

/** What Entra wants uploaded: the certificate without its key, as DER. */
export function sendCertificate(web: WebContext) {
  return async (c: WebRequest) => {
    const found = await getAppCredential(web.read, readPathId(c), readPathId(c, 'credential'));
    if (found.certificate === null) throw new AppError('not_found', 'This credential has no certificate.');
    const { raw } = new X509Certificate(found.certificate);
    return c.body(new Uint8Array(raw), 200, {
      'Content-Type': 'application/pkix-cert',
      'Content-Disposition': `attachment; filename="postroom-${found.thumbprint?.slice(0, 8) ?? ''}.cer"`,
    });
  };
}

async function showAgain(
  web: WebContext,
  c: WebRequest,
  appRegistrationId: number,
  changes: { fields?: Readonly<Record<string, string>>; refusal?: string },
): Promise<Response> {
  const props = await describeApp(web, c, appRegistrationId);
  const credentials = props.credentials && { ...props.credentials, ...changes };
  return renderApp(c, { ...props, credentials }, 422);
}
