import { isBlockTag } from './html-text.ts';
import { type HtmlTag, isVoidTag, readTags, unescapeHtml } from './html-tokens.ts';

/** What the sanitizer noted on an element: it is a quote or signature, perhaps one, or a quote begins here and runs on. */
export type FoldMark = 'quote' | 'maybe' | 'signature' | 'rest';

export interface OutlineElement {
  readonly name: string;
  readonly start: number;
  readonly contentStart: number;
  contentEnd: number;
  end: number;
  readonly parent: OutlineElement | undefined;
  readonly mark: FoldMark | undefined;
}

/** What a reader sees as one line, however many elements it is made of. */
export interface OutlineLine {
  /** At most so long as a line of somebody's introduction. */
  readonly text: string;
  /** Where it begins, with the elements that begin with it; they all end within `parent`. */
  readonly start: number;
  readonly parent: OutlineElement | undefined;
}

/** Sanitized HTML as elements and lines, both in the order in which they begin. */
interface Outline {
  readonly elements: readonly OutlineElement[];
  readonly lines: readonly OutlineLine[];
}

const longestText = 600;

interface Reading {
  readonly html: string;
  readonly elements: OutlineElement[];
  readonly lines: OutlineLine[];
  open: OutlineElement | undefined;
  /** Within how many elements whose line ends are seen. */
  preDepth: number;
  /** Of the line under way: its text, and where it and what holds it began. */
  text: string;
  start: { readonly at: number; readonly parent: OutlineElement | undefined } | undefined;
}

/** Reads sanitized HTML once from its beginning to its end. */
export function readOutline(html: string): Outline {
  const reading: Reading = {
    html,
    elements: [],
    lines: [],
    open: undefined,
    preDepth: 0,
    text: '',
    start: undefined,
  };
  let last = 0;
  for (const tag of readTags(html)) {
    addText(reading, last, tag.start);
    last = tag.end;
    if (tag.isClosing) leave(reading, tag);
    else enter(reading, tag);
  }
  addText(reading, last, html.length);
  endLine(reading, html.length, false);
  return { elements: reading.elements, lines: reading.lines };
}

function enter(reading: Reading, tag: HtmlTag): void {
  const isBreak = tag.name === 'br';
  if (isBreak || isBlockTag(tag.name)) endLine(reading, tag.start, isBreak);
  else if ((tag.name === 'td' || tag.name === 'th') && !reading.text.endsWith(' ')) reading.text += ' ';
  if (isBreak) return;
  const isVoid = isVoidTag(tag.name);
  const { open, html } = reading;
  const end = isVoid ? tag.end : html.length;
  const mark = / data-fold="([a-z]+)"/.exec(tag.attributes)?.[1] as FoldMark | undefined;
  reading.elements.push({
    name: tag.name,
    start: tag.start,
    contentStart: tag.end,
    contentEnd: end,
    end,
    parent: open,
    mark,
  });
  if (reading.text.trim() === '') reading.start ??= { at: tag.start, parent: open };
  if (tag.name === 'pre') reading.preDepth++;
  if (!isVoid) reading.open = reading.elements.at(-1);
}

function leave(reading: Reading, tag: HtmlTag): void {
  const { open } = reading;
  if (open === undefined) return;
  open.contentEnd = tag.start;
  open.end = tag.end;
  reading.open = open.parent;
  if (tag.name === 'pre') reading.preDepth--;
  if (isBlockTag(tag.name)) endLine(reading, tag.start, false);
  // Where the element that it began with has ended without text, it begins after that element.
  else if (reading.text.trim() === '' && reading.start?.parent === open) reading.start = undefined;
}

function addText(reading: Reading, start: number, end: number): void {
  let at = start;
  while (reading.preDepth > 0 && at < end) {
    const feed = reading.html.indexOf('\n', at);
    if (feed < 0 || feed >= end) break;
    addWords(reading, at, feed);
    endLine(reading, feed, true);
    at = feed + 1;
  }
  addWords(reading, at, end);
}

function addWords(reading: Reading, start: number, end: number): void {
  if (start >= end) return;
  const text = reading.html.slice(start, Math.min(end, start + longestText));
  if (reading.text.trim() === '' && text.trim() !== '') {
    const at = start + text.length - text.trimStart().length;
    reading.start ??= { at, parent: reading.open };
  }
  if (reading.text.length < longestText) reading.text += text;
}

/** @param end where it is over. @param keepsEmpty for a break: an empty line is seen, and stands there */
function endLine(reading: Reading, end: number, keepsEmpty: boolean): void {
  const text = unescapeHtml(reading.text)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
  const { start, open } = reading;
  reading.text = '';
  reading.start = undefined;
  if (text === '' && !keepsEmpty) return;
  reading.lines.push({
    text,
    start: start?.at ?? end,
    parent: start === undefined ? open : start.parent,
  });
}
