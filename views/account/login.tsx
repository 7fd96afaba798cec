import { Field, Notice, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { PasskeyForm } from './passkey-form.tsx';

interface LoginProps {
  readonly assets: Assets;
  /** Where to go afterwards. */
  readonly to: string;
  readonly email: string;
  readonly error: string | undefined;
}

export function LoginPage({ assets, to, email, error }: LoginProps) {
  return (
    <PlainLayout title="Sign in" assets={assets}>
      {error !== undefined && <Notice tone="error">{error}</Notice>}
      <form method="post" action="/login" class="stack">
        <input type="hidden" name="to" value={to} />
        <Field
          name="email"
          label="E-mail"
          type="email"
          value={email}
          autocomplete="username"
          isRequired
          hasFocus={email === ''}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          isRequired
          hasFocus={email !== ''}
        />
        <Submit label="Sign in" />
      </form>
      <PasskeyForm
        kind="ask"
        action="/login/passkey"
        options="/login/passkey/options"
        script={assets.passkeyScript}
        label="Sign in with a passkey"
      >
        <input type="hidden" name="to" value={to} />
      </PasskeyForm>
      <p>
        <a href="/forgotten-password">Forgotten your password?</a>
      </p>
    </PlainLayout>
  );
}
