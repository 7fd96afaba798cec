import { Field, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { t } from '../words.ts';

interface SetupProps {
  readonly assets: Assets;
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

export function SetupPage({ assets, token, email, name, fields }: SetupProps) {
  return (
    <PlainLayout title={t('Welcome')} assets={assets}>
      <p>{t('Create the first admin. Next comes your Microsoft 365 mailbox.')}</p>
      <form method="post" action="/setup" class="stack">
        <input type="hidden" name="token" value={token} />
        <Field name="name" label={t('Your name')} value={name} autocomplete="name" isRequired hasFocus />
        <Field
          name="email"
          label={t('E-mail address')}
          type="email"
          value={email}
          autocomplete="username"
          isRequired
          error={fields.email}
        />
        <Field
          name="password"
          label={t('Password')}
          type="password"
          autocomplete="new-password"
          isRequired
          error={fields.password}
          hint={t('At least 8 characters; 15 or more are better. Any characters, spaces too.')}
        />
        <Submit label={t('Create admin')} />
      </form>
    </PlainLayout>
  );
}
