import { nextLine } from './mime-header.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const headerBytes = 4_096;
const endOfFile = 0x1a;
const tailBytes = 64;

/**
 * Mends what keeps a whole message from being read: a byte order mark before the first field, UTF-16, and line ends of
 * other systems, and what stands behind its end. What is sound is returned as it is, uncopied.
 */
export function repairMessage(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return repairLineEnds(dropEnd(dropMark(bytes)));
}

/**
 * Programs of old write the sign that a file ends, and disks fill their blocks: in the line of the last delimiter, or behind
 * base64, it would be more than a sign too many. Bytes that have such signs before their end, too, are content.
 */
function dropEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === endOfFile)) end--;
  if (end === bytes.length || bytes.subarray(Math.max(0, end - tailBytes), end).includes(0)) return bytes;
  return bytes.subarray(0, end);
}

function dropMark(bytes: Buffer): Buffer {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  // A message that an editor has saved in UTF-16.
  if (bytes[0] === 0xff && bytes[1] === 0xfe && bytes[3] === 0) {
    return Buffer.from(new TextDecoder('utf-16le').decode(bytes));
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes[2] === 0) {
    return Buffer.from(new TextDecoder('utf-16be').decode(bytes));
  }
  return bytes;
}

/** Old Macs end lines with a bare CR; a file that was translated twice has `\r\r\n`. */
function repairLineEnds(bytes: Buffer): Buffer {
  const first = bytes.indexOf(carriageReturn);
  if (first < 0 || first >= headerBytes) return bytes;
  if (bytes[first + 1] === lineFeed) return bytes;
  if (bytes[first + 1] === carriageReturn && bytes[first + 2] === lineFeed) return dropDoubled(bytes);
  const start = bytes.toString('latin1', 0, Math.min(nextLine(bytes, 0, bytes.length), headerBytes));
  const fields = start.split('\r').filter((line) => /^[A-Za-z][\w-]{1,60}:/.test(line));
  if (fields.length < 2) return bytes;
  return replaceBareReturns(bytes);
}

function dropDoubled(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafeSlow(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; at++) {
    const isDoubled =
      bytes[at] === carriageReturn && bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed;
    if (!isDoubled) out[size++] = bytes[at] as number;
  }
  return out.subarray(0, size);
}

function replaceBareReturns(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  for (let at = out.indexOf(carriageReturn); at >= 0; at = out.indexOf(carriageReturn, at + 1)) {
    if (out[at + 1] !== lineFeed) out[at] = lineFeed;
  }
  return out;
}
