import { Field, Refusal, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { t } from '../words.ts';
import { PasskeyForm } from './passkey-form.tsx';

interface LoginProps {
  readonly assets: Assets;
  /** Where to go afterwards. */
  readonly to: string;
  readonly email: string;
  readonly microsoft: 'off' | 'optional' | 'only';
  readonly error: string | undefined;
}

export function LoginPage(props: LoginProps) {
  const { assets, to, microsoft, error } = props;
  return (
    <PlainLayout title={t('Sign in')} assets={assets}>
      <Refusal error={error} />
      {microsoft !== 'off' && (
        <p class="actions">
          <a class="button primary" href={`/login/microsoft?to=${encodeURIComponent(to)}`}>
            {t('Sign in with Microsoft')}
          </a>
        </p>
      )}
      {microsoft === 'only' ? (
        <details open={error !== undefined}>
          <summary>{t('The local admin’s way in')}</summary>
          <LocalWays {...props} />
        </details>
      ) : (
        <LocalWays {...props} />
      )}
      {microsoft !== 'only' && (
        <p>
          <a href="/forgotten-password">{t('Forgotten your password?')}</a>
        </p>
      )}
    </PlainLayout>
  );
}

function LocalWays({ assets, to, email, microsoft, error }: LoginProps) {
  return (
    <>
      <form method="post" action="/login" class="stack">
        <input type="hidden" name="to" value={to} />
        <Field
          name="email"
          label={t('E-mail address')}
          type="email"
          value={email}
          autocomplete="username"
          isRequired
          hasFocus={email === '' && microsoft === 'off'}
        />
        <Field
          name="password"
          label={t('Password')}
          type="password"
          autocomplete="current-password"
          isRequired
          hasFocus={email !== ''}
          isRefused={error !== undefined}
        />
        <Submit label={t('Sign in')} {...(microsoft === 'off' ? {} : { tone: 'plain' as const })} />
      </form>
      <PasskeyForm
        kind="ask"
        action="/login/passkey"
        options="/login/passkey/options"
        script={assets.passkeyScript}
        label={t('Sign in with a passkey')}
      >
        <input type="hidden" name="to" value={to} />
      </PasskeyForm>
    </>
  );
}
