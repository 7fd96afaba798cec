import { Field, Refusal, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { t } from '../words.ts';
import { PasskeyForm } from './passkey-form.tsx';

interface FactorStepProps {
  readonly assets: Assets;
  /** Names the sign-in whose password was right. */
  readonly step: string;
  /** Where to go afterwards. */
  readonly to: string;
  readonly error: string | undefined;
}

/** The second step of a sign-in. */
export function FactorStepPage({ assets, step, to, error }: FactorStepProps) {
  return (
    <PlainLayout title={t('Sign in')} assets={assets}>
      <Refusal error={error} />
      <PasskeyForm
        kind="ask"
        action="/login/passkey"
        options="/login/passkey/options"
        script={assets.passkeyScript}
        label={t('Use a passkey')}
      >
        <input type="hidden" name="to" value={to} />
      </PasskeyForm>
      <form method="post" action="/login/factor" class="stack">
        <input type="hidden" name="step" value={step} />
        <input type="hidden" name="to" value={to} />
        <Field
          name="code"
          label={t('Code')}
          autocomplete="one-time-code"
          isRequired
          hasFocus
          isRefused={error !== undefined}
          hint={t('The six digits that your authenticator app shows, or one of your recovery codes.')}
        />
        <Submit label={t('Sign in')} />
      </form>
      <p>
        <a href="/login">{t('Begin again')}</a>
      </p>
    </PlainLayout>
  );
}
