import { isHeadBlock, readHeadLine } from './mail-head-words.ts';
import {
  attributionOpenings,
  attributionWords,
  deviceLines,
  forwardWords,
  separatorWords,
} from './quote-words.ts';

/** A run of lines of a plain text. The texts of all segments, joined by line feeds, are the whole text again. */
export interface TextSegment {
  readonly kind: 'text' | 'quote' | 'signature';
  readonly text: string;
}

/** Longer lines are nobody's introduction or heading. */
const longestLine = 300;
const longestAttribution = 400;
/** A signature of more lines is a part of the letter. */
const longestSignature = 40;

/**
 * Splits a plain text into what was written and what is folded: quoted history and signatures. Nothing is dropped, and
 * what stands between quoted lines is always text: people answer there. Each line is looked at a few times at most.
 * @param isForward the message passes another one on: that is what it has to say, and what stands below is history
 */
export function splitText(text: string, { isForward = false } = {}): TextSegment[] {
  const lines = text.split('\n');
  const reading: Reading = { lines, lastQuoted: lines.findLastIndex(isQuoted) };
  const kinds: TextSegment['kind'][] = [];
  let tail: TextSegment['kind'] = 'text';
  // Where nothing was written above a head, it is the letter; and so is what is passed on.
  let hasWords = false;
  let awaitsForwarded = isForward;
  while (kinds.length < lines.length) {
    const index = kinds.length;
    const quoted = tail === 'quote' ? 0 : countQuoted(reading, index, hasWords);
    if (quoted === 'rest') tail = 'quote';
    else if (quoted === 0 && tail === 'text' && isSignatureStart(reading, index)) tail = 'signature';
    if (quoted === 0 || quoted === 'rest') kinds.push(tail);
    else for (let count = 0; count < quoted; count++) kinds.push('quote');
    const isHeading = isHeadLine(lines[index]);
    if (isHeading && isHead(lines, index)) awaitsForwarded = false;
    hasWords ||= kinds.at(-1) === 'text' && !isHeading && !awaitsForwarded;
  }
  return mergeRuns(lines, joinQuotes(lines, kinds));
}

interface Reading {
  readonly lines: readonly string[];
  /** The last line that is marked as quoted; -1 for none. */
  readonly lastQuoted: number;
}

/** Marks of direction, which Gmail puts around what stands in another script. */
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** So few words may name who wrote without a date or an address; a longer line is a sentence of the letter. */
const mostWordsOfName = 6;

/** Whether a text of one or two lines introduces what follows it as somebody else's words. */
export function isAttribution(text: string): boolean {
  if (text.length > 2 * longestAttribution) return false;
  const line = trimMarks(text.replace(directions, '').replaceAll('\n', ' ').trim());
  if (line.length < 6 || line.length > longestAttribution) return false;
  const ending = line.endsWith(':') || line.endsWith('：');
  const words = (ending ? line.slice(0, -1) : line).trim().toLowerCase();
  if (!/[\d@]/.test(words) && words.split(' ').length > mostWordsOfName) return false;
  if (hasVerb(words, ending)) return true;
  if (ending && attributionOpenings.some((opening) => words.startsWith(opening))) return true;
  // Gmail in Japanese and others: a date, a name, an address, no verb at all; Mutt's date in brackets.
  const hasDate = /\d{4}\D/.test(words) || /\d[:.]\d\d/.test(words);
  return ending && hasDate && (words.includes('@') || /\[[^[\]]{8,60}\]$/.test(words));
}

/** "napsal(a)", "napisao/la": the program does not know who writes. */
function hasVerb(words: string, ending: boolean): boolean {
  const bare = words.replace(/(?:\(\p{L}{1,3}\)|\/\p{L}{1,3})$/u, '');
  return attributionWords.some(
    (verb) => words.endsWith(verb) || bare.endsWith(verb) || (ending && holdsWord(words, verb)),
  );
}

/** Words that are written without blanks around them may stand anywhere. */
function holdsWord(words: string, verb: string): boolean {
  const at = words.indexOf(verb);
  if (at < 0) return false;
  return (
    verb.charCodeAt(0) > 0x2e80 ||
    ((words[at - 1] ?? ' ') === ' ' && (words[at + verb.length] ?? ' ') === ' ')
  );
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

function isQuoted(line: string | undefined): boolean {
  return line !== undefined && (line.startsWith('>') || line.startsWith(' >'));
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

/** Whether a line, with those below it, says that an older message follows. */
export function isHead(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line.length > longestLine || isBlank(line)) return false;
  if (isSeparator(line)) return true;
  if (isRule(line) || isForwardLine(line)) return isHeadBelow(lines, index + 1);
  return readHeadLine(line) !== undefined && isHeadBlock(lines, index);
}

function isHeadBelow(lines: readonly string[], index: number): boolean {
  let start = index;
  while (start < index + 3 && start < lines.length && isBlank(lines[start])) start++;
  return isSeparator(lines[start] ?? '') || isHeadBlock(lines, start);
}

/**
 * Some programs mark no line of what they quote, and everything below is it; where a line with a time and an address
 * says so, and no line of the letter is marked.
 */
export function isBareAttribution(lines: readonly string[], index: number): boolean {
  if (!lines[index]?.includes('@') && !lines[index + 1]?.includes('@')) return false;
  for (const count of [1, 2]) {
    const line = lines
      .slice(index, index + count)
      .join(' ')
      .replace(directions, '');
    if (line.length > longestLine || isBlank(lines[index + count - 1])) return false;
    if (!/\d[:.]\d\d|(?<!\d)(?:19|20)\d\d(?!\d)/.test(line) || !line.includes('@')) continue;
    if (/[:：]\s*$/.test(line) && isAttribution(line)) return true;
  }
  return false;
}

function isHeadLine(line = ''): boolean {
  return (
    isBlank(line) ||
    isSeparator(line) ||
    isRule(line) ||
    isForwardLine(line) ||
    readHeadLine(line) !== undefined
  );
}

/** "-----Original Message-----", "---- On Mon, 2 Mar 2026 … wrote ----" */
function isSeparator(line: string): boolean {
  if (line.length > longestLine || line.length < 4) return false;
  const text = line.trim();
  // GroupWise: ">>> Anna <anna@example.com> 02.03.2026 10:22 >>>"
  if (text.startsWith('>>>') && text.endsWith('>>>')) return /\d[:.]\d\d/.test(text);
  if (!isMark(text[0]) || !isMark(text[1])) return false;
  const words = trimMarks(text);
  if (text.length - words.length < 2) return false;
  const label = fold(words);
  return separatorWords.has(label) || forwardWords.has(label) || (isMark(text.at(-1)) && isAttribution(text));
}

/** Turkish has a capital that becomes two characters. */
function fold(words: string): string {
  return words.toLowerCase().replaceAll('i\u0307', 'i');
}

/** "Begin forwarded message:" */
function isForwardLine(line: string): boolean {
  const text = line.length > 100 ? '' : line.trimEnd();
  if (!text.endsWith(':') && !text.endsWith('：')) return false;
  const words = trimMarks(text.slice(0, -1).trim());
  return words !== '' && forwardWords.has(fold(words));
}

function isRule(line: string): boolean {
  if (line.length < 20) return false;
  const text = line.trim();
  return text.length >= 20 && isMark(text[0]) && trimMarks(text) === '';
}

function isMark(character: string | undefined): boolean {
  return (
    character === '-' || character === '_' || character === '=' || character === '*' || character === '—'
  );
}

function trimMarks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && (isMark(text[start]) || text[start] === ' ')) start++;
  while (end > start && (isMark(text[end - 1]) || text[end - 1] === ' ')) end--;
  return text.slice(start, end);
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
