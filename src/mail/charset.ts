import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** Labels that say nothing about bytes above 127. */
const vague = new Set(['', 'usascii', 'ascii', 'ansix341968', 'utf8', 'utf8mb4', '7bit', '8bit', 'binary']);
/** Labels seen in mail that neither decoder knows by that name. */
const aliases: Record<string, string> = {
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  ksc56011987: 'euc-kr',
  cp950: 'big5',
  chinesebig5: 'big5',
  gb2312charset: 'gbk',
  cp1250: 'windows-1250',
  win1251: 'windows-1251',
  latin9: 'iso-8859-15',
  iso88591windows31latin1: 'windows-1252',
  utf7: 'utf-8',
  unicode11utf7: 'utf-8',
};
const decoders = new Map<string, (bytes: Uint8Array) => string>();

/**
 * Decodes bytes by their declared charset, and by evidence where the declaration is missing, unknown or plainly wrong:
 * valid UTF-8 is UTF-8, anything else `hint` (another charset the same message declares) or windows-1252.
 * UTF-7 is never decoded: `+ADw-script+AD4-` would become markup after every check.
 */
export function decodeBytes(bytes: Uint8Array, label = '', hint?: string): string {
  const key = charsetKey(label);
  if (isAscii(bytes) && !isStateful(key))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (vague.has(key)) return decodeVague(bytes, hint);
  const decode = findDecoder(key, label);
  if (decode === undefined) return decodeVague(bytes, hint);
  return isWestern(key) && isUtf8(bytes) ? decodeUtf8(bytes) : decode(bytes);
}

/** @returns whether the label names a charset that says more than "ASCII" or "UTF-8". */
export function isTellingCharset(label: string): boolean {
  const key = charsetKey(label);
  return !vague.has(key) && !isStateful(key) && findDecoder(key, label) !== undefined;
}

function charsetKey(label: string): string {
  return label.toLowerCase().replace(/[^a-z0-9]/g, '');
}

// ISO-2022 and UTF-16 give ASCII bytes another meaning.
function isStateful(key: string): boolean {
  return (
    key.startsWith('iso2022') || key.startsWith('utf16') || key.startsWith('utf32') || key.startsWith('hz')
  );
}

// Contact forms label UTF-8 as Latin-1; real Latin-1 text is practically never valid UTF-8 by chance.
function isWestern(key: string): boolean {
  return key === 'iso88591' || key === 'windows1252' || key === 'latin1' || key === 'cp1252';
}

function decodeVague(bytes: Uint8Array, hint: string | undefined): string {
  if (isUtf8(bytes)) return decodeUtf8(bytes);
  const text = decodeUtf8(bytes);
  if (isMostlyUtf8(text)) return text;
  for (const candidate of listCandidates(hint)) {
    const guess = findDecoder(charsetKey(candidate), candidate)?.(bytes);
    if (guess !== undefined && !guess.includes('\ufffd')) return guess;
  }
  return windows1252(bytes);
}

// Japanese headers are mostly ISO-2022-JP, unlabelled Japanese bodies mostly Shift_JIS.
function listCandidates(hint: string | undefined): string[] {
  if (hint === undefined) return [];
  return /2022-jp|euc-jp|s(?:hift)?_?jis/i.test(hint) ? [hint, 'shift_jis', 'euc-jp'] : [hint];
}

// A cut or a stray byte in UTF-8 text is no reason to read all of it as something else.
function isMostlyUtf8(text: string): boolean {
  let broken = 0;
  let sound = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0xfffd) broken++;
    else if (code > 0x7f) sound++;
  }
  return sound > 2 * broken;
}

function decodeUtf8(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('utf8', buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0);
}

function windows1252(bytes: Uint8Array): string {
  return new TextDecoder('windows-1252').decode(bytes);
}

function findDecoder(key: string, label: string): ((bytes: Uint8Array) => string) | undefined {
  const known = decoders.get(key);
  if (known !== undefined) return known;
  const made = makeDecoder(aliases[key] ?? label.trim());
  // Labels come from strangers: the cache must not grow without bound.
  if (made !== undefined && decoders.size < 200) decoders.set(key, made);
  return made;
}

function makeDecoder(name: string): ((bytes: Uint8Array) => string) | undefined {
  try {
    const decoder = new TextDecoder(name);
    if (decoder.encoding === 'iso-2022-jp') return (bytes) => decoder.decode(dropEmptyShifts(bytes));
    return (bytes) => decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  // DOS code pages and UTF-32, which the web's list of encodings lacks; base64 and hex are no charsets.
  if (
    !/^(cp|ibm|dos|windows|iso|utf-?32|mac|koi|armscii|tcvn|viscii)/i.test(name) ||
    !iconv.encodingExists(name)
  ) {
    return undefined;
  }
  return (bytes) => iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name);
}

// Joined words shift to ASCII and at once back again, which the decoder takes for an attack.
function dropEmptyShifts(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return Buffer.from(text.replace(/\x1b\([BJ](?=\x1b)/g, ''), 'latin1');
}
