import type { Child } from 'hono/jsx';
import { say } from '../said.ts';

interface PasskeyFormProps {
  /** `add` makes one, `ask` asks for one that is known. */
  readonly kind: 'add' | 'ask';
  readonly action: string;
  /** Where the script gets what the browser needs. */
  readonly options: string;
  readonly script: string;
  readonly label: string;
  readonly error?: string | undefined;
  /** Fields that are sent along. */
  readonly children?: Child;
}

/** A form that a passkey answers. A browser that knows none never shows it. */
export function PasskeyForm({ kind, action, options, script, label, error, children }: PasskeyFormProps) {
  return (
    <>
      <form
        method="post"
        action={action}
        class="stack passkey-form"
        data-passkey={kind}
        data-options={options}
        hidden={error === undefined}
      >
        {children}
        <input type="hidden" name="answer" value="" />
        <p class="field-error" role="alert" data-passkey-said>
          {say(error)}
        </p>
        <div class="actions">
          <button type="submit">{label}</button>
        </div>
      </form>
      <script src={script} defer></script>
    </>
  );
}
