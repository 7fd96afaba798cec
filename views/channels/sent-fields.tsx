import type { ChannelSettingsInput } from '../../src/domain/channel-settings.ts';
import { Checkbox, Field } from '../form.tsx';
import { t } from '../words.ts';

interface SentFieldsProps {
  readonly values: ChannelSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
}

export function SentFields({ values, fields }: SentFieldsProps) {
  return (
    <fieldset class="radios">
      <legend>{t('Sent mail')}</legend>
      <Checkbox
        name="importsSent"
        label={t('Import what colleagues send from Outlook')}
        isChecked={values.importsSent}
        hint={t(
          'An answer from this mailbox to a customer then stands in its ticket. Only what is sent from now on, only what belongs to a ticket; nothing in the folder is changed.',
        )}
      />
      <Field
        name="sentFolder"
        label={t('Folder of sent mail')}
        value={values.sentFolder}
        error={fields.sentFolder}
        placeholder={t('Sent Items')}
        hint={t(
          'Empty finds it under its usual name in any language. Postroom also looks there when it is not known whether a message was sent.',
        )}
      />
    </fieldset>
  );
}
