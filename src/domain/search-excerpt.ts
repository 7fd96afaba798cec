import type { SearchQuery } from './search-query.ts';

/** A stretch of text; hits are set off on the page. The text is plain: whoever shows it escapes it. */
export interface MarkedText {
  readonly text: string;
  readonly isHit: boolean;
}

/** A word to set off, folded. */
interface Mark {
  readonly text: string;
  readonly isWhole: boolean;
}

const tokenPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
/** Beyond this a message is not looked through for its excerpt; the search itself has read all of it. */
const mostLetters = 50_000;

/** Words shorter than this are searched whole: "a" as a beginning would find everything. */
export const prefixLetters = 3;

/** @returns the words that a query's hits are recognised by. */
export function listMarks({ words }: SearchQuery): Mark[] {
  return words
    .filter(({ field, isNegated }) => !isNegated && (field === 'any' || field === 'subject'))
    .flatMap(({ text, isPhrase }) => {
      const tokens = [...text.matchAll(tokenPattern)].map(([token]) => foldToken(token));
      return tokens.map((token, index) => ({
        text: token,
        isWhole: isPhrase || index < tokens.length - 1 || token.length < prefixLetters,
      }));
    });
}

export function markHits(text: string, marks: readonly Mark[]): MarkedText[] {
  const parts: MarkedText[] = [];
  let end = 0;
  for (const { start, length } of findHits(text, marks)) {
    if (start > end) parts.push({ text: text.slice(end, start), isHit: false });
    parts.push({ text: text.slice(start, start + length), isHit: true });
    end = start + length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), isHit: false });
  return parts;
}

/** @returns about `letters` of the text around its first hit, on one line; its beginning where there is none */
export function cutExcerpt(text: string, marks: readonly Mark[], letters: number): MarkedText[] {
  const [first] = findHits(text.slice(0, mostLetters), marks);
  const wanted = Math.max(0, (first?.start ?? 0) - Math.floor(letters / 4));
  // Not in the middle of a word, nor of a surrogate pair.
  const start = wanted === 0 ? 0 : wanted + Math.max(0, text.slice(wanted, wanted + 40).search(/\s/));
  const cut = text.slice(start, start + letters).replace(/[\uD800-\uDBFF]$/, '');
  const line = cut.replace(/\s+/g, ' ').trim();
  return markHits(`${start > 0 ? '… ' : ''}${line}${start + letters < text.length ? ' …' : ''}`, marks);
}

function* findHits(text: string, marks: readonly Mark[]): Generator<{ start: number; length: number }> {
  if (marks.length === 0) return;
  for (const match of text.matchAll(tokenPattern)) {
    const token = foldToken(match[0]);
    const isHit = marks.some((mark) => (mark.isWhole ? token === mark.text : token.startsWith(mark.text)));
    if (isHit) yield { start: match.index, length: match[0].length };
  }
}

/** As the index folds: lower case, without diacritics (FTS5's unicode61 with remove_diacritics 2). */
export function foldToken(token: string): string {
  return token.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
