import { CsrfField, Field, FieldError, Submit, stateOf } from '../form.tsx';
import { rich, t } from '../words.ts';

interface AddProps {
  readonly csrf: string;
  readonly appId: number;
  readonly audience: string;
  readonly fields: Readonly<Record<string, string>>;
  /** There is nothing yet, so this comes next. */
  readonly isFirst: boolean;
}

/** The four ways to something better than a secret; none is used before somebody says so. */
export function AddCredential(props: AddProps) {
  return (
    <>
      <AddForm {...props} kind="new_certificate">
        <p>
          {t(
            'The key is made here and never leaves the data file; Microsoft gets the certificate alone. It holds for a year.',
          )}
        </p>
        {props.isFirst ? (
          <div class="actions">
            <Submit label={t('Make a certificate')} />
          </div>
        ) : (
          <AddButton label={t('Make a certificate')} />
        )}
      </AddForm>
      <details class="other-credentials" open={Object.keys(props.fields).length > 0}>
        <summary>
          {t('Bring a certificate along, a token file (Kubernetes), a managed identity (Azure)')}
        </summary>
        <OwnCertificate {...props} />
        <TokenFile {...props} />
        <ManagedIdentity {...props} />
      </details>
    </>
  );
}

function OwnCertificate(props: AddProps) {
  const error = props.fields.certificate;
  return (
    <AddForm {...props} kind="certificate">
      <h3>{t('Certificate of your own')}</h3>
      <div class={error === undefined ? 'field' : 'field has-error'}>
        <label for="field-certificate">{t('Private key (RSA) and certificate, both PEM')}</label>
        <textarea
          id="field-certificate"
          name="certificate"
          rows={5}
          spellcheck={false}
          {...stateOf('field-certificate', { error, hint: true })}
        />
        <p class="hint" id="field-certificate-hint">
          {rich('Of a .pfx file: <code>openssl pkcs12 -in file.pfx -nodes -out file.pem</code>', {
            code: (words) => <code>{words}</code>,
          })}
        </p>
        <FieldError id="field-certificate-error" error={error} />
      </div>
      <Field name="passphrase" type="password" label={t('Passphrase of the key, if it has one')} />
      <AddButton label={t('Add the certificate')} />
    </AddForm>
  );
}

function TokenFile(props: AddProps) {
  return (
    <AddForm {...props} kind="federated">
      <h3>{t('Token file')}</h3>
      <p>
        {rich(
          'Kubernetes and others keep a short-lived token in a file. In Entra add a <b>Federated credential</b> with its issuer and subject and the audience {audience}.',
          { b: (words) => <b>{words}</b>, audience: <code>{props.audience}</code> },
        )}
      </p>
      <Field
        name="tokenFile"
        label={t('Path of the file')}
        placeholder="/var/run/secrets/azure/tokens/azure-identity-token"
        hint={t('In a pod it stands in AZURE_FEDERATED_TOKEN_FILE.')}
        error={props.fields.tokenFile}
      />
      <AddButton label={t('Add the token file')} />
    </AddForm>
  );
}

function ManagedIdentity(props: AddProps) {
  return (
    <AddForm {...props} kind="managed_identity">
      <h3>{t('Managed identity')}</h3>
      <p>
        {rich(
          'Where Postroom runs in Azure, the machine itself can stand for the app. In Entra add a <b>Federated credential</b> of the scenario <b2>Managed identity</b2>.',
          { b: (words) => <b>{words}</b>, b2: (words) => <b>{words}</b> },
        )}
      </p>
      <Field
        name="identityClientId"
        label={t('Client ID of the identity')}
        hint={t("Empty for the machine's own (system-assigned).")}
        error={props.fields.identityClientId}
      />
      <AddButton label={t('Add the managed identity')} />
    </AddForm>
  );
}

function AddButton({ label }: { label: string }) {
  return (
    <div class="actions">
      <button type="submit">{label}</button>
    </div>
  );
}

function AddForm({ csrf, appId, kind, children }: AddProps & { kind: string; children?: unknown }) {
  return (
    <form method="post" action={`/settings/microsoft/apps/${appId}/credentials`} class="add-credential stack">
      <CsrfField token={csrf} />
      <input type="hidden" name="kind" value={kind} />
      {children}
    </form>
  );
}
