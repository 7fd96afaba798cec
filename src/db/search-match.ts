import { prefixLetters } from '../domain/search-excerpt.ts';
import type { SearchField, SearchWords } from '../domain/search-query.ts';

// FTS5's query language (sqlite.org/fts5.html, section 3). Whatever people type stands in quotes, where nothing has a meaning.

const columns: Readonly<Record<SearchField, string>> = {
  any: '',
  subject: '{subject} : ',
  from: '{sender} : ',
  to: '{recipients} : ',
  customer: '{customer} : ',
};

/** @returns what a message has to match; undefined when nothing is asked of words */
export function matchAll(words: readonly SearchWords[]): string | undefined {
  const positive = words.filter(({ isNegated }) => !isNegated).map(toPhrase);
  return positive.length === 0 ? undefined : positive.join(' AND ');
}

/** @returns what none of a ticket's messages may match */
export function matchNone(words: readonly SearchWords[]): string | undefined {
  const negated = words.filter(({ isNegated }) => isNegated).map(toPhrase);
  return negated.length === 0 ? undefined : negated.join(' OR ');
}

function toPhrase({ field, text, isPhrase }: SearchWords): string {
  const last = /[\p{L}\p{N}\p{M}\p{Co}]+(?=[^\p{L}\p{N}\p{M}\p{Co}]*$)/u.exec(text)?.[0] ?? '';
  const star = !isPhrase && last.length >= prefixLetters ? '*' : '';
  return `${columns[field]}"${text.replaceAll('"', '""')}"${star}`;
}
