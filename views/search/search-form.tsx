import { GroupChoice } from '../group-choice.tsx';
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
        <GroupChoice id="search-group" groups={groups} groupId={groupId} />
        <label class="visually-hidden" for="search">
          {t('Search tickets')}
        </label>
        <input id="search" type="search" name="q" value={input} placeholder={t('Words or number')} />
        <button type="submit" aria-label={t('Search')}>
          <Icon name="search" />
        </button>
      </form>
    </search>
  );
}
