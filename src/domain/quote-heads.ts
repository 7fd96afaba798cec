import { directions, isAttribution, isMark, trimMarks } from './attribution.ts';
import { isHeadBlock, readHeadLine } from './mail-head-words.ts';
import { forwardWords, passedOnBy, separatorWords } from './quote-words.ts';

/** Longer lines are nobody's introduction or heading. */
export const longestLine = 300;

/** Whether a line, with those below it, says that an older message follows. */
export function isHead(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? '';
  if (line.length > longestLine || isBlank(line)) return false;
  if (isSeparator(line)) return true;
  if (isRule(line) || isForwardLine(line) || noteTeaser.test(line)) return isHeadBelow(lines, index + 1);
  if (notesRule.test(line))
    return readHeadLine(lines[index + 1]?.replaceAll('|', '') ?? '')?.parts.has('from') === true;
  return readHeadLine(line) !== undefined && isHeadBlock(lines, index);
}

/** Notes draws the block as a table, or writes how the message began above it: "Anna ---03/02/2026 10:22 AM---Hello" */
const notesRule = /^\|-{6,30}>\s{0,9}$/;
const noteTeaser = /[^-]\s?---\d[\d./: apm]{8,30}---/i;

function isHeadBelow(lines: readonly string[], index: number): boolean {
  let start = index;
  while (start < index + 3 && start < lines.length && isBlank(lines[start])) start++;
  const line = lines[start] ?? '';
  return isSeparator(line) || isHeadBlock(lines, start) || isAttribution(line);
}

/**
 * Some programs mark no line of what they quote, and everything below is it; where a line with a time and an address
 * says so, and no line of the letter is marked.
 */
export function isBareAttribution(lines: readonly string[], index: number): boolean {
  if (!lines[index]?.includes('@') && !lines[index + 1]?.includes('@')) return false;
  const [first = '', second = ''] = lines.slice(index, index + 2);
  if (isBlank(first)) return false;
  if (isBareLine(first)) return true;
  // The last line of the letter is no part of what stands below it.
  return /[\d@]/.test(first) && !isBlank(second) && !isBareLine(second) && isBareLine(`${first} ${second}`);
}

function isBareLine(text: string): boolean {
  const line = text.replace(directions, '');
  if (line.length > longestLine || !line.includes('@') || !/[:：]\s*$/.test(line)) return false;
  return /\d[:.]\d\d|(?<!\d)(?:19|20)\d\d(?!\d)/.test(line) && isAttribution(line);
}

/** Whether a line can be a part of what stands above an older message. */
export function isHeadLine(line = ''): boolean {
  return (
    isBlank(line) ||
    isSeparator(line) ||
    isRule(line) ||
    isForwardLine(line) ||
    readHeadLine(line) !== undefined
  );
}

/** "-----Original Message-----", "---- On Mon, 2 Mar 2026 … wrote ----" */
export function isSeparator(line: string): boolean {
  if (line.length > longestLine || line.length < 4) return false;
  const text = line.trim();
  // GroupWise: ">>> Anna <anna@example.com> 02.03.2026 10:22 >>>"
  if (text.startsWith('>>>') && text.endsWith('>>>')) return /\d[:.]\d\d/.test(text);
  if (!isMark(text[0]) || !isMark(text[1])) return false;
  const words = trimMarks(text);
  if (text.length - words.length < 2) return false;
  if (isLabel(fold(words))) return true;
  if (isMark(text.at(-1)))
    return isAttribution(text) || (/\d/.test(words) && passedOnBy.some((by) => fold(words).startsWith(by)));
  // Yahoo writes the block below it in the same line.
  const label = /^[^-_=*—]{4,60}(?=[-_=*—]{3})/.exec(words)?.[0] ?? '';
  return isLabel(fold(label.trim()));
}

function isLabel(words: string): boolean {
  return separatorWords.has(words) || forwardWords.has(words);
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

export function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

export function isQuoted(line: string | undefined): boolean {
  return line !== undefined && (line.startsWith('>') || line.startsWith(' >'));
}
