import { cleanLine } from '../domain/plain-text.ts';
import { decodeBytes } from './charset.ts';
import { decodeWords } from './encoded-words.ts';

const mostHeader = 65_536;
const mostField = 1_000;
const mostShown = 300;
const space = 0x20;
const tab = 0x09;

/**
 * For people only: a field of a header that no parser has read, because the message goes beyond a limit or ends the parser.
 * Looks at each line once, and decodes no more than the beginning of the field.
 * @param name lower case
 * @returns the first one of that name, folded lines joined and encoded words decoded; '' where there is none
 */
export function readShownField(raw: Uint8Array, name: string): string {
  const header = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, mostHeader));
  const field = findField(header, `${name}:`);
  const text = field === undefined ? '' : decodeBytes(field, '', undefined);
  return cleanLine(decodeWords(text)).slice(0, mostShown);
}

/** @returns its bytes without the name */
function findField(header: Buffer, start: string): Buffer | undefined {
  for (let at = 0; at < header.length; ) {
    const end = endOfLine(header, at);
    if (isEmpty(header, at, end)) return undefined;
    if (header.toString('latin1', at, at + start.length).toLowerCase() === start) {
      return unfold(header, at + start.length, end);
    }
    at = end + 1;
  }
  return undefined;
}

function unfold(header: Buffer, from: number, firstEnd: number): Buffer {
  const lines = [header.subarray(from, firstEnd)];
  let length = firstEnd - from;
  for (let at = firstEnd + 1; length < mostField && isFolded(header, at); ) {
    const end = endOfLine(header, at);
    lines.push(header.subarray(at, end));
    length += end - at;
    at = end + 1;
  }
  // A line break is a space or a tab as well: cleanLine makes one space of what is left of it.
  return Buffer.concat(lines).subarray(0, mostField);
}

function endOfLine(header: Buffer, at: number): number {
  const end = header.indexOf('\n', at, 'latin1');
  return end < 0 ? header.length : end;
}

const isEmpty = (header: Buffer, at: number, end: number) =>
  header.toString('latin1', at, Math.min(end, at + 2)).trim() === '';
const isFolded = (header: Buffer, at: number) => header[at] === space || header[at] === tab;
