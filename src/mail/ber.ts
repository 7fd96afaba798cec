/** One value of the basic encoding rules (X.690), with those inside it. */
export interface BerValue {
  /** 0 universal, 2 context-specific. */
  readonly tagClass: number;
  readonly tag: number;
  readonly isConstructed: boolean;
  /** Of a value that is not constructed; what indefinite lengths and pieces are made of is joined by `joinOctets`. */
  readonly content: Buffer;
  readonly children: readonly BerValue[];
  /** The whole value as it stands there. */
  readonly bytes: Buffer;
  readonly hasKnownLength: boolean;
}

const mostValues = 50_000;
const deepest = 30;

/** @returns the first value in `bytes`; undefined where they are no sound encoding, too deep or too many */
export function readBer(bytes: Buffer): BerValue | undefined {
  return readValue(bytes, 0, bytes.length, { count: 0, depth: 0 });
}

interface State {
  count: number;
  depth: number;
}

function readValue(bytes: Buffer, start: number, end: number, state: State): BerValue | undefined {
  const head = readHead(bytes, start, end);
  if (head === undefined || ++state.count > mostValues || state.depth >= deepest) return undefined;
  const { tagClass, tag, isConstructed, contentStart, length } = head;
  const limit = length === undefined ? end : contentStart + length;
  if (limit > end || (length === undefined && !isConstructed)) return undefined;
  const children: BerValue[] = [];
  let at = contentStart;
  if (isConstructed) {
    state.depth++;
    while (at < limit && !isEnd(bytes, at, length)) {
      const child = readValue(bytes, at, limit, state);
      if (child === undefined) return undefined;
      children.push(child);
      at += child.bytes.length;
    }
    state.depth--;
    if (length === undefined && at + 2 > limit) return undefined;
  }
  const stop = length === undefined ? at + 2 : limit;
  return {
    tagClass,
    tag,
    isConstructed,
    children,
    hasKnownLength: length !== undefined,
    content: isConstructed ? Buffer.alloc(0) : bytes.subarray(contentStart, limit),
    bytes: bytes.subarray(start, stop),
  };
}

function isEnd(bytes: Buffer, at: number, length: number | undefined): boolean {
  return length === undefined && bytes[at] === 0 && bytes[at + 1] === 0;
}

function readHead(bytes: Buffer, start: number, end: number) {
  const first = bytes[start];
  const size = bytes[start + 1];
  // Tags above 30 stand in no signature.
  if (first === undefined || size === undefined || start + 2 > end || (first & 0x1f) === 0x1f)
    return undefined;
  const base = { tagClass: first >> 6, tag: first & 0x1f, isConstructed: (first & 0x20) !== 0 };
  if (size < 0x80) return { ...base, contentStart: start + 2, length: size };
  if (size === 0x80) return { ...base, contentStart: start + 2, length: undefined };
  const count = size & 0x7f;
  if (count > 4 || start + 2 + count > end) return undefined;
  return { ...base, contentStart: start + 2 + count, length: bytes.readUIntBE(start + 2, count) };
}

/** An octet string may come in pieces. */
export function joinOctets({ isConstructed, content, children }: BerValue): Buffer {
  return isConstructed ? Buffer.concat(children.map(joinOctets)) : content;
}
