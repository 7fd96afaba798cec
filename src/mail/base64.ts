import { nextLine } from './mime-header.ts';

/**
 * Undoes base64. Mailing lists append their footer as plain text to an encoded body: `keepsTail` keeps such text as it
 * stands, where decoding it too would make rubbish of it.
 */
export function decodeBase64(encoded: Buffer, keepsTail: boolean): Buffer {
  const found = findByte(encoded, oddByte);
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

/** None of the digits of RFC 4648 section 4. */
const oddByte = /[^A-Za-z0-9+/\s]/;
/** None of the digits of its section 5. */
const noAddressByte = /[^\w\s=-]/;

/** Whether all is of the alphabet with `-` and `_`, and the line there is one run of digits, no rule or boundary. */
function isOfAddresses(encoded: Buffer, at: number): boolean {
  if (encoded[at] !== 0x2d && encoded[at] !== 0x5f) return false;
  const start = encoded.lastIndexOf('\n', at) + 1;
  const line = encoded.toString(
    'latin1',
    start,
    Math.min(nextLine(encoded, at, encoded.length), start + 200),
  );
  const isRun = /^(?!--)(?=[-_]{0,200}[A-Za-z0-9])[\w-]{16,200}={0,2}\s*$/.test(line);
  return isRun && findByte(encoded, noAddressByte) < 0;
}

/** @returns where such a byte stands; -1 where none does */
function findByte(encoded: Buffer, pattern: RegExp): number {
  for (let start = 0; start < encoded.length; start += pieceBytes) {
    const found = encoded.toString('latin1', start, start + pieceBytes).search(pattern);
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
