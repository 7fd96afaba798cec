import { Notice } from '../form.tsx';
import { t } from '../words.ts';

interface RecoveryCodesPageProps {
  readonly codes: readonly string[];
  /** What was set up: it is what a code stands in for; or new codes alone were made. */
  readonly of: 'app' | 'passkey' | 'renewal';
}

/** Shown once. */
export function RecoveryCodesPage({ codes, of }: RecoveryCodesPageProps) {
  return (
    <>
      <h1>{t('Recovery codes')}</h1>
      <Notice tone="warning">
        <p>{explain(of)}</p>
      </Notice>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p class="actions">
        <a class="button primary" href="/account">
          {t('I have kept them')}
        </a>
      </p>
    </>
  );
}

function explain(of: RecoveryCodesPageProps['of']): string {
  switch (of) {
    case 'app':
      return t(
        'The app is set up. Print these codes or keep them in a password manager: each of them lets you in once without the app, and they are not shown again. Earlier ones are not good any more.',
      );
    case 'passkey':
      return t(
        'The passkey is added. Print these codes or keep them in a password manager: after your password, each of them lets you in once without the passkey, and they are not shown again.',
      );
    case 'renewal':
      return t(
        'Print these codes or keep them in a password manager: after your password, each of them lets you in once without your app or passkey, and they are not shown again. Earlier ones are not good any more.',
      );
  }
}
