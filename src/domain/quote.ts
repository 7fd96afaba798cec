import { isAttribution } from './attribution.ts';
import { readPassedOn } from './passed-on.ts';
import { isBareAttribution, isBlank, isHead, isHeadLine, isQuoted, longestLine } from './quote-heads.ts';
import { deviceLines } from './quote-words.ts';

/** A run of lines of a plain text. The texts of all segments, joined by line feeds, are the whole text again. */
export interface TextSegment {
  readonly kind: 'text' | 'quote' | 'signature';
  readonly text: string;
}

/** A signature of more lines is a part of the letter. */
const longestSignature = 40;

/**
 * Splits a plain text into what was written and what is folded: quoted history and signatures. Nothing is dropped, and
 * what stands between quoted lines is always text: people answer there. Each line is looked at a few times at most.
 * @param isForward the message passes another one on: that is what it has to say, and what stands below is history
 */
export function splitText(text: string, { isForward = false } = {}): TextSegment[] {
  const written = text.split('\n');
  const passedOn = isForward ? readPassedOn(written) : undefined;
  const lines = passedOn?.lines ?? written;
  const reading: Reading = { lines, lastQuoted: lines.findLastIndex(isQuoted) };
  const kinds: TextSegment['kind'][] = [];
  let tail: TextSegment['kind'] = 'text';
  // Where nothing was written above a head, it is the letter; and so is what is passed on.
  let hasWords = false;
  let awaitsForwarded = isForward;
  while (kinds.length < lines.length) {
    const index = kinds.length;
    // What stands above it, such as a signature, ends where it begins.
    if (index === passedOn?.start) tail = 'text';
    const quoted = tail === 'quote' ? 0 : countQuoted(reading, index, hasWords);
    if (quoted === 'rest') tail = 'quote';
    else if (quoted === 0 && tail === 'text' && isSignatureStart(reading, index)) tail = 'signature';
    if (quoted === 0 || quoted === 'rest') kinds.push(tail);
    else for (let count = 0; count < quoted; count++) kinds.push('quote');
    const isHeading = isHeadLine(lines[index]);
    if (isHeading && isHead(lines, index)) awaitsForwarded = false;
    hasWords ||= kinds.at(-1) === 'text' && !isHeading && !awaitsForwarded;
  }
  return mergeRuns(written, joinQuotes(written, kinds));
}

interface Reading {
  readonly lines: readonly string[];
  /** The last line that is marked as quoted; -1 for none. */
  readonly lastQuoted: number;
}

/** Some programs put who wrote before the sign, `HD>`, or a stroke in its place: a quote only below a line that says so. */
const furtherMark = /^ {0,2}(?:\p{Lu}{1,4}>|\|(?=[ |]|$))/u;

/** @returns how many lines from `index` are marked as those of one quote */
function countMarked(lines: readonly string[], index: number, isIntroduced: boolean): number {
  let end = index;
  while (isQuoted(lines[end])) end++;
  const mark =
    isIntroduced && end === index ? furtherMark.exec(lines[index]?.slice(0, 8) ?? '')?.[0] : undefined;
  if (mark === undefined) return end - index;
  const isMarked = (line: string | undefined) => line?.startsWith(mark) === true;
  while (isMarked(lines[end]) || (isBlank(lines[end]) && isMarked(lines[end + 1]))) end++;
  return end - index;
}

/** @returns how many lines from `index` are a quote with what introduces it; `rest` where all that follows is one */
function countQuoted({ lines, lastQuoted }: Reading, index: number, hasWords: boolean): number | 'rest' {
  const head = countHead(lines, index, hasWords);
  const introduction = countAttribution(lines, index + head);
  const end = index + head + introduction;
  const marked = countMarked(lines, end, introduction > 0);
  if (marked > 0) return end + marked - index;
  if (head > 0) return 'rest';
  const isBare =
    hasWords && lastQuoted < index && isBlank(lines[index - 1]) && isBareAttribution(lines, index);
  return isBare ? 'rest' : 0;
}

/** What introduces a quote to its end: a separator, a line, Outlook's block. */
function countHead(lines: readonly string[], index: number, hasWords: boolean): number {
  if (!hasWords || !isHead(lines, index)) return 0;
  let end = index;
  while (end < lines.length && end - index < 12 && !isQuoted(lines[end]) && isHeadLine(lines[end])) end++;
  return Math.max(1, end - index);
}

/** By their first two letters: each line is held against a few of them. */
const deviceStarts = Map.groupBy(deviceLines, (start) => start.slice(0, 2));

// RFC 3676 section 4.3; some programs drop the blank, telephones have their own line.
function isSignatureStart(reading: Reading, index: number): boolean {
  const { lines } = reading;
  const line = lines[index] ?? '';
  if (line === '-- ' || line === '--') return lines.length - index <= longestSignature;
  if (line.length > 80) return false;
  const words = line.trim().toLowerCase();
  if (deviceStarts.get(words.slice(0, 2))?.some((start) => words.startsWith(start)) !== true) return false;
  let next = index + 1;
  while (next < lines.length && next - index < 6 && isBlank(lines[next])) next++;
  return next >= lines.length || countQuoted(reading, next, true) !== 0;
}

/** Lines that introduce a quote right below, or below an empty line. */
function countAttribution(lines: readonly string[], index: number): number {
  if (isBlank(lines[index]) || isQuoted(lines[index])) return 0;
  for (const count of [1, 2, 3]) {
    const last = lines[index + count - 1];
    if (isBlank(last) || (last?.length ?? 0) > longestLine) return 0;
    const gap = isBlank(lines[index + count]) ? 1 : 0;
    const below = lines[index + count + gap];
    if (!isQuoted(below) && !furtherMark.test(below ?? '')) continue;
    if (isIntroduction(lines, index, count)) return count + gap;
  }
  return 0;
}

/** Over several lines it begins with the one that has the date, not with the last line of the answer above it. */
function isIntroduction(lines: readonly string[], index: number, count: number): boolean {
  const first = (lines[index] ?? '').trim();
  if (!isAttribution(lines.slice(index, index + count).join(' '))) return false;
  if (count === 1) return true;
  const begins = /\d/.test(first) && !/[.!?]$/.test(first);
  return begins && !(/\d/.test(lines[index + 1] ?? '') && isIntroduction(lines, index + 1, count - 1));
}

/** Empty lines between two quotes belong to them. */
function joinQuotes(lines: readonly string[], kinds: readonly TextSegment['kind'][]): TextSegment['kind'][] {
  const joined = [...kinds];
  for (let start = 0; start < joined.length; start++) {
    if (joined[start] !== 'text' || joined[start - 1] !== 'quote' || !isBlank(lines[start])) continue;
    let end = start;
    while (joined[end] === 'text' && end < lines.length && isBlank(lines[end])) end++;
    if (joined[end] === 'quote') joined.fill('quote', start, end);
    start = end;
  }
  return joined;
}

function mergeRuns(lines: readonly string[], kinds: readonly TextSegment['kind'][]): TextSegment[] {
  const segments: TextSegment[] = [];
  let start = 0;
  for (let index = 1; index <= lines.length; index++) {
    const kind = kinds[start] ?? 'text';
    if (index < lines.length && kinds[index] === kind) continue;
    segments.push({ kind, text: lines.slice(start, index).join('\n') });
    start = index;
  }
  return segments;
}
