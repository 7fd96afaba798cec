import { attributionWords, deviceLines, headerLabels, separatorWords } from './quote-words.ts';

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
 */
export function splitText(text: string): TextSegment[] {
  const lines = text.split('\n');
  const kinds: TextSegment['kind'][] = [];
  let tail: TextSegment['kind'] = 'text';
  let hasWords = false;
  while (kinds.length < lines.length) {
    const index = kinds.length;
    const quoted = tail === 'quote' ? 0 : countQuoted(lines, index, hasWords);
    if (quoted === 'rest') tail = 'quote';
    else if (quoted === 0 && tail === 'text' && isSignatureStart(lines, index)) tail = 'signature';
    if (quoted === 0 || quoted === 'rest') kinds.push(tail);
    else for (let count = 0; count < quoted; count++) kinds.push('quote');
    hasWords ||= kinds.at(-1) === 'text' && !isHeadLine(lines[index]);
  }
  return mergeRuns(lines, joinQuotes(lines, kinds));
}

/** Marks of direction, which Gmail puts around what stands in another script. */
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Whether a text of one or two lines introduces what follows it as somebody else's words. */
export function isAttribution(text: string): boolean {
  if (text.length > 2 * longestAttribution) return false;
  const line = text.replace(directions, '').replaceAll('\n', ' ').trim();
  if (line.length < 6 || line.length > longestAttribution) return false;
  const ending = line.endsWith(':') || line.endsWith('：');
  const words = (ending ? line.slice(0, -1) : line).trim().toLowerCase();
  if (attributionWords.some((verb) => words.endsWith(verb) || (ending && holdsWord(words, verb))))
    return true;
  // Gmail in Japanese and others: a date, a name, an address, no verb at all.
  return ending && (/\d{4}\D/.test(words) || /\d[:.]\d\d/.test(words)) && words.includes('@');
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

/** @returns how many lines from `index` are a quote with what introduces it; `rest` where all that follows is one */
function countQuoted(lines: readonly string[], index: number, hasWords: boolean): number | 'rest' {
  const head = countHead(lines, index, hasWords) || countAttribution(lines, index);
  let end = index + head;
  if (!isQuoted(lines[end])) return head > 0 && isHead(lines, index) ? 'rest' : 0;
  while (isQuoted(lines[end])) end++;
  return end - index;
}

/** What introduces a quote to its end: a separator, a line, Outlook's block. Where nothing was written above it, it is the letter. */
function countHead(lines: readonly string[], index: number, hasWords: boolean): number {
  if (!hasWords || !isHead(lines, index)) return 0;
  let end = index;
  while (end < lines.length && end - index < 12 && !isQuoted(lines[end]) && isHeadLine(lines[end])) end++;
  return Math.max(1, end - index);
}

function isHead(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line.length > longestLine || isBlank(line)) return false;
  if (isSeparator(line)) return true;
  if (isRule(line)) return isHeaderBlock(lines, index + 1);
  return isHeaderLine(line) && isHeaderBlock(lines, index);
}

function isHeadLine(line = ''): boolean {
  return isBlank(line) || isSeparator(line) || isRule(line) || isHeaderLine(line);
}

/** "-----Original Message-----" */
function isSeparator(line: string): boolean {
  if (line.length > 120) return false;
  const text = line.trim();
  const words = trimMarks(text);
  return (
    text.length - words.length >= 2 &&
    isMark(text[0]) &&
    isMark(text[1]) &&
    separatorWords.has(words.toLowerCase())
  );
}

function isRule(line: string): boolean {
  const text = line.trim();
  return text.length >= 20 && trimMarks(text) === '';
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

/** "From: …", in bold stars perhaps. */
function isHeaderLine(line: string): boolean {
  const start = line.slice(0, 40);
  const colon = Math.min(
    ...[':', '：'].map((sign) => start.indexOf(sign)).filter((at) => at > 0),
    start.length,
  );
  if (colon === start.length) return false;
  return headerLabels.has(start.slice(0, colon).replaceAll('*', '').trim().toLowerCase());
}

// Outlook's block: From, Sent, To, Subject, three of them at least.
function isHeaderBlock(lines: readonly string[], index: number): boolean {
  let start = index;
  while (start < index + 3 && start < lines.length && isBlank(lines[start])) start++;
  if (!isHeaderLine(lines[start] ?? '')) return false;
  return lines.slice(start, start + 5).filter(isHeaderLine).length >= 3;
}

// RFC 3676 section 4.3; some programs drop the blank, telephones have their own line.
function isSignatureStart(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line === '-- ' || line === '--') return lines.length - index <= longestSignature;
  if (line.length > 80) return false;
  const words = line.trim().toLowerCase();
  if (!deviceLines.some((start) => words.startsWith(start))) return false;
  let next = index + 1;
  while (next < lines.length && next - index < 6 && isBlank(lines[next])) next++;
  return next >= lines.length || countQuoted(lines, next, true) !== 0;
}

/** Lines that introduce a quote right below, or below an empty line. */
function countAttribution(lines: readonly string[], index: number): number {
  if (isBlank(lines[index]) || isQuoted(lines[index])) return 0;
  for (const count of [1, 2, 3]) {
    const last = lines[index + count - 1];
    if (isBlank(last) || (last?.length ?? 0) > longestLine) return 0;
    const gap = isBlank(lines[index + count]) ? 1 : 0;
    if (!isQuoted(lines[index + count + gap])) continue;
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
