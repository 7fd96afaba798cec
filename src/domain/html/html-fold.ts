import { type HtmlTag, isVoidTag, readTags } from './html-tokens.ts';

/** What the sanitizer noted on an element: it is a quote or signature, or a quote begins here and runs on. */
export type FoldMark = 'quote' | 'signature' | 'rest';

interface Element {
  readonly start: number;
  readonly contentStart: number;
  contentEnd: number;
  end: number;
  readonly parent: Element | undefined;
  readonly mark: FoldMark | undefined;
}
interface Range {
  readonly start: number;
  readonly end: number;
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
  for (const tag of readTags(html)) {
    if (tag.isClosing) {
      if (open === undefined) continue;
      open.contentEnd = tag.start;
      open.end = tag.end;
      open = open.parent;
      continue;
    }
    const element = startElement(tag, open, html.length);
    elements.push(element);
    if (!isVoidTag(tag.name)) open = element;
  }
  return elements;
}

function startElement(tag: HtmlTag, parent: Element | undefined, length: number): Element {
  const end = isVoidTag(tag.name) ? tag.end : length;
  const mark = / data-fold="([a-z]+)"/.exec(tag.attributes)?.[1] as FoldMark | undefined;
  return { start: tag.start, contentStart: tag.end, contentEnd: end, end, parent, mark };
}

function chooseRanges(html: string, elements: readonly Element[]): Range[] {
  const ranges: Range[] = [];
  let covered = 0;
  for (const element of elements) {
    if (element.mark === undefined || element.start < covered) continue;
    const range = element.mark === 'rest' ? findRest(html, element, covered) : wholeElement(element);
    ranges.push(range);
    covered = range.end;
  }
  return ranges;
}

function wholeElement(element: Element): Range {
  const title = element.mark === 'signature' ? 'Signature' : 'Quoted text';
  return { start: element.start, end: element.end, title };
}

// Outlook wraps the header block of the quote in further elements: the quote begins where the outermost of them does.
function findRest(html: string, marked: Element, covered: number): Range {
  let first = marked;
  while (first.parent !== undefined && first.parent.start >= covered) {
    if (html.slice(first.parent.contentStart, first.start).trim() !== '') break;
    first = first.parent;
  }
  return { start: first.start, end: first.parent?.contentEnd ?? html.length, title: 'Quoted text' };
}

function hasContent(html: string): boolean {
  return html.includes('<img') || html.replace(/<[^>]*>/g, '').trim() !== '';
}
