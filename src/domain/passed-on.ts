import { isAttribution } from './attribution.ts';
import { isHead, isHeadLine, isQuoted, isSeparator } from './quote-heads.ts';

/** The text of a message that passes another one on. */
interface PassedOn {
  /** Its lines, the passed-on message without the one sign that its program has put before each line. */
  readonly lines: readonly string[];
  /** Where the passed-on message begins; undefined where no line says so. */
  readonly start: number | undefined;
}

/** @returns as many lines as there were */
export function readPassedOn(written: readonly string[]): PassedOn {
  const marked = written.findIndex((line) => isQuoted(line) && !isSeparator(line));
  const head = findFirstHead(written, marked < 0 ? written.length : marked);
  // Where words stand between its head and the first mark, that one is of a quote within it.
  const isWhole = marked >= 0 && (head < 0 || written.slice(head, marked).every(isAbove));
  if (!isWhole) return { lines: written, start: head < 0 ? undefined : head };
  return { lines: unmark(written, marked), start: head < 0 ? marked : head };
}

function findFirstHead(lines: readonly string[], end: number): number {
  for (let index = 0; index < end; index++) if (isHead(lines, index)) return index;
  return -1;
}

function unmark(written: readonly string[], marked: number): string[] {
  const lines = written.map((line) => line.replace(/^ ?> ?/, ''));
  // GroupWise marks the line that says who wrote, too: ">>> On 3/2/2026 at 10:22 AM, … wrote:"
  const bare = (written[marked] ?? '').replace(/^>>>\s/, '');
  const isOpening =
    bare !== written[marked] &&
    (isAttribution(bare) || isAttribution(`${bare} ${written[marked + 1] ?? ''}`));
  if (isOpening) lines[marked] = bare;
  return lines;
}

function isAbove(line: string): boolean {
  return isHeadLine(line) || isAttribution(line);
}
