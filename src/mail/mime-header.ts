import { decodeEscaped } from './charset-escapes.ts';

/** One field as it stands there: lower-case name, and the whole field as a Latin-1 string of its bytes, still folded. */
export interface HeaderLine {
  readonly key: string;
  readonly line: string;
}
interface HeaderBlock {
  readonly lines: readonly HeaderLine[];
  /** Where the body begins. */
  readonly bodyStart: number;
  /** In bytes; a line counts for at least `leastLineCost`. */
  readonly cost: number;
}

/** What a line costs at least: a million empty continuation lines are no small header. */
const leastLineCost = 64;
const lineFeed = 0x0a;
const escapeByte = 0x1b;
const field = /^[!-9;-~]{1,200}[ \t]{0,20}:/;
/** Fields that make a line behind rubbish part of the header all the same. */
const known = new Set(
  `from to cc bcc subject date sender reply-to message-id in-reply-to references received return-path delivered-to
  mime-version content-type content-transfer-encoding content-disposition content-id content-description content-language
  content-location auto-submitted precedence dkim-signature authentication-results list-id importance thread-topic
  thread-index`.split(/\s+/),
);
const searchedLines = 60;
/** Bytes; few headers have more. */
const readAtOnce = 4_096;

/**
 * Reads a header, of a message or of a part. What stands where a field should be ends it, as the empty line does, unless
 * more fields that mail has come behind it: some programs forget the empty line, others break a long field in two.
 * @param mostCost where to give up; the header is then said to cost more
 */
export function readHeaderBlock(bytes: Buffer, start: number, end: number, mostCost: number): HeaderBlock {
  const block = readLines(bytes, start, end, mostCost);
  if (!bytes.subarray(start, block.bodyStart).includes(escapeByte)) return block;
  return { ...block, lines: block.lines.map(decodeLine) };
}

/** Among the bytes of ISO-2022 are all signs that the grammar of a field has: it is read only once they are characters. */
function decodeLine({ key, line }: HeaderLine): HeaderLine {
  const text = decodeEscaped(Buffer.from(line, 'latin1'));
  return { key, line: text === undefined ? line : Buffer.from(text).toString('latin1') };
}

function readLines(bytes: Buffer, start: number, end: number, mostCost: number): HeaderBlock {
  const lines: { key: string; line: string }[] = [];
  const reader = new LineReader(bytes, end);
  let at = skipLead(bytes, start, end);
  let cost = 0;
  while (at < end && cost <= mostCost) {
    const text = reader.read(at);
    const next = at + text.length;
    if (isEmpty(text)) return { lines, bodyStart: next, cost };
    cost += Math.max(text.length, leastLineCost);
    const last = lines.at(-1);
    const isField = field.test(text);
    if (isField) lines.push(makeLine(text));
    else if (isBlank(text) && !continues(bytes, next, end)) return { lines, bodyStart: next, cost };
    else if (isIndented(text) && last !== undefined) last.line += text;
    else if (isDelimiter(text, lines)) return { lines, bodyStart: at, cost };
    else if (hasMoreFields(bytes, next, end, lines)) {
      if (last !== undefined) last.line += ` ${text}`;
    } else if (!/^>?From /.test(text) || lines.length > 0) return endWithoutBlank(bytes, lines, at, cost);
    at = next;
  }
  return { lines, bodyStart: Math.min(at, end), cost };
}

/** Reads lines, one after the other, out of a text of many of them: to ask the bytes for each costs several times as much. */
class LineReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #text = '';
  /** Where the text begins in the bytes. */
  #start = 0;

  constructor(bytes: Buffer, end: number) {
    this.#bytes = bytes;
    this.#end = end;
  }

  /** @returns the line that begins there, as Latin-1, with its end */
  read(at: number): string {
    const from = at - this.#start;
    const feed = from < this.#text.length ? this.#text.indexOf('\n', from) : -1;
    if (feed >= 0) return this.#text.slice(from, feed + 1);
    this.#start = at;
    this.#text = this.#bytes.toString('latin1', at, Math.min(at + readAtOnce, this.#end));
    const first = this.#text.indexOf('\n');
    if (first >= 0) return this.#text.slice(0, first + 1);
    return this.#bytes.toString('latin1', at, nextLine(this.#bytes, at, this.#end));
  }
}

function makeLine(text: string) {
  return { key: text.slice(0, text.indexOf(':')).trim().toLowerCase(), line: text };
}

/** @returns where the line behind the one at `at` begins */
export function nextLine(bytes: Buffer, at: number, end: number): number {
  const found = bytes.indexOf(lineFeed, at);
  return found < 0 || found >= end ? end : found + 1;
}

// Some programs put an empty line, or the separator of an mbox, before the header.
function skipLead(bytes: Buffer, start: number, end: number): number {
  let at = start;
  for (let count = 0; count < 5 && at < end; count++) {
    const next = nextLine(bytes, at, end);
    const text = bytes.toString('latin1', at, Math.min(next, at + 300));
    if (!isEmpty(text)) return count === 0 || (start === 0 && isKnown(text)) ? at : start;
    at = next;
  }
  return start;
}

function isKnown(text: string): boolean {
  return field.test(text) && known.has(text.slice(0, text.indexOf(':')).trim().toLowerCase());
}

function isEmpty(text: string): boolean {
  return text === '\r\n' || text === '\n' || text === '';
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function isIndented(text: string): boolean {
  return text.startsWith(' ') || text.startsWith('\t');
}

function continues(bytes: Buffer, at: number, end: number): boolean {
  const text = bytes.toString('latin1', at, Math.min(nextLine(bytes, at, end), at + 300));
  return field.test(text) || (isIndented(text) && !isBlank(text));
}

/** The first part of a multipart whose header is not ended by an empty line. */
function isDelimiter(text: string, lines: readonly HeaderLine[]): boolean {
  const boundary = text.startsWith('--') ? text.slice(2, 102).trim() : '';
  return boundary !== '' && lines.some(({ key, line }) => key === 'content-type' && line.includes(boundary));
}

function hasMoreFields(bytes: Buffer, from: number, end: number, seen: readonly HeaderLine[]): boolean {
  let at = from;
  for (let count = 0; count < searchedLines && at < end; count++) {
    const next = nextLine(bytes, at, end);
    const text = bytes.toString('latin1', at, Math.min(next, at + 300));
    if (isBlank(text)) return false;
    // A field that was there before is quoted in the body.
    if (isKnown(text) && !seen.some(({ key }) => key === makeLine(text).key)) return true;
    at = next;
  }
  return false;
}

/** Lines such as `Note: …` before the first that is no field belong to the body too. */
function endWithoutBlank(bytes: Buffer, lines: HeaderLine[], at: number, cost: number): HeaderBlock {
  let start = at;
  for (let last = lines.at(-1); last !== undefined; last = lines.at(-1)) {
    if (known.has(last.key) || last.key.includes('-')) break;
    lines.pop();
    start -= last.line.length;
  }
  return { lines, bodyStart: Math.min(start, bytes.length), cost };
}
