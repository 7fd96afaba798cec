import { decodePercents } from '../domain/percent-encoding.ts';

/** A file that leaves the message and goes to Graph by itself. */
export interface SplitFile {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  /** Of a picture that the HTML shows. */
  readonly contentId: string | undefined;
}

interface SplitMail {
  readonly mime: Buffer;
  readonly files: readonly SplitFile[];
}

/** A leaf of the message; the numbers are offsets. */
interface Part {
  readonly header: string;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** With its delimiter line, without the one that follows. */
  readonly from: number;
  readonly to: number;
}

const mostHeader = 64 * 1024;
const deepest = 6;

/**
 * Takes as many files out of a message of ours as it needs to have at most `most` bytes, the largest ones first. What is no
 * file stays, so the rest can still be larger.
 */
export function splitMail(raw: Buffer, most: number): SplitMail {
  if (raw.length <= most) return { mime: raw, files: [] };
  const parts = listParts(raw, 0, raw.length, deepest).filter(isFile);
  const largestFirst = parts.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  const taken: Part[] = [];
  let left = raw.length;
  for (const part of largestFirst) {
    if (left <= most) break;
    taken.push(part);
    left -= part.to - part.from;
  }
  const inOrder = taken.toSorted((a, b) => a.from - b.from);
  return { mime: cutOut(raw, inOrder), files: inOrder.map((part) => readFile(raw, part)) };
}

/** @returns the value of the first field of that name, unfolded; '' where there is none */
export function readField(header: string, name: string): string {
  const unfolded = header.replace(/\r\n[ \t]+/g, ' ');
  const wanted = `${name.toLowerCase()}:`;
  const line = unfolded.split('\r\n').find((each) => each.toLowerCase().startsWith(wanted));
  return line?.slice(wanted.length).trim() ?? '';
}

/** @returns the header of a message or part that begins at `start`, without its empty line; ours is UTF-8 (RFC 6532) */
export function readHeader(raw: Buffer, start = 0): { header: string; bodyStart: number } {
  const end = raw.indexOf('\r\n\r\n', start);
  if (end < 0) return { header: '', bodyStart: start };
  return { header: raw.toString('utf8', start, Math.min(end, start + mostHeader)), bodyStart: end + 4 };
}

function listParts(raw: Buffer, start: number, end: number, depth: number): Part[] {
  const { header, bodyStart } = readHeader(raw, start);
  const boundary = readParameter(readField(header, 'content-type'), 'boundary');
  if (boundary === '' || depth === 0) return [];
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const parts: Part[] = [];
  // The first one may stand right behind the header.
  let at = raw.indexOf(delimiter, bodyStart - 2);
  while (at >= 0 && at < end) {
    const lineEnd = raw.indexOf('\r\n', at + delimiter.length);
    const next = raw.indexOf(delimiter, at + delimiter.length);
    if (lineEnd < 0 || next < 0 || next > end) break;
    const own = readHeader(raw, lineEnd + 2);
    parts.push({ header: own.header, bodyStart: own.bodyStart, bodyEnd: next, from: at, to: next });
    parts.push(...listParts(raw, lineEnd + 2, next, depth - 1));
    at = next;
  }
  return parts;
}

function isFile({ header }: Part): boolean {
  const isEncoded = readField(header, 'content-transfer-encoding').toLowerCase() === 'base64';
  return isEncoded && readField(header, 'content-disposition') !== '';
}

function readFile(raw: Buffer, { header, bodyStart, bodyEnd }: Part): SplitFile {
  const disposition = readField(header, 'content-disposition');
  const type = readField(header, 'content-type').split(';')[0]?.trim() ?? '';
  const contentId = readField(header, 'content-id').replace(/^<|>$/g, '');
  return {
    name: readParameter(disposition, 'filename') || 'attachment',
    type: type === '' ? 'application/octet-stream' : type,
    content: decodeBody(raw, bodyStart, bodyEnd),
    contentId: contentId === '' ? undefined : contentId,
  };
}

/** Lines of base64 are decoded some at a time: a file of 150 MB would be in memory once more, as text. */
const decodedAtOnce = 4 * 1024 * 1024;

function decodeBody(raw: Buffer, start: number, end: number): Buffer {
  const content = Buffer.allocUnsafe(Math.ceil(((end - start) * 3) / 4));
  let written = 0;
  // What is left of four letters at the end of a piece goes before the next one.
  let rest = '';
  for (let from = start; from < end; from += decodedAtOnce) {
    const text =
      rest + raw.toString('latin1', from, Math.min(end, from + decodedAtOnce)).replace(/[\r\n]+/g, '');
    const whole = from + decodedAtOnce < end ? text.length - (text.length % 4) : text.length;
    written += content.write(text.slice(0, whole), written, 'base64');
    rest = text.slice(whole);
  }
  return content.subarray(0, written);
}

function cutOut(raw: Buffer, taken: readonly Part[]): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (const part of taken) {
    kept.push(raw.subarray(from, part.from));
    from = part.to;
  }
  return Buffer.concat([...kept, raw.subarray(from)]);
}

/** Whole, or in numbered pieces, each with letters as percents where a star says so (RFC 2231). */
function readParameter(value: string, name: string): string {
  const pattern = new RegExp(
    `;\\s*${name}(?:\\*(\\d{1,3}))?(\\*)?=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`,
    'gi',
  );
  const pieces = [...value.matchAll(pattern)].map(([, number, star, quoted, bare = '']) => ({
    number: Number(number ?? 0),
    text: quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1'),
    isEncoded: star !== undefined,
  }));
  const inOrder = pieces.toSorted((a, b) => a.number - b.number);
  return inOrder.map(({ text, isEncoded }) => (isEncoded ? decodeValue(text) : text)).join('');
}

function decodeValue(text: string): string {
  const bare = text.replace(/^[\w-]*'[\w-]*'/, '');
  return decodePercents(bare) ?? bare;
}
