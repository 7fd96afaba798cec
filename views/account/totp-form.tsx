import { CsrfField, Field, Submit } from '../form.tsx';
import { rich, t } from '../words.ts';

export interface TotpOffer {
  /** Base32. */
  readonly secret: string;
  /** What the app opens. */
  readonly address: string;
  /** Of the picture: true for each dark square, row by row. */
  readonly squares: readonly (readonly boolean[])[];
}

interface TotpFormProps {
  readonly csrf: string;
  readonly hasOne: boolean;
  readonly offer: TotpOffer;
  readonly fields: Readonly<Record<string, string>>;
}

/** The key of a new app, and the form that confirms it. */
export function TotpForm({ csrf, hasOne, offer, fields }: TotpFormProps) {
  return (
    <section aria-labelledby="setup-heading" class="apart">
      <h2 id="setup-heading">
        {hasOne ? t('Set up another app in its place') : t('Set up an authenticator app')}
      </h2>
      <Offer {...offer} />
      <form method="post" action="/account/second-factor" class="stack">
        <CsrfField token={csrf} />
        <Field
          name="code"
          label={t('Code that the app shows')}
          autocomplete="one-time-code"
          error={fields.code}
          isRequired
        />
        <Field
          name="password"
          type="password"
          label={t('Your password')}
          autocomplete="current-password"
          error={fields.password}
          isRequired
          hint={t('Your other sessions end.')}
        />
        <div class="actions">
          <Submit label={t('Set up')} />
        </div>
      </form>
    </section>
  );
}

/** The codes of an app come after a password. */
export function NoPassword() {
  return (
    <section aria-labelledby="setup-heading" class="apart">
      <h2 id="setup-heading">{t('Authenticator app')}</h2>
      <p>{t('It goes with a password, and you have none. A passkey needs no second step.')}</p>
    </section>
  );
}

/** The key as a picture, as a link and as text. */
function Offer({ secret, address, squares }: TotpOffer) {
  return (
    <div class="totp-offer">
      <Picture squares={squares} />
      <div>
        <p>
          {rich(
            'Read the picture with an authenticator app, <a>open it on this device</a>, or type the key:',
            { a: (words) => <a href={address}>{words}</a> },
          )}
        </p>
        <p>
          <code class="totp-key">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
      </div>
    </div>
  );
}

function Picture({ squares }: { squares: TotpOffer['squares'] }) {
  const path = squares.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
  );
  return (
    <svg
      class="totp-picture"
      viewBox={`0 0 ${squares.length} ${squares.length}`}
      role="img"
      aria-label={t('The key as a picture for the app')}
    >
      <rect width={squares.length} height={squares.length} fill="#fff" />
      <path d={path.join('')} fill="#000" />
    </svg>
  );
}
