import { CsrfField, Field, Submit } from '../form.tsx';
import { t } from '../words.ts';

/** By which clock a person reads times and puts tickets off. */
export function PlaceForm({
  csrf,
  timeZone,
  error,
}: {
  csrf: string;
  timeZone: string;
  error: string | undefined;
}) {
  return (
    <section aria-labelledby="place-heading" class="apart">
      <h2 id="place-heading">{t('Your clock')}</h2>
      <form method="post" action="/account/place" class="stack">
        <CsrfField token={csrf} />
        <Field
          name="timeZone"
          label={t('Time zone')}
          value={timeZone}
          placeholder="Europe/Berlin"
          list="time-zones"
          error={error}
          hint={t('Left empty, times are shown by the clock of your browser.')}
        />
        <datalist id="time-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option value={zone} />
          ))}
        </datalist>
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </section>
  );
}
