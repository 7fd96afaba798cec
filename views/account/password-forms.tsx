import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import { t } from '../words.ts';

interface PasswordFormProps {
  readonly csrf: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** For one's own. */
export function PasswordForm({ csrf, fields }: PasswordFormProps) {
  return (
    <section aria-labelledby="password-heading" class="apart">
      <h2 id="password-heading">{t('Change your password')}</h2>
      <form method="post" action="/account/password" class="stack">
        <CsrfField token={csrf} />
        <Field
          name="current"
          type="password"
          label={t('Current password')}
          autocomplete="current-password"
          error={fields.current}
          isRequired
        />
        <NewPassword error={fields.password} />
        <div class="actions">
          <Submit label={t('Change password')} />
        </div>
      </form>
    </section>
  );
}

/** For whoever signs in by passkey alone, or not by a password yet. */
export function FirstPassword({ csrf, fields }: PasswordFormProps) {
  return (
    <section aria-labelledby="password-heading" class="apart">
      <h2 id="password-heading">{t('Set a password')}</h2>
      {fields.form !== undefined && <Notice tone="error">{fields.form}</Notice>}
      <p>{t('You have none: you sign in another way. A password lets you in beside it.')}</p>
      <form method="post" action="/account/password" class="stack">
        <CsrfField token={csrf} />
        <NewPassword error={fields.password} />
        <div class="actions">
          <Submit label={t('Set the password')} />
        </div>
      </form>
    </section>
  );
}

function NewPassword({ error }: { error: string | undefined }) {
  return (
    <Field
      name="password"
      type="password"
      label={t('New password')}
      autocomplete="new-password"
      error={error}
      isRequired
      hint={t('At least 8 characters, 15 or more are advised. Your other sessions end.')}
    />
  );
}
