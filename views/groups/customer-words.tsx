import { customerLanguages, languageNames } from '../../src/domain/customer-language.ts';
import { Choice, Field } from '../form.tsx';
import { t } from '../words.ts';

interface CustomerWordsProps {
  readonly values: { readonly language: string; readonly timeZone: string };
  readonly fields: Readonly<Record<string, string>>;
}

/** How what Postroom itself writes to customers is written: the line above a quote, the words of an automatic answer. */
export function CustomerWords({ values, fields }: CustomerWordsProps) {
  return (
    <>
      <Choice
        name="language"
        label={t('Language of customers')}
        value={values.language || 'en'}
        options={customerLanguages.map((each) => [each, languageNames[each]] as const)}
        error={fields.language}
        hint={t('For the line above a quoted mail, and for an automatic answer without words of your own.')}
      />
      <Field
        name="timeZone"
        label={t('Time zone of customers')}
        value={values.timeZone || 'UTC'}
        error={fields.timeZone}
        hint={t('Such as Europe/Berlin; dates in mail to customers are written by it.')}
      />
    </>
  );
}
