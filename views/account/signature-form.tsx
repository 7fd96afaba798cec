import { Checkbox, CsrfField, Submit } from '../form.tsx';
import { SignatureField, type SignatureValues } from '../signature-field.tsx';
import { t } from '../words.ts';

interface SignatureFormProps {
  readonly csrf: string;
  readonly signature: SignatureValues & { readonly withGroup: boolean };
  readonly fields: Readonly<Record<string, string>>;
}

/** What stands below a person's own messages. */
export function SignatureForm({ csrf, signature, fields }: SignatureFormProps) {
  const { withGroup, ...values } = signature;
  return (
    <section aria-labelledby="signature-heading" class="apart">
      <h2 id="signature-heading">{t('Your signature')}</h2>
      <form method="post" action="/account/signature" class="stack" enctype="multipart/form-data">
        <CsrfField token={csrf} />
        <SignatureField
          {...values}
          fields={fields}
          hint={t(
            'Below your messages, in the place of the group’s signature. Left empty, the group’s counts.',
          )}
        />
        <Checkbox
          name="withGroup"
          label={t('The group’s signature follows below')}
          isChecked={withGroup}
          hint={t('For what every message has to carry, such as the name and seat of the company.')}
        />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </section>
  );
}
