import { Icon } from './icon.tsx';
import { t } from './words.ts';

interface SearchFieldProps {
  readonly id: string;
  /** What is searched; read out, not shown. */
  readonly label: string;
  readonly words: string;
  readonly placeholder: string;
}

/** The field for words to search by, and its button. */
export function SearchField({ id, label, words, placeholder }: SearchFieldProps) {
  return (
    <>
      <label class="visually-hidden" for={id}>
        {label}
      </label>
      <input id={id} type="search" name="q" value={words} placeholder={placeholder} />
      <button type="submit" aria-label={t('Search')}>
        <Icon name="search" />
      </button>
    </>
  );
}
