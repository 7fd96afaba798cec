import { CsrfField, Field, Refusal, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { rich, t } from '../words.ts';
import { PasskeyForm } from './passkey-form.tsx';

interface ProofPageProps {
  readonly assets: Assets;
  readonly csrf: string;
  /** Where the form that was sent goes on to. */
  readonly action: string;
  /** The form as it was sent, unreadable here. */
  readonly sealed: string;
  readonly hasPassword: boolean;
  readonly hasApp: boolean;
  readonly hasPasskey: boolean;
  readonly hasMicrosoft: boolean;
  readonly error: string | undefined;
}

/** Before secrets, people and erasing: is it still the same person? */
export function ProofPage(props: ProofPageProps) {
  const { assets, csrf, action, sealed, hasPassword, hasApp, hasPasskey, hasMicrosoft, error } = props;
  return (
    <PlainLayout title={t('Confirm that it is you')} assets={assets}>
      <p>
        {t(
          'You have not shown who you are within the last ten minutes. What you have sent is done after this.',
        )}
      </p>
      <Refusal error={error} />
      {hasPasskey && <PasskeyProof {...props} />}
      {(hasPassword || hasApp) && (
        <form method="post" action={action} class="stack">
          <CsrfField token={csrf} />
          <input type="hidden" name="sealed" value={sealed} />
          <Field
            name="proof"
            type="password"
            label={writeLabel(hasPassword, hasApp)}
            autocomplete="current-password"
            isRequired
            hasFocus
            isRefused={error !== undefined}
          />
          <Submit label={t('Confirm and go on')} />
        </form>
      )}
      {hasMicrosoft && (
        <p>
          {rich('<a>Confirm with Microsoft</a>; you send the form again afterwards.', {
            a: (words) => <a href="/account/proof/microsoft?to=/account">{words}</a>,
          })}
        </p>
      )}
      <p>
        <a href="/">{t('Do nothing')}</a>
      </p>
    </PlainLayout>
  );
}

function PasskeyProof({ assets, csrf, action, sealed }: ProofPageProps) {
  return (
    <PasskeyForm
      kind="ask"
      action={action}
      options="/login/passkey/options"
      script={assets.passkeyScript}
      label={t('Use a passkey')}
    >
      <CsrfField token={csrf} />
      <input type="hidden" name="sealed" value={sealed} />
    </PasskeyForm>
  );
}

function writeLabel(hasPassword: boolean, hasApp: boolean): string {
  if (!hasApp) return t('Password');
  return hasPassword ? t('Password, or a code of your app') : t('Code of your app');
}
