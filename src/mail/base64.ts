import { nextLine } from './mime-header.ts';

/**
 * Undoes base64. Mailing lists append their footer as plain text to an encoded body: `keepsTail` keeps such text as it
 * stands, where decoding it too would make rubbish of it.
 */
export function decodeBase64(encoded: Buffer, keepsTail: boolean): Buffer {
  const found = findOdd(encoded);
  if (found < 0) return decodePlain(encoded);
  // The other alphabet of RFC 4648 section 5, which Node reads too.
  if (isOfAddresses(encoded, found)) return Buffer.from(encoded.toString('latin1'), 'base64');
  const end = encoded[found] === padding ? found : encoded.lastIndexOf('\n', found) + 1;
  const body = decodePlain(encoded.subarray(0, end));
  const tail = encoded.toString('latin1', end).replace(/^=+/, '');
  // Some programs encode piece by piece, each with its own padding.
  if (/^[A-Za-z0-9+/=\s]*$/.test(tail)) {
    const pieces = tail.split(/=+/).filter((piece) => piece.trim() !== '');
    return pieces.length === 0
      ? body
      : Buffer.concat([body, ...pieces.map((piece) => Buffer.from(piece, 'base64'))]);
  }
  return keepsTail
    ? Buffer.concat([body, Buffer.from(`\n${tail.trim()}\n`, 'latin1')])
    : Buffer.from(encoded.toString('latin1'), 'base64');
}

const padding = '='.charCodeAt(0);
/** Of a large file a piece at a time: as a whole text it would be as large again, and longer pieces outlive their use. */
const pieceBytes = 48 * 1024;

const oddByte = /[^A-Za-z0-9+/\s]/;

/** Whether the line there is one run of digits, some of them `-` or `_`, and no rule that is drawn with them. */
function isOfAddresses(encoded: Buffer, at: number): boolean {
  if (encoded[at] !== 0x2d && encoded[at] !== 0x5f) return false;
  const start = encoded.lastIndexOf('\n', at) + 1;
  const line = encoded.toString(
    'latin1',
    start,
    Math.min(nextLine(encoded, at, encoded.length), start + 200),
  );
  return /^(?=[-_]{0,200}[A-Za-z0-9])[\w+/-]{16,200}={0,2}\s*$/.test(line);
}

/** @returns where something stands that is no digit of base64 (RFC 4648 section 4); -1 where nothing does */
function findOdd(encoded: Buffer): number {
  for (let start = 0; start < encoded.length; start += pieceBytes) {
    const found = encoded.toString('latin1', start, start + pieceBytes).search(oddByte);
    if (found >= 0) return start + found;
  }
  return -1;
}

/** @param encoded digits and white space alone */
function decodePlain(encoded: Buffer): Buffer {
  if (encoded.length <= pieceBytes) return Buffer.from(encoded.toString('latin1'), 'base64');
  const decoded = Buffer.allocUnsafeSlow(Math.ceil((encoded.length * 3) / 4));
  let size = 0;
  let rest = '';
  for (let start = 0; start < encoded.length; start += pieceBytes) {
    const digits = rest + encoded.toString('latin1', start, start + pieceBytes).replace(/\s+/g, '');
    // Four digits are three bytes; what is over goes with the next piece.
    const whole = digits.length - (digits.length % 4);
    size += decoded.write(digits.slice(0, whole), size, 'base64');
    rest = digits.slice(whole);
  }
  size += decoded.write(rest, size, 'base64');
  return decoded.subarray(0, size);
}
