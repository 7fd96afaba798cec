import { GroupChoice } from '../group-choice.tsx';
import { SearchField } from '../search-field.tsx';
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
        <SearchField
          id="search"
          label={t('Search tickets')}
          words={input}
          placeholder={t('Words or number')}
        />
      </form>
    </search>
  );
}
