/**
 * Undoes base64. Mailing lists append their footer as plain text to an encoded body: `keepsTail` keeps such text as it
 * stands, where decoding it too would make rubbish of it.
 */
export function decodeBase64(encoded: Buffer, keepsTail: boolean): Buffer {
  const text = encoded.toString('latin1');
  const odd = text.search(/[^A-Za-z0-9+/\s]/);
  if (odd < 0) return Buffer.from(text, 'base64');
  const end = text[odd] === '=' ? odd : text.lastIndexOf('\n', odd) + 1;
  const tail = text.slice(end).replace(/^=+/, '');
  const body = Buffer.from(text.slice(0, end), 'base64');
  // Some programs encode piece by piece, each with its own padding.
  if (/^[A-Za-z0-9+/=\s]*$/.test(tail)) {
    return Buffer.concat([body, ...tail.split(/=+/).map((piece) => Buffer.from(piece, 'base64'))]);
  }
  return keepsTail
    ? Buffer.concat([body, Buffer.from(`\n${tail.trim()}\n`, 'latin1')])
    : Buffer.from(text, 'base64');
}
