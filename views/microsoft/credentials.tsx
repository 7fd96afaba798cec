import type { Child } from 'hono/jsx';
import { CsrfField, Notice } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { writeDay } from '../time.tsx';
import { rich, t } from '../words.ts';
import { AddCredential } from './add-credential.tsx';

interface ListedCredential {
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
  /** Of a token that stands for the app in its cloud. */
  readonly audience: string;
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
  const { hasSecret, usedId, refusal } = props;
  const hasNothing = usedId === null && !hasSecret;
  return (
    <section id="credentials" aria-labelledby="credentials-heading">
      <h2 id="credentials-heading">{t('Credentials')}</h2>
      <p>
        {t(
          'The app proves itself to Microsoft by one of these. Add the next one beside it, let Entra know it, then use it: it is tried at Microsoft first, and where it is refused everything goes on as before.',
        )}
      </p>
      {refusal !== undefined && (
        <Notice tone="error">
          <p>{say(refusal)}</p>
        </Notice>
      )}
      {hasNothing && (
        <Notice tone="warning">
          <p>
            {t('The app has nothing yet to prove itself by: add a certificate or a token below, and use it.')}
          </p>
        </Notice>
      )}
      <List {...props} />
      <AddCredential {...props} isFirst={hasNothing} />
    </section>
  );
}

function List(props: CredentialsProps) {
  const { credentials, hasSecret, usedId } = props;
  return (
    <ul class="credentials">
      {hasSecret && (
        <Entry {...props} id={null} title={t('Client secret')}>
          <small>
            {usedId === null
              ? t('Entered above.')
              : t('Not needed any more: remove it here, and delete it in Entra.')}
          </small>
        </Entry>
      )}
      {credentials.map((each) => (
        <Entry {...props} id={each.id} title={titles()[each.kind]}>
          <Details {...props} credential={each} />
        </Entry>
      ))}
    </ul>
  );
}

const titles = () =>
  ({
    certificate: t('Certificate'),
    federated: t('Token file'),
    managed_identity: t('Managed identity'),
  }) as const;

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
        <b>{title}</b> {isUsed && <span class="badge good">{t('in use')}</span>}
        {children}
      </div>
      {!isUsed && (
        <div class="actions">
          <form method="post" action={`${path}/credential#credentials`}>
            <CsrfField token={csrf} />
            <button type="submit" name="credentialId" value={id ?? ''}>
              <Icon name="circle-check" /> {t('Try it and use it')}
            </button>
          </form>
          <form method="post" action={`${path}/credentials/${id ?? 'secret'}/removal`}>
            <CsrfField token={csrf} />
            <button type="submit" class="quiet">
              {t('Remove')}
            </button>
          </form>
        </div>
      )}
    </li>
  );
}

function Details({ credential, appId, usedId, now }: CredentialsProps & { credential: ListedCredential }) {
  const { id, kind, thumbprint, tokenFile, identityClientId, expiresAt } = credential;
  if (kind === 'federated')
    return <small>{t('{tokenFile}; read anew each time.', { tokenFile: tokenFile ?? '' })}</small>;
  if (kind === 'managed_identity') {
    return <small>{identityClientId ?? t('of the machine that Postroom runs on')}</small>;
  }
  const isOver = expiresAt !== null && expiresAt <= now;
  const parts = {
    a: (words: Child) => (
      <a href={`/settings/microsoft/apps/${appId}/credentials/${id}/certificate.cer`} download>
        {words}
      </a>
    ),
    b: (words: Child) => <b>{words}</b>,
    b2: (words: Child) => <b>{words}</b>,
  };
  return (
    <>
      <small>
        {rich('SHA-256 thumbprint {thumbprint}', {
          thumbprint: <code class="thumbprint">{thumbprint}</code>,
        })}
      </small>
      <small>
        {t('{part} on {value}; you are warned ahead.', {
          part: isOver ? t('Ended') : t('Ends'),
          value: expiresAt === null ? '' : writeDay(expiresAt),
        })}{' '}
        {id === usedId
          ? rich('Entra has it. <a>Download the .cer file</a>', parts)
          : rich(
              '<a>Download the .cer file</a> and upload it in Entra under <b>Certificates & secrets</b>, <b2>Certificates</b2>.',
              parts,
            )}
      </small>
    </>
  );
}
