import { type SQL, sql } from 'drizzle-orm';
import { prefixLetters } from '../domain/search-excerpt.ts';
import type { SearchField, SearchWords } from '../domain/search-query.ts';

// FTS5's query language (sqlite.org/fts5.html, section 3). Whatever people type stands in quotes, where nothing has a meaning.

/** Numbers reach SQLite as REAL, and FTS5 takes a bound of its rows only from an INTEGER: else it would walk from the first row on. */
export function rowBound(row: number): SQL {
  return sql`CAST(${row} AS INTEGER)`;
}

const columns: Readonly<Record<SearchField, string>> = {
  any: '',
  subject: '{subject} : ',
  from: '{sender} : ',
  to: '{recipients} : ',
  customer: '{customer} : ',
};

/**
 * @param withBeginnings whether a word also stands for longer ones that begin with it
 * @returns what a message has to match; undefined when nothing is asked of words
 */
export function matchAll(words: readonly SearchWords[], withBeginnings: boolean): string | undefined {
  const positive = words.filter(({ isNegated }) => !isNegated);
  return positive.length === 0
    ? undefined
    : positive.map((each) => toPhrase(each, withBeginnings)).join(' AND ');
}

/** @returns what none of a ticket's messages may match: whole words, where no star asks for more */
export function matchNone(words: readonly SearchWords[]): string | undefined {
  const negated = words.filter(({ isNegated }) => isNegated).map((each) => toPhrase(each, false));
  return negated.length === 0 ? undefined : negated.join(' OR ');
}

/** @returns a text in FTS5's query language, where everything between quotes stands for itself */
export function quoteText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function toPhrase({ field, text, isPhrase }: SearchWords, withBeginnings: boolean): string {
  const last = /[\p{L}\p{N}\p{M}\p{Co}]+(?=[^\p{L}\p{N}\p{M}\p{Co}]*$)/u.exec(text)?.[0] ?? '';
  const isBeginning = withBeginnings || text.endsWith('*');
  const star = isBeginning && !isPhrase && last.length >= prefixLetters ? '*' : '';
  return columns[field] + quoteText(text) + star;
}
