import { isAttribution } from '../attribution.ts';
import { type Beginning, findHead, findMarkedLines, isHeadOnly, isQuote } from './html-heads.ts';
import { type OutlineLine, readOutline } from './html-outline.ts';
import { isVoidTag, readTags } from './html-tokens.ts';

const quoted = 'Quoted text';
/** Heads are looked for in so many lines; what is longer has told before what it is. */
const mostLines = 20_000;

interface Range {
  start: number;
  end: number;
  readonly title: string;
  /** Closing tags stand between it and the one before: they cannot be one. */
  readonly isApart?: boolean;
}

/**
 * Wraps quotes and signatures of sanitized HTML in `<details>`, the outermost only, and takes the sanitizer's marks off:
 * what carries a mark, and what follows a line that says so. Nothing is dropped; where nothing would stay visible the
 * first fold is open.
 * @param isForward the message forwards another one, which is not folded
 */
export function foldHtml(html: string, { isForward = false } = {}): string {
  const ranges = chooseRanges(html, isForward);
  if (ranges.length === 0) return stripMarks(html);
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
  return html.replace(/(<[a-z][^<>]*) data-fold="[a-z]+"/g, '$1');
}

function chooseRanges(html: string, isForward: boolean): Range[] {
  const { elements, lines } = readOutline(html);
  const marked = elements.filter(({ mark }) => mark !== undefined);
  const read = lines.slice(0, mostLines);
  const head = findHead(read, marked, isForward);
  const beginnings: Beginning[] = [
    ...(head === undefined ? [] : [head]),
    ...marked,
    ...findMarkedLines(read, html.length),
  ];
  beginnings.sort((one, other) => one.start - other.start);
  const ranges: Range[] = [];
  let covered = 0;
  let passedOn = isForward && head === undefined ? beginnings.find(isQuote) : undefined;
  for (const each of beginnings) {
    if (each.start < covered) continue;
    if (passedOn !== undefined && isQuote(each)) {
      // What is passed on, with what its program wrote above it.
      const above = read.slice(findFirst(read, passedOn.contentStart), findFirst(read, each.start));
      if (each === passedOn || isHeadOnly(above)) continue;
      passedOn = undefined;
    }
    const found = each === head ? findTails(html, each) : findRanges(html, each, { lines, marked, covered });
    for (const range of found) {
      covered = range.end;
      addRange(html, ranges, range);
    }
  }
  return ranges;
}

// A line that introduces a quote is often an element of its own.
function addRange(html: string, ranges: Range[], range: Range): void {
  const last = ranges.at(-1);
  const joins = last?.title === range.title && range.isApart !== true;
  if (joins && isGap(html.slice(last.end, range.start))) last.end = range.end;
  else ranges.push(range);
}

interface Seen {
  readonly lines: readonly OutlineLine[];
  readonly marked: readonly Beginning[];
  /** Where the last range has ended. */
  readonly covered: number;
}

function findRanges(html: string, each: Beginning, seen: Seen): readonly Range[] {
  if (each.mark === 'signature') return [{ start: each.start, end: each.end, title: 'Signature' }];
  const pieces = each.mark === 'quote' ? splitContainer(html, each, seen) : [];
  if (pieces.length > 0) return pieces;
  const first = each.mark === 'rest' ? findOutermost(html, each, seen.covered) : each;
  const end = each.mark === 'rest' ? (first.parent?.contentEnd ?? html.length) : each.end;
  const introduced = findIntroduction(html, first, seen);
  if (introduced === undefined && each.mark !== 'rest') {
    const outer = findWrapper(html, each);
    const start = outer === each ? undefined : findIntroduction(html, outer, seen);
    if (start !== undefined) return [{ start, end: outer.end, title: quoted }];
  }
  // Not every indented paragraph is somebody else's.
  if (each.mark === 'maybe' && introduced === undefined && !beginsWithIntroduction(each, seen)) return [];
  return [{ start: introduced ?? first.start, end, title: quoted }];
}

/**
 * Gmail and Proton put the answer that is written between the pieces of a quote into the element around the quote.
 * @returns the pieces, where something is written behind the first of them; else []
 */
function splitContainer(html: string, container: Beginning, { marked }: Seen): Range[] {
  if (container.name !== 'div') return [];
  const pieces: Range[] = [];
  let last = container.start;
  for (const each of marked) {
    if (each.start >= container.end) break;
    if (each.start <= last || each.name !== 'blockquote' || !isQuote(each)) continue;
    // What stands above the first piece says whose words they are.
    const isFirst = pieces.length === 0 && each.parent === container;
    pieces.push({ start: isFirst ? container.contentStart : each.start, end: each.end, title: quoted });
    last = each.end;
  }
  const [first] = pieces;
  if (first === undefined) return [];
  const behind = pieces.map(({ end }, index) => html.slice(end, pieces[index + 1]?.start ?? container.end));
  return behind.some(hasContent) ? pieces : [];
}

function beginsWithIntroduction({ start, end }: Beginning, { lines }: Seen): boolean {
  const index = findFirst(lines, start);
  const own = lines.slice(index, index + 3).filter((line) => line.start < end);
  return own.some((_, last) => {
    const text = own.slice(0, last + 1).map((line) => line.text);
    return (last === 0 || /\d/.test(text[0] ?? '')) && isAttribution(text.join(' '));
  });
}

/** @returns the outermost element that holds nothing but the quote */
function findWrapper(html: string, quote: Beginning): Beginning {
  let outer = quote;
  for (let holder = quote.parent; holder !== undefined; holder = holder.parent) {
    const isAround =
      isEmpty(html.slice(holder.contentStart, outer.start)) &&
      isEmpty(html.slice(outer.end, holder.contentEnd));
    if (!isAround) break;
    outer = holder;
  }
  return outer;
}

type Place = Pick<Beginning, 'start' | 'parent'>;

// Outlook wraps the header block of the quote in further elements: the quote begins where the outermost of them does.
function findOutermost(html: string, marked: Place, covered: number): Place {
  let first = marked;
  while (first.parent !== undefined && first.parent.start >= covered) {
    if (html.slice(first.parent.contentStart, first.start).trim() !== '') break;
    first = first.parent;
  }
  return first;
}

/** From a line on to the end, in as many pieces as there are elements that end in between. */
function findTails(html: string, head: Beginning): Range[] {
  const { start, parent } = findOutermost(html, head, 0);
  const ranges: Range[] = [{ start, end: parent?.contentEnd ?? html.length, title: quoted }];
  for (let holder = parent; holder !== undefined && ranges.length < 20; holder = holder.parent) {
    const from = holder.end;
    const end = holder.parent?.contentEnd ?? html.length;
    if (hasContent(html.slice(from, end))) ranges.push({ start: from, end, title: quoted, isApart: true });
  }
  return ranges;
}

/** @returns where a quote begins with the line above it that introduces it: "On … Anna wrote:"; undefined without one */
function findIntroduction(html: string, quote: Place, { lines, covered }: Seen): number | undefined {
  const below = findFirst(lines, quote.start);
  let last = below - 1;
  while (last >= 0 && last > below - 3 && lines[last]?.text === '') last--;
  for (const count of [1, 2, 3]) {
    const first = lines[last - count + 1];
    if (first === undefined || first.start < covered) return undefined;
    const text = lines.slice(last - count + 1, last + 1).map((line) => line.text);
    if (count > 1 && !/\d/.test(first.text)) continue;
    if (isAttribution(text.join(' '))) return climb(html, first, quote);
  }
  return undefined;
}

/** @returns where the line begins among the elements that the quote is one of; undefined where it stands elsewhere */
function climb(html: string, line: OutlineLine, quote: Place): number | undefined {
  let { start, parent } = line;
  const holder = quote.parent;
  // The line begins with the element that holds the quote, too.
  if (holder !== undefined && start <= holder.start) {
    return isEmpty(html.slice(start, holder.contentStart)) ? holder.contentStart : undefined;
  }
  while (parent !== holder) {
    if (parent === undefined || !isEmpty(html.slice(parent.contentStart, start))) return undefined;
    ({ start, parent } = parent);
  }
  return start;
}

/** @returns the index of the first line that begins at `position` or behind it */
function findFirst(lines: readonly OutlineLine[], position: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nothing to read, and no element that begins on one side and ends on the other. */
function isGap(html: string): boolean {
  if (!isEmpty(html)) return false;
  let depth = 0;
  for (const { name, isClosing } of readTags(html)) {
    if (!isVoidTag(name)) depth += isClosing ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function isEmpty(html: string): boolean {
  return html.length < 500 && !hasContent(html);
}

function hasContent(html: string): boolean {
  return html.includes('<img') || html.replace(/<[^<>]*>/g, '').trim() !== '';
}
