import { pageLanguageNames } from '../../src/domain/page-language.ts';
import { Choice, CsrfField, Field, Submit } from '../form.tsx';
import { t } from '../words.ts';

/** In which language a person reads, and by which clock he reads times and puts tickets off. */
export function PlaceForm({
  csrf,
  language,
  timeZone,
  error,
}: {
  csrf: string;
  language: string;
  timeZone: string;
  error: string | undefined;
}) {
  return (
    <section aria-labelledby="place-heading" class="apart">
      <h2 id="place-heading">{t('Language and time')}</h2>
      <form method="post" action="/account/place" class="stack">
        <CsrfField token={csrf} />
        <Choice
          name="language"
          label={t('Language of the pages')}
          value={language}
          options={[['', t('As the desk has it')], ...Object.entries(pageLanguageNames)]}
        />
        <Field
          name="timeZone"
          label={t('Time zone')}
          value={timeZone}
          placeholder="Europe/Berlin"
          list="time-zones"
          error={error}
          hint={t('Left empty, times are shown by the clock of your browser.')}
        />
        <TimeZones />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </section>
  );
}

function TimeZones() {
  return (
    <datalist id="time-zones">
      {Intl.supportedValuesOf('timeZone').map((zone) => (
        <option value={zone} />
      ))}
    </datalist>
  );
}
