import { limitFields } from '../../src/domain/limit-settings.ts';
import type { MailSettingsInput } from '../../src/domain/mail-settings.ts';
import { Fold } from '../fold.tsx';
import { Field } from '../form.tsx';
import { say } from '../said.ts';
import { rich, t } from '../words.ts';

interface MailLimitsProps {
  readonly values: MailSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a single message may cost to read. */
export function MailLimits({ values, fields }: MailLimitsProps) {
  return (
    <Fold title={t('Limits of reading')} names={limitFields.map(({ name }) => name)} fields={fields}>
      <p class="hint">
        {rich(
          'They keep a message that was made to do harm from holding up the others. One that goes beyond a limit is kept whole in <a>quarantine</a> with the reason, and can be tried again after a limit was raised.',
          { a: (words) => <a href="/quarantine">{words}</a> },
        )}
      </p>
      {limitFields.map(({ name, label, least, most, hint }) => (
        <Field
          name={name}
          label={say(label)}
          value={values[name]}
          error={fields[name]}
          hint={t('{hint} From {least} to {most}.', { hint: say(hint), least, most })}
          isRequired
        />
      ))}
    </Fold>
  );
}
