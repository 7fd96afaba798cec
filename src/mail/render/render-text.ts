import { linkify } from '../../domain/html/linkify.ts';
import { cleanLine } from '../../domain/plain-text.ts';
import { splitText } from '../../domain/quote.ts';
import type { Rendering } from '../../domain/rendering.ts';

const excerptCharacters = 200;

/** How a text is shown: what was written, and what is folded. @param isForward as for `splitText` */
export function renderText(text: string, isForward = false): Rendering {
  const blocks = splitText(text, { isForward })
    .filter((segment) => segment.text.trim() !== '')
    .map(({ kind, text: lines }) => ({ kind, pieces: linkify(trimLines(lines)) }));
  return {
    html: undefined,
    blocks,
    excerpt: makeExcerpt(text),
    ground: 'reader',
    hasRemoteImages: false,
    isShortened: false,
  };
}

/** @returns how a text begins, on one line */
export function makeExcerpt(text: string): string {
  const line = cleanLine(text.slice(0, 5 * excerptCharacters));
  return line.slice(0, excerptCharacters).replace(/[\uD800-\uDBFF]$/, '');
}

function trimLines(text: string): string {
  let start = 0;
  while (text[start] === '\n') start++;
  let end = text.length;
  while (end > start && text[end - 1] === '\n') end--;
  return text.slice(start, end);
}
