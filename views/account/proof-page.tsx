import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';

interface ProofPageProps {
  readonly assets: Assets;
  readonly csrf: string;
  /** Where the form that was sent goes on to. */
  readonly action: string;
  /** The form as it was sent, unreadable here. */
  readonly sealed: string;
  readonly hasApp: boolean;
  readonly error: string | undefined;
}

/** Before secrets, people and erasing: is it still the same person? */
export function ProofPage({ assets, csrf, action, sealed, hasApp, error }: ProofPageProps) {
  return (
    <PlainLayout title="Confirm that it is you" assets={assets}>
      <p>Your password was entered more than ten minutes ago. What you have sent is done after this.</p>
      {error !== undefined && <Notice tone="error">{error}</Notice>}
      <form method="post" action={action} class="stack">
        <CsrfField token={csrf} />
        <input type="hidden" name="sealed" value={sealed} />
        <Field
          name="proof"
          type="password"
          label={hasApp ? 'Password, or a code of your app' : 'Password'}
          autocomplete="current-password"
          isRequired
          hasFocus
        />
        <Submit label="Confirm and go on" />
      </form>
      <p>
        <a href="/">Do nothing</a>
      </p>
    </PlainLayout>
  );
}
