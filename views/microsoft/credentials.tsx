import { CsrfField, Notice } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { AddCredential } from './add-credential.tsx';

export interface ListedCredential {
  readonly id: number;
  readonly kind: 'certificate' | 'federated' | 'managed_identity';
  /** SHA-256. */
  readonly thumbprint: string | null;
  readonly tokenFile: string | null;
  readonly identityClientId: string | null;
  readonly expiresAt: Date | null;
}

export interface CredentialsProps {
  readonly csrf: string;
  readonly appId: number;
  readonly hasSecret: boolean;
  /** Null: the secret. */
  readonly usedId: number | null;
  readonly credentials: readonly ListedCredential[];
  readonly fields: Readonly<Record<string, string>>;
  /** Why the last one that was chosen is not used. */
  readonly refusal: string | undefined;
  readonly now: Date;
}

/** What the app proves itself by: two can stand side by side while one takes the place of the other. */
export function Credentials(props: CredentialsProps) {
  const { credentials, hasSecret, usedId, refusal } = props;
  const hasNothing = usedId === null && !hasSecret;
  return (
    <section id="credentials" aria-labelledby="credentials-heading">
      <h2 id="credentials-heading">Credentials</h2>
      <p>
        The app proves itself to Microsoft by one of these. Add the next one beside it, let Entra know it,
        then use it: it is tried at Microsoft first, and where it is refused everything goes on as before.
      </p>
      {refusal !== undefined && (
        <Notice tone="error">
          <p>{refusal}</p>
        </Notice>
      )}
      {hasNothing && (
        <Notice tone="warning">
          <p>The app has nothing yet to prove itself by: add a certificate or a token below, and use it.</p>
        </Notice>
      )}
      <ul class="credentials">
        {hasSecret && (
          <Entry {...props} id={null} title="Client secret">
            <small>Entered above.</small>
          </Entry>
        )}
        {credentials.map((each) => (
          <Entry {...props} id={each.id} title={titles[each.kind]}>
            <Details {...props} credential={each} />
          </Entry>
        ))}
      </ul>
      <AddCredential {...props} isFirst={hasNothing} />
    </section>
  );
}

const titles = {
  certificate: 'Certificate',
  federated: 'Token file',
  managed_identity: 'Managed identity',
} as const;

type EntryProps = Pick<CredentialsProps, 'csrf' | 'appId' | 'usedId'> & {
  readonly id: number | null;
  readonly title: string;
  readonly children?: unknown;
};

function Entry({ csrf, appId, usedId, id, title, children }: EntryProps) {
  const isUsed = id === usedId;
  const path = `/settings/microsoft/apps/${appId}`;
  return (
    <li class="credential">
      <div>
        <b>{title}</b> {isUsed && <span class="badge good">in use</span>}
        {children}
      </div>
      {!isUsed && (
        <div class="actions">
          <form method="post" action={`${path}/credential`}>
            <CsrfField token={csrf} />
            <button type="submit" name="credentialId" value={id ?? ''}>
              <Icon name="circle-check" /> Try it and use it
            </button>
          </form>
          {id !== null && (
            <form method="post" action={`${path}/credentials/${id}/removal`}>
              <CsrfField token={csrf} />
              <button type="submit" class="quiet">
                Remove
              </button>
            </form>
          )}
        </div>
      )}
    </li>
  );
}

function Details({ credential, appId, now }: CredentialsProps & { credential: ListedCredential }) {
  const { id, kind, thumbprint, tokenFile, identityClientId, expiresAt } = credential;
  if (kind === 'federated') return <small>{tokenFile}; read anew each time.</small>;
  if (kind === 'managed_identity') {
    return <small>{identityClientId ?? 'of the machine that Postroom runs on'}</small>;
  }
  const isOver = expiresAt !== null && expiresAt <= now;
  return (
    <>
      <small>
        SHA-256 thumbprint <code class="thumbprint">{thumbprint}</code>
      </small>
      <small>
        {isOver ? 'Ended' : 'Ends'} on {expiresAt?.toISOString().slice(0, 10)}; you are warned ahead.{' '}
        <a href={`/settings/microsoft/apps/${appId}/credentials/${id}/certificate.cer`} download>
          Download the .cer file
        </a>{' '}
        and upload it in Entra under <b>Certificates &amp; secrets</b>, <b>Certificates</b>.
      </small>
    </>
  );
}
