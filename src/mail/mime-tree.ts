import { type ParseLimits, tooMuch } from './limits.ts';
import { nextLine, readHeaderBlock } from './mime-header.ts';
import { describePart, isUntypedText, type MimePart } from './mime-part.ts';
import { repairMessage } from './mime-repair.ts';
import { undoEncoding } from './transfer-encoding.ts';

/** Takes a message apart. @throws AppError `invalid` beyond a limit. */
export function readTree(raw: Uint8Array, limits: ParseLimits): MimePart {
  const bytes = repairMessage(raw);
  const counts = { parts: 0 };
  const scan: Scan = { bytes, limits, counts, depth: 1, unwrapped: 0 };
  const { part, bodyStart } = openPart(0, scan, 'text/plain', true);
  const fields = part.headerLines.length;
  if (fields > limits.headerFields) {
    throw tooMuch('mostHeaderFields', limits.headerFields, fields);
  }
  const rest = findRest(part, bodyStart, scan);
  if (rest === undefined) {
    readContent(part, bodyStart, scan);
    return part;
  }
  // The rest of the block is the sender's text: servers take no false word of theirs out of it, as they do of a header.
  const telling = rest.lines.filter(({ key }) => key.startsWith('content-'));
  const whole = describePart([...part.headerLines, ...telling], 'text/plain');
  readContent(whole, rest.bodyStart, scan);
  return whole;
}

/** Scripts put an empty line too many before the fields that say what the message is made of. */
function findRest({ headerLines }: MimePart, bodyStart: number, { bytes, limits }: Scan) {
  if (headerLines.some(({ key }) => key === 'content-type' || key === 'content-transfer-encoding'))
    return undefined;
  if (!described.test(bytes.toString('latin1', bodyStart, bodyStart + 200).trimStart())) return undefined;
  const block = readHeaderBlock(bytes, bodyStart, bytes.length, limits.headerBytes);
  const names = block.lines.some(({ key }) => key === 'content-type');
  return names && block.lines.length <= 40 ? block : undefined;
}

/** As programs write it; a person who asks about such a line goes on in words. */
const described =
  /^(?:mime-version:\s?1\.0[ \t]{0,9}\r?\n|content-type:\s?(?:text\/(?:plain|html)|multipart\/[a-z]{1,20})[ \t]{0,9}(?:;\s{0,9}[\w-]{1,40}=|\r?\n))/i;

interface Scan {
  readonly bytes: Buffer;
  readonly limits: ParseLimits;
  readonly counts: { parts: number };
  /** Of the part that is read. */
  readonly depth: number;
  /** How many encodings of multiparts have been undone on the way. */
  readonly unwrapped: number;
}

/** A part whose end has not come yet. */
interface OpenPart {
  readonly part: MimePart;
  readonly bodyStart: number;
}

/** More is no mail program's doing, but a bomb. */
const mostUnwrapped = 3;
const longestDelimiter = 1_200;

/** @throws AppError `invalid` where there are too many parts, or too much of a header */
function openPart(start: number, scan: Scan, defaultType: string, isRoot = false): OpenPart {
  const { bytes, limits, counts } = scan;
  const block = readHeaderBlock(bytes, start, bytes.length, limits.headerBytes);
  if (block.cost > limits.headerBytes) {
    const has = isRoot ? measureHeader(bytes, block.bodyStart) : undefined;
    throw tooMuch('mostHeaderKilobytes', limits.headerBytes, has);
  }
  if (!isRoot && ++counts.parts > limits.parts) {
    throw tooMuch('mostParts', limits.parts);
  }
  return { part: describePart(block.lines, defaultType), bodyStart: block.bodyStart };
}

function measureHeader(bytes: Buffer, atLeast: number): number {
  return Math.max(findBody(bytes) ?? bytes.length, atLeast);
}

/** Reads what lies between `bodyStart` and the end of the bytes: the content of `part`, or its parts. */
function readContent(part: MimePart, bodyStart: number, scan: Scan): void {
  const { bytes } = scan;
  if (!isMultipart(part) || part.boundary === '') {
    closeLeaf({ part, bodyStart }, bytes.length, scan);
    return;
  }
  const open: OpenPart[] = [{ part, bodyStart }];
  let leaf: OpenPart | undefined;
  let at = bodyStart;
  for (;;) {
    const found = findDelimiter(bytes, at, open);
    if (found === undefined) break;
    if (leaf !== undefined) closeLeaf(leaf, trimLineEnd(bytes, found.start, leaf.bodyStart), scan);
    leaf = undefined;
    while (open.length > found.owner + 1) closeMultipart(open.pop(), found.start, scan, open.length);
    at = found.next;
    if (found.isLast) {
      // Gateways put further parts behind the end of the message.
      if (open.length === 1 && goesOn(bytes, at, open[0]?.part.boundary)) continue;
      closeMultipart(open.pop(), found.start, scan, open.length);
      if (open.length === 0) return;
      continue;
    }
    const child = openChild(open, at, scan);
    at = child.bodyStart;
    if (isMultipart(child.part) && child.part.boundary !== '') open.push(child);
    else leaf = child;
  }
  if (leaf !== undefined) closeLeaf(leaf, bytes.length, scan);
  while (open.length > 0) closeMultipart(open.pop(), bytes.length, scan, open.length);
}

function openChild(open: readonly OpenPart[], at: number, scan: Scan): OpenPart {
  const parent = open.at(-1)?.part;
  const depth = scan.depth + open.length;
  if (depth > scan.limits.depth) {
    throw tooMuch('mostLevels', scan.limits.depth, depth);
  }
  // RFC 2046 section 5.1.5.
  const child = openPart(at, scan, parent?.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain');
  parent?.children.push(child.part);
  return child;
}

function isMultipart({ type }: MimePart): boolean {
  return type.startsWith('multipart/');
}

interface Delimiter {
  /** Where its line begins. */
  readonly start: number;
  /** Where the line behind it begins. */
  readonly next: number;
  /** The index of the multipart whose parts it divides. */
  readonly owner: number;
  readonly isLast: boolean;
}

// RFC 2046 section 5.1.1; blanks may follow.
function findDelimiter(bytes: Buffer, from: number, open: readonly OpenPart[]): Delimiter | undefined {
  for (let start = findDashes(bytes, from - 1); start >= 0; start = findDashes(bytes, start + 1)) {
    const next = nextLine(bytes, start, bytes.length);
    if (next - start > longestDelimiter) continue;
    const text = bytes.toString('latin1', start + 2, next).trimEnd();
    const owner = open.findLastIndex(({ part: { boundary } }) => text === boundary);
    if (owner >= 0) return { start, next, owner, isLast: false };
    if (!text.endsWith('--')) continue;
    const last = open.findLastIndex(({ part: { boundary } }) => isClosing(text, boundary));
    if (last >= 0) return { start, next, owner: last, isLast: true };
  }
  return undefined;
}

/** Whether another part with fields of its own follows the end of a multipart. */
function goesOn(bytes: Buffer, from: number, boundary = ''): boolean {
  const delimiter = `\n--${boundary}`;
  const found = bytes.indexOf(delimiter, from - 1, 'latin1');
  if (boundary === '' || found < 0) return false;
  const line = nextLine(bytes, found + 1, bytes.length);
  const isWhole = bytes.toString('latin1', found + delimiter.length, line).trim() === '';
  return isWhole && /^content-(?:type|disposition):/i.test(bytes.toString('latin1', line, line + 20));
}

/** A boundary that is named with a blank at its end, where RFC 2046 allows none, has it before the dashes too. */
function isClosing(text: string, boundary: string): boolean {
  return text.startsWith(boundary) && text.slice(boundary.length).trimStart() === '--';
}

/** @param from the end of the line before. @returns where the next line that begins with two dashes begins; -1 for none */
function findDashes(bytes: Buffer, from: number): number {
  if (from < 0) return bytes.toString('latin1', 0, 2) === '--' ? 0 : findDashes(bytes, 0);
  const found = bytes.indexOf('\n--', from, 'latin1');
  return found < 0 ? -1 : found + 1;
}

// The line end before a delimiter belongs to it.
function trimLineEnd(bytes: Buffer, end: number, start: number): number {
  const feed = end > start && bytes[end - 1] === 0x0a ? end - 1 : end;
  return feed < end && feed > start && bytes[feed - 1] === 0x0d ? feed - 1 : feed;
}

function closeLeaf({ part, bodyStart }: OpenPart, end: number, scan: Scan): void {
  const content = scan.bytes.subarray(bodyStart, Math.max(bodyStart, end));
  if (isMultipart(part)) openWrapped(part, content, scan);
  else
    part.bytes = isBareMessage(part, content)
      ? content
      : undoEncoding(content, part.encoding, part.type.startsWith('text/'));
  if (isUntypedText(part)) part.type = 'text/plain';
}

/** RFC 2046 section 5.2.1: a message in a part is never encoded, whatever the part says of it; some are. */
function isBareMessage({ type, encoding }: MimePart, content: Buffer): boolean {
  return (
    type === 'message/rfc822' &&
    encoding === 'base64' &&
    /^[\w-]{1,76}:\s/.test(content.toString('latin1', 0, 80))
  );
}

function closeMultipart(open: OpenPart | undefined, end: number, scan: Scan, above: number): void {
  if (open === undefined || open.part.children.length > 0) return;
  const content = scan.bytes.subarray(open.bodyStart, Math.max(open.bodyStart, end));
  openWrapped(open.part, content, { ...scan, depth: scan.depth + above });
}

/**
 * A multipart without parts still has something to say. Some programs encode all of it (RFC 2045 section 6.4 forbids
 * that), others forget to name the boundary.
 */
function openWrapped(part: MimePart, content: Buffer, scan: Scan): void {
  const decoded = undoEncoding(content, part.encoding, false);
  const boundary = decoded === content ? guessBoundary(content) : part.boundary || guessBoundary(decoded);
  if (boundary !== '' && boundary !== part.boundary && scan.unwrapped < mostUnwrapped) {
    Object.assign(part, { boundary, encoding: '' });
    readContent(part, 0, { ...scan, bytes: decoded, unwrapped: scan.unwrapped + 1 });
    return;
  }
  if (decoded !== content && boundary !== '' && scan.unwrapped < mostUnwrapped) {
    part.encoding = '';
    readContent(part, 0, { ...scan, bytes: decoded, unwrapped: scan.unwrapped + 1 });
    return;
  }
  part.type = 'text/plain';
  part.bytes = decoded;
}

/** @returns what the first line that can be a delimiter names, where another follows; '' for none */
function guessBoundary(content: Buffer): string {
  const start = content.toString('latin1', 0, 4_096);
  const [, found = ''] = /^--([\w'()+,./:=?-]{1,70})[ \t]*\r?$/m.exec(start) ?? [];
  const isThere = found !== '' && content.indexOf(`\n--${found}`, 0, 'latin1') >= 0;
  return isThere && !found.endsWith('--') ? found : '';
}

/** @returns where the body begins; undefined when there is nothing but a header */
export function findBody(raw: Uint8Array): number | undefined {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const end = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf + 2;
  return end < 2 ? undefined : end;
}
