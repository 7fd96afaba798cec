import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import { rich, t } from '../words.ts';
import { Consequences, type ErasurePreview } from './erasure-consequences.tsx';

interface ErasePageProps {
  readonly csrf: string;
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly addresses: readonly string[];
  readonly erasure: ErasurePreview;
  readonly fields: Readonly<Record<string, string>>;
}

/** What goes, what stays, and the word that makes it happen. */
export function ErasePage({ csrf, id, name, email, addresses, erasure, fields }: ErasePageProps) {
  return (
    <>
      <p class="crumb">
        <a href={`/customers/${id}`}>{name}</a>
      </p>
      <h1>{t('Erase {name}', { name })}</h1>
      {fields.form !== undefined && <Notice tone="error">{fields.form}</Notice>}
      <Consequences addresses={addresses} erasure={erasure} />
      <p>
        {rich('<a>Export everything</a> before, if somebody may ask for it.', {
          a: (words) => (
            <a href={`/customers/${id}/export`} download>
              {words}
            </a>
          ),
        })}
      </p>
      <form method="post" action={`/customers/${id}/erasure`} class="stack customer-form">
        <CsrfField token={csrf} />
        <Field
          name="confirmation"
          label={t('Type {email} to confirm', { email })}
          error={fields.confirmation}
          isRequired
        />
        <Submit label={t('Erase for good')} tone="danger" />
      </form>
    </>
  );
}
