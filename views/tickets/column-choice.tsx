import { type ListColumn, listColumns } from '../../src/domain/list-column.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

interface ColumnChoiceProps {
  readonly columns: readonly ListColumn[];
  /** Of the list that is shown. */
  readonly url: string;
  readonly csrf: string;
}

/** What a person wants to see of each ticket in his lists. */
export function ColumnChoice({ columns, url, csrf }: ColumnChoiceProps) {
  return (
    <details class="column-choice">
      <summary class="button" title={t('Columns')}>
        <Icon name="columns" /> <span class="visually-hidden">{t('Columns')}</span>
      </summary>
      <form method="post" action="/ticket-columns">
        <CsrfField token={csrf} />
        <input type="hidden" name="back" value={url} />
        <fieldset>
          <legend>{t('Show beside the subject')}</legend>
          {listColumns.map((column) => (
            <label>
              <input type="checkbox" name="column" value={column} checked={columns.includes(column)} />{' '}
              {columnWords()[column]}
            </label>
          ))}
        </fieldset>
        <div class="actions">
          <button type="submit" class="primary">
            {t('Show these')}
          </button>
          <button type="submit" name="usual" value="on">
            {t('The usual ones')}
          </button>
        </div>
      </form>
    </details>
  );
}

const columnWords = (): Readonly<Record<ListColumn, string>> => ({
  customer: t('Customer'),
  words: t('First words of the newest message'),
  tags: t('Tags'),
  group: t('Group'),
  owner: t('Owner'),
  state: t('State'),
  priority: t('Priority'),
  opened: t('Opened'),
  waiting: t('Waits since'),
  latest: t('Latest'),
});
