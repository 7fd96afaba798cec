import { isAttribution } from '../quote.ts';
import { type HtmlTag, isVoidTag, readTags, unescapeHtml } from './html-tokens.ts';

/** What the sanitizer noted on an element: it is a quote or signature, or a quote begins here and runs on. */
export type FoldMark = 'quote' | 'signature' | 'rest';

const quoted = 'Quoted text';
/** Longer ones are no line. */
const longestIntroduction = 3_000;

interface Element {
  readonly start: number;
  readonly contentStart: number;
  contentEnd: number;
  end: number;
  readonly parent: Element | undefined;
  /** The element before it in its parent, line breaks left out. */
  readonly elder: Element | undefined;
  youngest: Element | undefined;
  readonly mark: FoldMark | undefined;
}
interface Range {
  start: number;
  end: number;
  readonly title: string;
}

/**
 * Wraps marked quotes and signatures of sanitized HTML in `<details>`, the outermost only, and takes the marks off.
 * Nothing is dropped; where nothing would stay visible the first fold is open.
 */
export function foldHtml(html: string): string {
  if (!html.includes(' data-fold="')) return html;
  const ranges = chooseRanges(html, listElements(html));
  let result = '';
  let last = 0;
  let outside = '';
  for (const range of ranges) {
    outside += html.slice(last, range.start);
    result += `${stripMarks(html.slice(last, range.start))}<details><summary>${range.title}</summary>`;
    result += `${stripMarks(html.slice(range.start, range.end))}</details>`;
    last = range.end;
  }
  outside += html.slice(last);
  const folded = result + stripMarks(html.slice(last));
  return hasContent(outside) ? folded : folded.replace('<details>', '<details open>');
}

/** Takes the sanitizer's fold marks off without folding. */
export function stripMarks(html: string): string {
  return html.replace(/(<[a-z][^>]*) data-fold="[a-z]+"/g, '$1');
}

function listElements(html: string): Element[] {
  const elements: Element[] = [];
  let open: Element | undefined;
  let youngest: Element | undefined;
  for (const tag of readTags(html)) {
    if (tag.isClosing) {
      if (open === undefined) continue;
      open.contentEnd = tag.start;
      open.end = tag.end;
      open = open.parent;
      continue;
    }
    const element = startElement(tag, open, open === undefined ? youngest : open.youngest, html.length);
    elements.push(element);
    if (open !== undefined && tag.name !== 'br') open.youngest = element;
    else if (open === undefined && tag.name !== 'br') youngest = element;
    if (!isVoidTag(tag.name)) open = element;
  }
  return elements;
}

function startElement(
  tag: HtmlTag,
  parent: Element | undefined,
  elder: Element | undefined,
  length: number,
): Element {
  const end = isVoidTag(tag.name) ? tag.end : length;
  const mark = / data-fold="([a-z]+)"/.exec(tag.attributes)?.[1] as FoldMark | undefined;
  return {
    start: tag.start,
    contentStart: tag.end,
    contentEnd: end,
    end,
    parent,
    elder,
    youngest: undefined,
    mark,
  };
}

function chooseRanges(html: string, elements: readonly Element[]): Range[] {
  const ranges: Range[] = [];
  let covered = 0;
  for (const element of elements) {
    if (element.mark === undefined || element.start < covered) continue;
    const range = element.mark === 'rest' ? findRest(html, element, covered) : wholeElement(element);
    if (range.title === quoted) range.start = findIntroduction(html, element, range.start, covered);
    const last = ranges.at(-1);
    covered = range.end;
    // A line that introduces a quote is often an element of its own.
    if (last?.title === range.title && isEmpty(html.slice(last.end, range.start))) last.end = range.end;
    else ranges.push(range);
  }
  return ranges;
}

function wholeElement(element: Element): Range {
  const title = element.mark === 'signature' ? 'Signature' : quoted;
  return { start: element.start, end: element.end, title };
}

// Outlook wraps the header block of the quote in further elements: the quote begins where the outermost of them does.
function findRest(html: string, marked: Element, covered: number): Range {
  let first = marked;
  while (first.parent !== undefined && first.parent.start >= covered) {
    if (html.slice(first.parent.contentStart, first.start).trim() !== '') break;
    first = first.parent;
  }
  return { start: first.start, end: first.parent?.contentEnd ?? html.length, title: quoted };
}

/** @returns where a quote begins with the element right above it that introduces it: "On … Anna wrote:" */
function findIntroduction(html: string, quote: Element, start: number, covered: number): number {
  const above = quote.elder;
  if (above === undefined || above.start < covered || above.mark !== undefined) return start;
  if (above.end - above.start > longestIntroduction || !isEmpty(html.slice(above.end, start))) return start;
  return isAttribution(textOf(html.slice(above.start, above.end))) ? above.start : start;
}

function isEmpty(html: string): boolean {
  return html.length < 500 && !hasContent(html);
}

/** The text of a short piece of sanitized HTML. */
function textOf(html: string): string {
  return unescapeHtml(html.replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();
}

function hasContent(html: string): boolean {
  return html.includes('<img') || html.replace(/<[^>]*>/g, '').trim() !== '';
}
