import { say } from '../said.ts';
import { t } from '../words.ts';

interface AuthorityFieldProps {
  readonly value: string;
  readonly error: string | undefined;
}

/** For servers of one's own, whose certificates no usual authority has signed. */
export function AuthorityField({ value, error }: AuthorityFieldProps) {
  return (
    <details class="more" open={value !== '' || error !== undefined}>
      <summary>{t('The servers have certificates of an authority of their own')}</summary>
      <div class={error === undefined ? 'field' : 'field has-error'}>
        <label for="field-authority">{t('Certificate of that authority (PEM)')}</label>
        <textarea
          id="field-authority"
          name="authority"
          rows={5}
          spellcheck={false}
          placeholder="-----BEGIN CERTIFICATE-----"
          aria-invalid={error === undefined ? undefined : 'true'}
          aria-describedby="field-authority-hint"
        >
          {value}
        </textarea>
        <p id="field-authority-hint" class={error === undefined ? 'hint' : 'error'}>
          {error === undefined
            ? t(
                'It is trusted for this account, beside the usual ones. For all connections start Postroom with NODE_EXTRA_CA_CERTS.',
              )
            : say(error)}
        </p>
      </div>
    </details>
  );
}
