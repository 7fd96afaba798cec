import { Field, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';

interface SetupProps {
  readonly assets: Assets;
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
}

export function SetupPage({ assets, token, email, name, fields }: SetupProps) {
  return (
    <PlainLayout title="Welcome" assets={assets}>
      <p>Create the first admin. Next comes your Microsoft 365 mailbox.</p>
      <form method="post" action="/setup" class="stack">
        <input type="hidden" name="token" value={token} />
        <Field name="name" label="Your name" value={name} autocomplete="name" isRequired hasFocus />
        <Field
          name="email"
          label="E-mail"
          type="email"
          value={email}
          autocomplete="username"
          isRequired
          error={fields.email}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autocomplete="new-password"
          isRequired
          error={fields.password}
          hint="At least 8 characters; 15 or more are better. Any characters, spaces too."
        />
        <Submit label="Create admin" />
      </form>
    </PlainLayout>
  );
}
