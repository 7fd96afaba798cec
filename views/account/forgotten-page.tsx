import { Field, Refusal, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { t } from '../words.ts';

interface ForgottenProps {
  readonly assets: Assets;
  readonly error: string | undefined;
}

/** Asks for a letter with a link. */
export function ForgottenPage({ assets, error }: ForgottenProps) {
  return (
    <PlainLayout title={t('A new password')} assets={assets}>
      <Refusal error={error} />
      <p>{t('We send you a link with which you choose a new one.')}</p>
      <form method="post" action="/forgotten-password" class="stack">
        <Field
          name="email"
          label={t('E-mail address')}
          type="email"
          autocomplete="username"
          isRequired
          hasFocus
          isRefused={error !== undefined}
        />
        <Submit label={t('Send the link')} />
      </form>
      <p>
        <a href="/login">{t('Sign in')}</a>
      </p>
    </PlainLayout>
  );
}

/** The same for an address that is nobody's. */
export function AskedPage({ assets }: { assets: Assets }) {
  return (
    <PlainLayout title={t('Look into your mail')} assets={assets}>
      <p>
        {t(
          'If this address belongs to an account here, a letter with a link is on its way to it. The link works once, within an hour.',
        )}
      </p>
      <p>{t('Nothing came? Look into the junk mail, or ask an admin to set a password for you.')}</p>
      <p>
        <a href="/login">{t('Sign in')}</a>
      </p>
    </PlainLayout>
  );
}
