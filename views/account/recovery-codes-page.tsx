import { Notice } from '../form.tsx';
import { t } from '../words.ts';

/** Shown once. */
export function RecoveryCodesPage({ codes }: { codes: readonly string[] }) {
  return (
    <>
      <h1>{t('Recovery codes')}</h1>
      <Notice tone="warning">
        <p>
          {t(
            'The app is set up. Print these codes or keep them in a password manager: each of them lets you in once without the app, and they are not shown again.',
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
