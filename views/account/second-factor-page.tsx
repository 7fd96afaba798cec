import { CsrfField, Field, Notice } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { PasskeySection, type PasskeySectionProps } from './passkey-section.tsx';
import { NoPassword, TotpForm, type TotpOffer } from './totp-form.tsx';

interface SecondFactorPageProps {
  readonly csrf: string;
  readonly script: string;
  readonly passkeys: PasskeySectionProps['passkeys'];
  readonly hasPassword: boolean;
  /** Set up already; undefined where there is none. */
  readonly current: { readonly createdAt: Date } | undefined;
  /** Recovery codes that were not used yet. */
  readonly codesLeft: number;
  /** An admin demands one of this person's role. */
  readonly isDemanded: boolean;
  readonly offer: TotpOffer;
  readonly fields: Readonly<Record<string, string>>;
}

/** Passkeys and an authenticator app for one's own account. */
export function SecondFactorPage(props: SecondFactorPageProps) {
  const { csrf, current, passkeys, isDemanded, fields } = props;
  return (
    <>
      <p class="crumb">
        <a href="/account">{t('Your account')}</a>
      </p>
      <h1>{t('Second factor')}</h1>
      {fields.form !== undefined && <Notice tone="error">{fields.form}</Notice>}
      {current === undefined && passkeys.length === 0 && isDemanded && (
        <Notice tone="warning">
          <p>{t('An admin demands a second factor of you. Set one up to go on.')}</p>
        </Notice>
      )}
      {(current !== undefined || passkeys.length > 0) && <Standing {...props} />}
      <PasskeySection {...props} error={fields.passkey} />
      {props.hasPassword ? (
        <TotpForm csrf={csrf} hasOne={current !== undefined} offer={props.offer} fields={fields} />
      ) : (
        <NoPassword />
      )}
      {props.hasPassword && current !== undefined && (!isDemanded || passkeys.length > 0) && (
        <AppRemoval csrf={csrf} />
      )}
    </>
  );
}

function Standing({ csrf, current, codesLeft }: SecondFactorPageProps) {
  return (
    <>
      <p class="lead">
        {current !== undefined && (
          <>
            {rich('Your authenticator app is set up since {time}.', {
              time: <Time at={current.createdAt} />,
            })}{' '}
          </>
        )}
        {t('{codesLeft} of 10 recovery codes are left.', { codesLeft })}
      </p>
      <form method="post" action="/account/second-factor/recovery-codes">
        <CsrfField token={csrf} />
        <button type="submit">{t('Make new recovery codes')}</button>
      </form>
    </>
  );
}

function AppRemoval({ csrf }: { csrf: string }) {
  return (
    <section aria-labelledby="removal-heading" class="apart">
      <h2 id="removal-heading">{t('Do without the app')}</h2>
      <form method="post" action="/account/second-factor/removal" class="stack">
        <CsrfField token={csrf} />
        <Field
          name="password"
          type="password"
          label={t('Password')}
          autocomplete="current-password"
          isRequired
        />
        <div class="actions">
          <button type="submit" class="danger">
            {t('Take the app away')}
          </button>
        </div>
      </form>
    </section>
  );
}
