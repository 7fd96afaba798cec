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

/** The words of the index that begin as each of these does. */
export type LongerWords = ReadonlyMap<string, readonly string[]>;

/**
 * @param withBeginnings whether a word also stands for longer ones that begin with it
 * @param longer these, where they are spelled out
 * @returns what a message has to match; undefined when nothing is asked of words
 */
export function matchAll(
  words: readonly SearchWords[],
  withBeginnings: boolean,
  longer: LongerWords = new Map(),
): string | undefined {
  const positive = words.filter(({ isNegated }) => !isNegated);
  return positive.length === 0
    ? undefined
    : positive.map((each) => toPhrase(each, withBeginnings, longer)).join(' AND ');
}

/** @returns what none of a ticket's messages may match: whole words, where no star asks for more */
export function matchNone(words: readonly SearchWords[]): string | undefined {
  const negated = words.filter(({ isNegated }) => isNegated).map((each) => toPhrase(each, false, new Map()));
  return negated.length === 0 ? undefined : negated.join(' OR ');
}

/** @returns a text in FTS5's query language, where everything between quotes stands for itself */
export function quoteText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** @returns the last word of a text that stands for longer ones too, and what comes before it; undefined where it stands for itself */
export function findBeginning(
  { text, isPhrase }: SearchWords,
  withBeginnings: boolean,
): { before: string; token: string } | undefined {
  if (isPhrase || !(withBeginnings || text.endsWith('*'))) return undefined;
  const found = /[\p{L}\p{N}\p{M}\p{Co}]+(?=[^\p{L}\p{N}\p{M}\p{Co}]*$)/u.exec(text);
  const token = found?.[0] ?? '';
  return token.length < prefixLetters ? undefined : { before: text.slice(0, found?.index), token };
}

function toPhrase(words: SearchWords, withBeginnings: boolean, longer: LongerWords): string {
  const column = columns[words.field];
  const beginning = findBeginning(words, withBeginnings);
  if (beginning === undefined) return column + quoteText(words.text);
  const { before, token } = beginning;
  const spelledOut = longer.get(token);
  if (spelledOut === undefined) return `${column}${quoteText(words.text)}*`;
  // Where there is none, the beginning itself is in no message either.
  const phrases = (spelledOut.length > 0 ? spelledOut : [token]).map((word) => quoteText(before + word));
  return `${column}(${phrases.join(' OR ')})`;
}
