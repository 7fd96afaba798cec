import { Icon } from '../icon.tsx';

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
              Group
            </label>
            <select id="search-group" name="group">
              <option value="">All groups</option>
              {groups.map((group) => (
                <option value={String(group.id)} selected={group.id === groupId}>
                  {group.name}
                </option>
              ))}
            </select>
          </>
        )}
        <label class="visually-hidden" for="search">
          Search tickets
        </label>
        <input id="search" type="search" name="q" value={input} placeholder="Words, number or from:anna" />
        <button type="submit" aria-label="Search">
          <Icon name="search" />
        </button>
      </form>
    </search>
  );
}
