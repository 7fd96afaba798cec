// Encodings that write other scripts with bytes below 128. Their escapes leave no doubt what they are.

/**
 * Decodes text that switches character sets by escapes: ISO-2022-JP (RFC 1468), -KR (RFC 1557), -CN (RFC 1922) and HZ
 * (RFC 1843). @returns undefined when there are no such escapes
 */
export function decodeEscaped(bytes: Buffer): string | undefined {
  if (bytes.includes(0x1b)) {
    const text = bytes.toString('latin1');
    if (/\x1b\$\)C/.test(text)) return decodeShifted(text, 'euc-kr');
    if (/\x1b\$[)*][AG]/.test(text)) return decodeShifted(text, 'gb18030');
    if (/\x1b(?:\$[@B]|\$\([@BDOPQ]|\([IJ])/.test(text)) return decodeJapanese(text);
  }
  return bytes.includes('~{') ? decodeHz(bytes.toString('latin1')) : undefined;
}

function decodeJapanese(text: string): string {
  const plain = text
    // JIS X 0213 and the long form of JIS X 0208 designate what decoders know by its short name.
    .replace(/\x1b\$\([@BOPQ]/g, '\x1b$B')
    // Joined words shift to ASCII and at once back again, which the decoder takes for an attack.
    .replace(/\x1b\([BJ](?=\x1b)/g, '');
  return new TextDecoder('iso-2022-jp').decode(Buffer.from(plain, 'latin1'));
}

/** Between SO and SI the same bytes stand for those of an eight-bit encoding. */
function decodeShifted(text: string, charset: string): string {
  const bytes = Buffer.from(text.replace(/\x1b\$[)*][A-H]/g, '').replace(/\x1bN/g, ''), 'latin1');
  const out = Buffer.allocUnsafeSlow(bytes.length);
  let size = 0;
  let isShifted = false;
  for (const byte of bytes) {
    if (byte === 0x0e) isShifted = true;
    else if (byte === 0x0f) isShifted = false;
    else {
      // A line ends every shift.
      if (byte === 0x0a) isShifted = false;
      out[size++] = isShifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder(charset).decode(out.subarray(0, size));
}

const run = /~\{((?:[\x21-\x77][\x21-\x7e]){1,500})(?:~\}|(?=\r?\n))/g;

/** @returns undefined unless every run in braces is made of pairs that GB 2312 has */
function decodeHz(text: string): string | undefined {
  const decoder = new TextDecoder('gbk');
  let runs = 0;
  let isSound = true;
  const decoded = text.replace(run, (_, pairs: string) => {
    runs++;
    const found = decoder.decode(Buffer.from(Array.from(pairs, (char) => char.charCodeAt(0) | 0x80)));
    isSound &&= !/[\ufffd\ue000-\uf8ff]/.test(found);
    return found;
  });
  if (runs === 0 || !isSound) return undefined;
  return decoded.replace(/~\r?\n/g, '').replaceAll('~~', '~');
}

/** Decodes UTF-7 (RFC 2152). What is no sound run of its base64 stays as it stands. */
export function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (whole: string, digits: string) => {
    if (digits === '') return whole === '+-' ? '+' : whole;
    const units = Buffer.from(digits, 'base64');
    if (units.length < 2) return whole;
    const even = units.subarray(0, units.length - (units.length % 2)).swap16();
    return even.toString('utf16le');
  });
}
