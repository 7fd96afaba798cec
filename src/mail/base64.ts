/**
 * Undoes base64. Mailing lists append their footer as plain text to an encoded body: `keepsTail` keeps such text as it
 * stands, where decoding it too would make rubbish of it.
 */
export function decodeBase64(encoded: Buffer, keepsTail: boolean): Buffer {
  const found = findOdd(encoded);
  if (found < 0) return decodePlain(encoded);
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
/** The whole of a large file as a text would be as large again, and pieces of text pile up until V8 looks for them. */
const mostAsText = 1024 * 1024;

const blank = -1;
const odd = -2;
/** What each byte is worth as a digit (RFC 4648 section 4). */
const digits = new Int8Array(256).fill(odd);
for (const code of ' \t\n\v\f\r\xa0') digits[code.charCodeAt(0)] = blank;
for (const [value, digit] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  digits[digit.charCodeAt(0)] = value;
}

/** @returns where something stands that is no digit of base64; -1 where nothing does */
function findOdd(encoded: Buffer): number {
  if (encoded.length <= mostAsText) return encoded.toString('latin1').search(/[^A-Za-z0-9+/\s]/);
  for (let at = 0; at < encoded.length; at++) {
    if (digits[encoded[at] as number] === odd) return at;
  }
  return -1;
}

/** @param encoded digits and white space alone */
function decodePlain(encoded: Buffer): Buffer {
  if (encoded.length <= mostAsText) return Buffer.from(encoded.toString('latin1'), 'base64');
  const decoded = Buffer.allocUnsafeSlow(Math.ceil((encoded.length * 3) / 4));
  let [size, bits, count] = [0, 0, 0];
  for (let at = 0; at < encoded.length; at++) {
    const digit = digits[encoded[at] as number] as number;
    if (digit < 0) continue;
    bits = (bits << 6) | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded[size++] = bits >> count;
  }
  return decoded.subarray(0, size);
}
