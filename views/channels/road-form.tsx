import { type Direction, type RoadChoice, roadChoices } from '../../src/domain/mail-road.ts';
import { CsrfField } from '../form.tsx';
import { t } from '../words.ts';
import type { RoadsProps } from './road-props.ts';
import { nameChoice } from './road-words.ts';

/** By which road mail comes in and goes out from now on. */
export function RoadForm({ id, csrf, roads }: RoadsProps) {
  return (
    <form method="post" action={`/channels/${id}/roads`} class="stack">
      <CsrfField token={csrf} />
      <RoadSelect name="in" label={t('Incoming mail')} choice={roads.in.choice} direction="in" />
      <RoadSelect name="out" label={t('Outgoing mail')} choice={roads.out.choice} direction="out" />
      {roads.deletesForGood !== undefined && (
        <label class="check">
          <input type="checkbox" name="deletesForGood" checked={roads.deletesForGood} />{' '}
          {t('Microsoft Graph deletes imported messages for good, not into Deleted Items')}
        </label>
      )}
      <div class="actions">
        <button type="submit">{t('Save')}</button>
      </div>
    </form>
  );
}

function RoadSelect(props: { name: string; label: string; choice: RoadChoice; direction: Direction }) {
  return (
    <label>
      {props.label}
      <select name={props.name}>
        {roadChoices.map((choice) => (
          <option value={choice} selected={choice === props.choice}>
            {nameChoice(choice, props.direction)}
          </option>
        ))}
      </select>
    </label>
  );
}
