import { isAttribution } from '../attribution.ts';
import { readHeadLine } from '../mail-head-words.ts';
import { isBareAttribution, isHead, isHeadLine } from '../quote-heads.ts';
import type { OutlineElement, OutlineLine } from './html-outline.ts';

/** Where a fold begins: an element with a mark, or a line that says that an older message follows. */
export type Beginning = Omit<OutlineElement, 'contentEnd'>;

function beginAt({ start, parent }: OutlineLine, end: number, mark: 'rest' | 'maybe'): Beginning {
  return { name: '', start, contentStart: start, end, parent, mark };
}

export function isQuote({ mark }: Pick<Beginning, 'mark'>): boolean {
  return mark === 'quote' || mark === 'rest';
}

/** @returns the first line below something written that says that an older message follows; undefined for none */
export function findHead(
  lines: readonly OutlineLine[],
  marked: readonly Beginning[],
  isForward: boolean,
): Beginning | undefined {
  const texts = lines.map(({ text }) => text);
  const end = marked.find(isQuote)?.start ?? Number.POSITIVE_INFINITY;
  const isMarked = marked.some(({ mark }) => mark !== 'signature');
  let hasWords = false;
  let awaitsForwarded = isForward;
  for (const [index, line] of lines.entries()) {
    if (line.start >= end) return undefined;
    const isHeading = isHead(texts, index);
    const begins = isHeading || (!isMarked && isBareAttribution(texts, index));
    if (begins && hasWords) return beginAt(line, line.start, 'rest');
    if (isHeading) awaitsForwarded = false;
    hasWords ||= line.text !== '' && !isHeading && !awaitsForwarded && !isPartOfHead(texts, index);
  }
  return undefined;
}

/** The lines of a head below its first one are no words of the letter. */
function isPartOfHead(texts: readonly string[], index: number): boolean {
  return readHeadLine(texts[index] ?? '') !== undefined;
}

/**
 * @returns the runs of lines that begin with `>`, as plain texts quote, each within one element; a quote only where a line
 * above says so, as newsletters put the sign before what can be bought. @param length of the HTML
 */
export function findMarkedLines(lines: readonly OutlineLine[], length: number): Beginning[] {
  const runs: Beginning[] = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = lines[index];
    if (opening === undefined || !opening.text.startsWith('>')) continue;
    const first = comeWithin(opening, lines[index + 1]);
    while (lines[index + 1]?.text.startsWith('>') === true && lines[index + 1]?.parent === first.parent)
      index++;
    const next = lines[index + 1];
    const isBeside = next !== undefined && next.parent === first.parent;
    const end = isBeside
      ? next.start
      : (first.parent?.contentEnd ?? (next === undefined ? length : undefined));
    if (end !== undefined && (isBeside || next === undefined || next.start >= end))
      runs.push(beginAt(first, end, 'maybe'));
  }
  return runs;
}

/** A line begins with the elements that begin with it, the ones below it within them. @returns the line in the element of the next */
function comeWithin(line: OutlineLine, next: OutlineLine | undefined): OutlineLine {
  const holder = next?.text.startsWith('>') === true ? next.parent : undefined;
  const isWithin = holder !== undefined && holder !== line.parent && holder.start >= line.start;
  return isWithin ? { ...line, start: holder.contentStart, parent: holder } : line;
}

/** Whether lines are no more than what programs write above a message that they pass on. */
export function isHeadOnly(lines: readonly OutlineLine[]): boolean {
  return lines.length <= mostHeadLines && lines.every(({ text }) => isHeadLine(text) || isAttribution(text));
}

const mostHeadLines = 20;
