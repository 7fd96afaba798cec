import type { Child } from 'hono/jsx';
import { FieldError } from '../form.tsx';
import { t } from '../words.ts';

interface RecipientFieldsProps {
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly errors: Readonly<Record<string, string>>;
  readonly hasFocus: boolean;
  /** What stands below them in the same way. */
  readonly children?: Child;
}

/** To, Cc and Bcc; known customers are offered while one types. */
export function RecipientFields({ to, cc, bcc, errors, hasFocus, children }: RecipientFieldsProps) {
  return (
    <div class="recipient-fields">
      <RecipientField name="to" label={t('To')} value={to} error={errors.to} isRequired hasFocus={hasFocus} />
      <RecipientField name="cc" label={t('Cc')} value={cc} error={errors.cc} />
      {children}
      <details class="bcc-field" open={bcc !== '' || errors.bcc !== undefined}>
        <summary>{t('Bcc')}</summary>
        <RecipientField name="bcc" label={t('Bcc')} value={bcc} error={errors.bcc} />
        <p class="hint">{t('They get it without the others seeing it; colleagues see it here.')}</p>
      </details>
    </div>
  );
}

interface RecipientFieldProps {
  readonly name: 'to' | 'cc' | 'bcc';
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly isRequired?: boolean;
  readonly hasFocus?: boolean;
}

function RecipientField({ name, label, value, error, isRequired, hasFocus }: RecipientFieldProps) {
  const id = `field-${name}`;
  return (
    <div class={error === undefined ? 'field' : 'field has-error'}>
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        value={value}
        autocomplete="off"
        spellcheck={false}
        required={isRequired}
        autofocus={hasFocus}
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        list={`known-${name}`}
        hx-get="/customers/suggestions"
        hx-trigger="input changed delay:200ms"
        hx-target={`#known-${name}`}
        hx-swap="innerHTML"
      />
      <datalist id={`known-${name}`}></datalist>
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** Each holds the whole field, because a browser puts it in the place of all that was typed. */
export function RecipientSuggestions({ values }: { values: readonly string[] }) {
  return (
    <>
      {values.map((value) => (
        <option value={value}></option>
      ))}
    </>
  );
}
