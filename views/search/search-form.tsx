import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

interface SearchFormProps {
  readonly input: string;
  readonly groupId: number | undefined;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
}

/** The search box, with a choice of group where there are several. */
export function SearchForm({ input, groupId, groups }: SearchFormProps) {
  return (
    <search>
      <form class="search" action="/tickets" method="get">
        {groups.length > 1 && (
          <>
            <label class="visually-hidden" for="search-group">
              {t('Group')}
            </label>
            <select id="search-group" name="group">
              <option value="">{t('All groups')}</option>
              {groups.map((group) => (
                <option value={String(group.id)} selected={group.id === groupId}>
                  {group.name}
                </option>
              ))}
            </select>
          </>
        )}
        <label class="visually-hidden" for="search">
          {t('Search tickets')}
        </label>
        <input
          id="search"
          type="search"
          name="q"
          value={input}
          placeholder={t('Words, number or from:anna')}
        />
        <button type="submit" aria-label={t('Search')}>
          <Icon name="search" />
        </button>
      </form>
    </search>
  );
}
