import { t } from './words.ts';

interface FindInListProps {
  /** Of the element whose lines are found: rows, items or labels. */
  readonly listId: string;
  readonly count: number;
}

/** So many are seen without it. */
const fewest = 15;

/** Leaves the lines of a long list on the same page that have the typed words; nothing where the list is short. */
export function FindInList({ listId, count }: FindInListProps) {
  if (count < fewest) return null;
  const label = t('Find in this list');
  return (
    <p class="find-in-list needs-script">
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        aria-controls={listId}
        autocomplete="off"
        data-find-in={listId}
      />
      <small role="status"></small>
    </p>
  );
}
