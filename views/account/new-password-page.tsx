import { Field, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { t } from '../words.ts';

interface NewPasswordProps {
  readonly assets: Assets;
  /** Of the letter. */
  readonly token: string;
  readonly error: string | undefined;
}

/** Where the link of a letter leads. Nothing is looked up before the form is sent: scanners of mail open links, too. */
export function NewPasswordPage({ assets, token, error }: NewPasswordProps) {
  return (
    <PlainLayout title={t('Choose a password')} assets={assets}>
      <form method="post" action="/new-password" class="stack">
        <input type="hidden" name="token" value={token} />
        <Field
          name="password"
          label={t('New password')}
          type="password"
          autocomplete="new-password"
          error={error}
          isRequired
          hasFocus
          hint={t('At least 8 characters; 15 or more are better. Any characters, spaces too.')}
        />
        <Submit label={t('Set the password')} />
      </form>
    </PlainLayout>
  );
}

export function PasswordSetPage({ assets }: { assets: Assets }) {
  return (
    <PlainLayout title={t('The password is set')} assets={assets}>
      <p>{t('Sign in with your e-mail address and this password. Sessions that were open have ended.')}</p>
      <p class="actions">
        <a class="button primary" href="/login">
          {t('Sign in')}
        </a>
      </p>
    </PlainLayout>
  );
}
