import { Notice } from '../form.tsx';
import { t } from '../words.ts';

interface RecoveryCodesPageProps {
  readonly codes: readonly string[];
  /** What was set up: it is what a code stands in for. */
  readonly of: 'app' | 'passkey';
}

/** Shown once. */
export function RecoveryCodesPage({ codes, of }: RecoveryCodesPageProps) {
  return (
    <>
      <h1>{t('Recovery codes')}</h1>
      <Notice tone="warning">
        <p>
          {of === 'app'
            ? t(
                'The app is set up. Print these codes or keep them in a password manager: each of them lets you in once without the app, and they are not shown again. Earlier ones are not good any more.',
              )
            : t(
                'The passkey is added. Print these codes or keep them in a password manager: after your password, each of them lets you in once without the passkey, and they are not shown again.',
              )}
        </p>
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
