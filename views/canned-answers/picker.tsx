import { t } from '../words.ts';
export interface CannedChoice {
  readonly id: number;
  readonly name: string;
  /** How the text begins. */
  readonly start: string;
}

/** Puts a canned answer into the text. A script makes a search of it that inserts where the cursor is. */
export function CannedPicker({ id, choices }: { id: string; choices: readonly CannedChoice[] }) {
  if (choices.length === 0) return null;
  return (
    <p class="canned-picker" data-canned>
      <label for={id}>{t('Canned answer')}</label>{' '}
      <select id={id} name="canned">
        <option value="">{t('None')}</option>
        {choices.map((choice) => (
          <option value={String(choice.id)} data-start={choice.start}>
            {choice.name}
          </option>
        ))}
      </select>{' '}
      <button type="submit" name="insert" value="on" formaction="/drafts/continuation" formnovalidate>
        {t('Insert')}
      </button>
    </p>
  );
}
