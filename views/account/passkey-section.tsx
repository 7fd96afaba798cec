import { CsrfField, Field } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { PasskeyForm } from './passkey-form.tsx';

export interface PasskeySectionProps {
  readonly csrf: string;
  readonly script: string;
  readonly passkeys: readonly {
    readonly id: number;
    readonly name: string;
    readonly createdAt: Date;
    readonly usedAt: Date | null;
  }[];
  readonly hasPassword: boolean;
  readonly error: string | undefined;
}

const path = '/account/second-factor/passkeys';

/** The passkeys of one's own account. */
export function PasskeySection({ csrf, script, passkeys, hasPassword, error }: PasskeySectionProps) {
  return (
    <section aria-labelledby="passkeys-heading" class="apart">
      <h2 id="passkeys-heading">{t('Passkeys')}</h2>
      <p>
        {t(
          'A passkey stays on your device, telephone or security key and is opened by finger, face or PIN. It lets you in without a password, and there is nothing that could be typed on a wrong page.',
        )}
      </p>
      <ul class="sessions">
        {passkeys.map((passkey) => (
          <PasskeyItem csrf={csrf} passkey={passkey} />
        ))}
      </ul>
      <PasskeyForm
        kind="add"
        action={path}
        options={`${path}/options`}
        script={script}
        label={t('Add a passkey')}
        error={error}
      >
        <CsrfField token={csrf} />
        <Field
          name="name"
          label={t('Name')}
          placeholder={t('Telephone, security key …')}
          hint={t('To tell it from others.')}
        />
      </PasskeyForm>
      {passkeys.length > 0 && hasPassword && <PasswordRemoval csrf={csrf} />}
    </section>
  );
}

function PasskeyItem({ csrf, passkey }: { csrf: string; passkey: PasskeySectionProps['passkeys'][number] }) {
  return (
    <li>
      <span>
        {passkey.name}
        <small>
          {rich('since {time}', { time: <Time at={passkey.createdAt} /> })}
          {passkey.usedAt !== null && (
            <>{rich(', last used {time}', { time: <Time at={passkey.usedAt} isRelative /> })}</>
          )}
        </small>
      </span>
      <form method="post" action={`${path}/${passkey.id}/removal`}>
        <CsrfField token={csrf} />
        <button type="submit">{t('Take away')}</button>
      </form>
    </li>
  );
}

function PasswordRemoval({ csrf }: { csrf: string }) {
  return (
    <form method="post" action="/account/password/removal" class="password-removal">
      <CsrfField token={csrf} />
      <p class="hint">{t('Your password lets you in, too, together with a second step.')}</p>
      <button type="submit">{t('Sign in by passkey only')}</button>
    </form>
  );
}
