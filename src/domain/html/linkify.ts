import { trimEndOf } from '../plain-text.ts';

/** A piece of plain text: words, or an address of the web that can be opened. */
export interface TextPiece {
  readonly text: string;
  readonly url: string | undefined;
}

/** With its scheme, or beginning with `www.` and a name that goes on with two dots at least. */
const links =
  /(?:\bhttps?:\/\/|(?<![\p{L}\p{N}@/.:_-])www\.(?=[\p{L}\p{N}-]{1,63}\.[\p{L}\p{N}]))[^\s<>"'`{}|\\^\p{Cc}\p{Cf}]{4,2000}/giu;
// What ends a sentence around the link rather than the link.
const trailing = /[.,;:!?'’”»)\]]/;

/** Finds web links in plain text. The texts of all pieces, joined, are the whole text again. */
export function linkify(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let last = 0;
  for (const match of text.matchAll(links)) {
    const found = trimLink(match[0]);
    const url = /^www\./i.test(found) ? `https://${found}` : found;
    if (!URL.canParse(url)) continue;
    if (match.index > last) pieces.push({ text: text.slice(last, match.index), url: undefined });
    pieces.push({ text: found, url });
    last = match.index + found.length;
  }
  if (last < text.length) pieces.push({ text: text.slice(last), url: undefined });
  return pieces;
}

// A closing bracket belongs to the link when it was opened in it, as in Wikipedia's addresses.
function trimLink(found: string): string {
  const url = trimEndOf(found, trailing);
  const isOpened = url.split('(').length > url.split(')').length;
  return isOpened && found[url.length] === ')' ? `${url})` : url;
}
